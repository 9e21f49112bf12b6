package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.router.BgpLab;
import dev.leasehold.router.RouterLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole watcher with a real router: claims in Git become addresses, and end again. */
final class PublicAddressIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String COMMAND = "/bin/echo 203.0.113.99";

  @TempDir private Path folder;
  private RouterLab lab;
  private ClaimedRepository repository;

  @BeforeEach
  void up() throws Exception {
    lab = RouterLab.up(Files.createDirectories(folder.resolve("lab")));
    lab.dhcpUp("203.0.113.40", "203.0.113.60");
    repository =
        ClaimedRepository.create(folder, lab, "{window: 0s, perMinute: 0, perHour: 0}", COMMAND);
  }

  @AfterEach
  void down() {
    lab.close();
  }

  private static void awaitPush(WatchProcess watch, String what) throws Exception {
    watch.awaitLine(what, SOON, line -> line.contains(" pushed ") && line.contains(what));
  }

  /** Waits for a state of the router or the repository, each look a process of its own. */
  private static void until(String what, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (!holds.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never: " + what);
      }
    }
  }

  private boolean isHeld(String wanInterface) {
    return Files.exists(lab.file(wanInterface + ".lease"));
  }

  /** Defects 5, 8, 9, 15 and 16, and the row of the traffic flow. */
  @Test
  void livesAndEnds() throws Exception {
    repository.write("intent/web.yaml", repository.claim("web"));
    repository.push("Claim an address");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "web: wan-web on 127.0.0.1 holds");
      String address = repository.address("web");
      assertTrue(repository.file("manifests/pool.yaml").contains(address + "/32"));
      lab.serve(address);
      assertTrue(lab.answersPing(address));
      assertFalse(lab.answersArp("203.0.113.200"));

      String mac = repository.field("web", "macAddress");
      lab.reboot();
      until("held again", () -> isHeld("wan-web"));
      assertTrue(mac.contains(lab.inHome("cat", "/sys/class/net/wan-web/address").strip()));
      lab.serveAgain(address);
      until("answers again", () -> lab.answersPing(address));
      assertEquals(1, lab.clients("wan-web").size());

      lab.dhcpDown();
      lab.dhcpUp("203.0.113.80", "203.0.113.89");
      lab.renew("wan-web");
      awaitPush(watch, address + " is not leased any more");
      String after = repository.address("web");
      assertTrue(after.startsWith("203.0.113.8"), after);
      assertTrue(lab.answersArp(after));
      assertFalse(lab.answersArp(address));
      assertEquals(mac, repository.field("web", "macAddress"));
      assertEquals(1, lab.connections());

      repository.delete("intent/web.yaml");
      repository.push("Claim no address");
      awaitPush(watch, after + " leaves its pool, and then the router releases wan-web");
      assertFalse(repository.file("manifests/pool.yaml").contains("/32"));
      until("released", () -> !lab.links().contains("wan-web"));
      assertEquals(List.of(), lab.clients("wan-web"));
      repository.write("notes.md", "Notes.\n");
      repository.push("Take notes");
      awaitPush(watch, "web: its address was released");
      watch.terminate();
    }
    assertEquals(
        List.of("intent/README.md", "leases/README.md", "manifests/pool.yaml", "notes.md"),
        repository.files());
  }

  /** A router with dropbear, and a node that announces the address when its pool has it. */
  @Test
  void bringsTrafficToANodeThatAnnouncesTheAddress() throws Exception {
    lab.useDropbear();
    repository =
        ClaimedRepository.create(
            folder.resolve("dropbear"), lab, "{window: 0s, perMinute: 0, perHour: 0}");
    repository.write("intent/web.yaml", repository.claim("web"));
    repository.push("Claim an address");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "web: wan-web on 127.0.0.1 holds");
      String address = repository.address("web");
      lab.reboot();
      until("held again", () -> isHeld("wan-web"));
      assertEquals(address, repository.address("web"));
      BgpLab bgp = lab.bgp();
      bgp.birdUp();
      lab.listen(address, "It is the node.");
      until("no route", () -> repository.status().contains("not announced"));
      assertEquals(Optional.empty(), lab.fetch(address));

      assertTrue(repository.file("manifests/pool.yaml").contains(address + "/32"));
      bgp.announce(address);
      until("an answer", () -> lab.fetch(address).equals(Optional.of("It is the node.")));
      assertFalse(lab.answersArp("203.0.113.200"));
      assertEquals(Optional.empty(), lab.fetch("203.0.113.200"));
      until("a route", () -> repository.status().contains("has a route to it, learned by bird"));
      assertEquals(1, lab.connections());

      repository.delete("intent/web.yaml");
      repository.push("Claim no address");
      until("released", () -> !lab.links().contains("wan-web"));
      assertEquals(List.of(), lab.clients("wan-web"));
      until("no answer", () -> !lab.answersArp(address));
      assertEquals(Optional.empty(), lab.fetch(address));
    }
  }

  /** Defects 1 and 7: an error of the connection is no drift, and no other host key is believed. */
  @Test
  void changesNothingWhileTheRouterCannotBeReached() throws Exception {
    repository.write("intent/web.yaml", repository.claim("web"));
    repository.push("Claim an address");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "web: wan-web on 127.0.0.1 holds");
      String before = repository.file("manifests/pool.yaml");
      lab.sshdDown();
      watch.awaitLine(
          "loss", SOON, line -> line.contains("WARN") && line.contains("cannot reach the router"));
      lab.sshdUp();
      watch.awaitLine("return", SOON, line -> line.contains("connected to router"));
      lab.changeHostKeys();
      watch.awaitLine(
          "refusal",
          SOON,
          line -> line.contains("host key") && line.contains("Compare the fingerprint"));
      assertEquals(before, repository.file("manifests/pool.yaml"));
      assertEquals("Lease web: " + repository.address("web"), repository.subjects().getLast());
    }
  }

  /** Defect 12: killed while it allocates, after the release was committed, and before the end. */
  @Test
  void goesOnWhereItWasKilled() throws Exception {
    lab.dhcpDown();
    repository.write("intent/web.yaml", repository.claim("web"));
    repository.push("Claim an address");
    try (WatchProcess _ = repository.watch()) {
      until("an interface", () -> lab.links().contains("wan-web"));
    }
    String mac = lab.inHome("cat", "/sys/class/net/wan-web/address").strip();
    lab.dhcpUp("203.0.113.40", "203.0.113.60");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "web: wan-web on 127.0.0.1 holds");
    }
    assertTrue(
        repository.field("web", "macAddress").contains(mac), repository.field("web", "macAddress"));
    assertEquals(1, lab.clients("wan-web").size());

    try (WatchProcess watch = repository.watch()) {
      watch.awaitLine("router", SOON, line -> line.contains("connected to router"));
      lab.sshdDown();
      repository.delete("intent/web.yaml");
      repository.push("Claim no address");
      awaitPush(watch, "leaves its pool");
    }
    assertTrue(lab.links().contains("wan-web"));
    lab.sshdUp();
    repository.loseState();
    try (WatchProcess watch = repository.watch()) {
      until("released", () -> !lab.links().contains("wan-web"));
      repository.write("notes.md", "Notes.\n");
      repository.push("Take notes");
      awaitPush(watch, "web: its address was released");
    }
  }

  /** Row A16: the provider has no address, or has one only later. */
  @Test
  void waitsWhileTheProviderHasNoAddress() throws Exception {
    lab.dhcpDown();
    lab.dhcpUp("203.0.113.40", "203.0.113.40");
    repository.write("intent/mail.yaml", repository.claim("mail"));
    repository.write("intent/web.yaml", repository.claim("web"));
    repository.push("Claim two addresses");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "on 127.0.0.1 holds 203.0.113.40");
      watch.awaitLine(
          "trouble", SOON, line -> line.contains("WARN") && line.contains("no DHCP lease on wan-"));
      lab.dhcpDown();
      lab.dhcpUp("203.0.113.40", "203.0.113.60");
      awaitPush(watch, "on 127.0.0.1 holds 203.0.113.");
      assertEquals(Set.of("lo", RouterLab.PARENT, "wan-mail", "wan-web"), Set.copyOf(lab.links()));
    }
  }

  /** Defect 2 and rows A10, A11: a command runs only as the configuration lists it. */
  @Test
  void runsOnlyTheCommandsOfTheConfiguration() throws Exception {
    repository.write("intent/own.yaml", withCommand("own", COMMAND));
    repository.write("intent/evil.yaml", withCommand("evil", "touch " + folder + "/evil; echo"));
    repository.push("Claim by command");
    try (WatchProcess watch = repository.watch()) {
      watch.awaitLine("refusal", SOON, line -> line.contains("does not allow the command"));
      awaitOwn();
      assertEquals("203.0.113.99", repository.address("own"));
      assertFalse(Files.exists(folder.resolve("evil")));
      assertFalse(repository.files().contains("leases/evil.yaml"));
      String status = repository.status();
      assertTrue(status.contains("claim evil: Failed"), status);
      assertTrue(status.contains("claim own: Ready, 203.0.113.99 in pool public"), status);
    }
  }

  private void awaitOwn() throws Exception {
    until("lease of own", () -> repository.files().contains("leases/own.yaml"));
  }

  private String withCommand(String name, String command) {
    return repository
        .claim(name)
        .replace("wanParent: wan0", "wanParent: wan0, command: '" + command + "'");
  }

  /** The address that the router has anyway; nothing there is changed. */
  @Test
  void observesWithoutAChangeOnTheRouter() throws Exception {
    repository.write(
        "intent/home.yaml",
        repository.claim("home").replace("spec:\n", "spec:\n  mode: Observe\n"));
    repository.push("Observe the address");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "home: wan0 on 127.0.0.1 holds 203.0.113.2");
      assertEquals(Set.of("lo", RouterLab.PARENT), Set.copyOf(lab.links()));
    }
  }

  @Test
  void keepsABootScriptAndTellsOfTheRoute() throws Exception {
    Path script =
        Files.createDirectories(lab.useOwnFiles().resolve("data/on_boot.d"))
            .resolve("20-leasehold-wan.sh");
    repository.configureRouter("persist: Boot");
    repository.write("intent/web.yaml", repository.claim("web"));
    repository.push("Claim an address");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "web: wan-web on 127.0.0.1 holds");
      String address = repository.address("web");
      until(
          "a boot script with the address",
          () -> Files.exists(script) && Files.readString(script).contains(address));
      until("no route", () -> repository.status().contains("not announced"));
      lab.serve(address);
      until("a route", () -> repository.status().contains("the router has a route to it"));

      repository.delete("intent/web.yaml");
      repository.push("Claim no address");
      until("released", () -> !lab.links().contains("wan-web"));
      assertFalse(Files.exists(script));
    }
  }

  @Test
  void looksWithoutAChangeWhenItIsToShowOnly() throws Exception {
    repository.write("intent/web.yaml", repository.claim("web"));
    repository.write(
        "intent/lost.yaml",
        repository.claim("lost").replace("host: 127.0.0.1", "host: gone.example"));
    repository.push("Claim addresses");
    String doctor = repository.say("doctor");
    assertTrue(doctor.contains("claim lost: no router of the WatcherConfig is"), doctor);
    assertTrue(
        doctor.contains("it requests no prefix, and the public addresses lost, web"), doctor);
    String shown = repository.say("watch", "--once", "--dry-run", "--timeout", "60");
    assertTrue(shown.contains("claim web is Pending: a dry run changes nothing"), shown);
    assertEquals(Set.of("lo", RouterLab.PARENT), Set.copyOf(lab.links()));
  }
}
