package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.ssh.SshReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts on a router with OpenSSH, busybox udhcpc and a provider's DHCP server. */
@Timeout(value = 3, unit = TimeUnit.MINUTES) // a hang
final class RouterScriptsIT {
  private static final WanInterface FIRST = wan("wan-1", "02:00:00:00:01:01");
  private static final WanInterface SECOND = wan("wan-2", "02:00:00:00:01:02");

  @TempDir Path directory;
  private RouterLab lab;
  private RouterConnection connection;
  private RouterCommands router;

  @BeforeEach
  void start() throws IOException {
    lab = RouterLab.up(directory);
    lab.dhcpUp("203.0.113.40", "203.0.113.59");
    connect();
  }

  private void connect(String... commands) throws IOException {
    connection = RouterLab.connection(lab.router(commands));
    router = new RouterCommands(connection, Duration.ofSeconds(12), Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() throws InterruptedException {
    connection.close();
    lab.dhcpDown();
    lab.close();
  }

  private static WanInterface wan(String name, String mac) {
    return new WanInterface(name, mac, RouterLab.PARENT);
  }

  private static <T> T done(RouterAnswer<T> answer) {
    if (answer instanceof RouterAnswer.Done<T>(T value)) {
      return value;
    }
    throw new AssertionError(answer.toString());
  }

  private Address allocate(WanInterface on) {
    return done(router.allocate(on, Optional.empty()));
  }

  private RouterState list() {
    return done(router.list());
  }

  private HeldInterface held(WanInterface on) {
    return list().find(on.name()).orElseThrow();
  }

  private static String refusal(RouterAnswer<?> answer) {
    return assertInstanceOf(RouterAnswer.Refused.class, answer, answer.toString()).reason();
  }

  private static String unavailable(RouterAnswer<?> answer) {
    return assertInstanceOf(RouterAnswer.Unavailable.class, answer, answer.toString()).reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/usr/bin/dash", "busybox ash"})
  void allocatesRepeatsAndReleases(String shell) throws Exception {
    lab.useShell(shell);
    Address address = allocate(FIRST);
    assertEquals(address, allocate(FIRST));
    assertEquals(1, lab.clients("wan-1").size());
    RouterState state = list();
    HeldInterface held = state.find("wan-1").orElseThrow();
    assertTrue(held.works(), state.toString());
    assertEquals(Optional.of(address), held.address());
    assertEquals("02:00:00:00:01:01", held.mac());
    assertEquals(Optional.of(RouterLab.PARENT), held.parent());
    assertEquals(Optional.of(Address.parse("203.0.113.1")), held.server());
    assertEquals(Optional.of(Duration.ofMinutes(2)), held.leaseTime());
    assertEquals("", lab.inHome("ip", "-4", "-o", "addr", "show", "dev", "wan-1"));
    done(router.release(FIRST, false));
    done(router.release(FIRST, false));
    assertEquals(List.of("lo", RouterLab.PARENT), lab.links());
    assertEquals(List.of(), lab.clients("wan-1"));
    assertEquals(List.of(), list().interfaces());
    assertFalse(lab.answersArp(address.toString()));
    assertEquals(1, connection.opened());
  }

  /** With Kea as the provider's server, in one lab. */
  @Test
  void worksWithKea() throws Exception {
    lab.dhcpDown();
    lab.keaUp("203.0.113.40", "203.0.113.40");
    Address address = allocate(FIRST);
    assertEquals(Address.parse("203.0.113.40"), address);
    HeldInterface held = held(FIRST);
    assertTrue(held.works(), held.toString());
    assertEquals(Optional.of(Duration.ofMinutes(2)), held.leaseTime());
    assertTrue(lab.answersArp(address.toString()));

    // Its pool is full.
    assertTrue(unavailable(router.allocate(SECOND, Optional.empty())).contains("no DHCP lease"));
    assertEquals(List.of("lo", RouterLab.PARENT, "wan-1"), lab.links());

    // A renewal.
    Duration before = held.obtained().orElseThrow();
    while (held.obtained().filter(before::equals).isPresent()) {
      lab.renew("wan-1");
      held = held(FIRST);
    }
    assertEquals(Optional.of(address), held.address());

    // It is down: the address is kept, and a new one is refused.
    lab.dhcpDown();
    lab.renew("wan-1");
    assertEquals(address, allocate(FIRST));
    assertTrue(unavailable(router.allocate(SECOND, Optional.empty())).contains("no DHCP lease"));

    // It comes back with other addresses.
    lab.keaUp("203.0.113.80", "203.0.113.81");
    lab.renew("wan-1");
    Optional<Address> after = Optional.of(address);
    while (after.isEmpty() || after.get().equals(address)) {
      after = held(FIRST).address();
    }
    assertTrue(lab.answersArp(after.get().toString()));
    assertFalse(lab.answersArp(address.toString()));

    // A release frees the address at once.
    allocate(SECOND);
    done(router.release(FIRST, true));
    assertEquals(after.get(), done(router.allocate(wan("wan-3", "02:00:00:00:01:03"), after)));
  }

  /** Defect 5 of the peer: proxy_arp answers for neighbours, and for everything beyond. */
  @Test
  void answersArpForTheLeasedAddressAlone() throws Exception {
    Address address = allocate(FIRST);
    assertTrue(lab.answersArp(address.toString()));
    for (String foreign : List.of("203.0.113.200", "8.8.8.8")) {
      assertFalse(lab.answersArp(foreign), foreign);
    }
    // The parent answers for its own address, once.
    assertTrue(lab.answersArp("203.0.113.2"));
  }

  /** Defect 16: the kernel uses the maximum of all and the interface. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void worksWhereAllInterfacesFilter(String filter) throws Exception {
    Address other = allocate(SECOND);
    lab.inHome("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=" + filter);
    assertFalse(held(SECOND).works());
    Address address = allocate(FIRST);
    assertTrue(lab.answersArp(address.toString()));
    assertTrue(lab.answersArp(other.toString()));
    assertTrue(held(SECOND).works(), "an interface of ours stays without a filter");
    assertEquals(filter, lab.inHome("sysctl", "-n", "net.ipv4.conf.wan0.rp_filter").strip());
    assertEquals(filter, lab.inHome("sysctl", "-n", "net.ipv4.conf.default.rp_filter").strip());
  }

  /** The whole way, with every reverse path filter of the router. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "2"})
  void carriesTrafficToAServiceBehindTheRouter(String filter) throws Exception {
    lab.inHome("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=" + filter);
    String address = allocate(FIRST).toString();
    lab.serve(address);
    assertTrue(lab.answersPing(address));
    lab.serve("203.0.113.200");
    assertFalse(lab.answersPing("203.0.113.200"), "routed, but not leased");
  }

  @Test
  void leavesClientsOfOtherNamespacesAlone() throws Exception {
    Process other = lab.startElsewhere("sh", "-c", "sleep 600; :", "udhcpc", "-i", "wan-1", "-p");
    allocate(FIRST);
    assertEquals(1, lab.clients("wan-1").size());
    done(router.release(FIRST, false));
    assertTrue(other.isAlive());
  }

  @Test
  void keepsTheHookCurrent() throws Exception {
    allocate(FIRST);
    Path hook = lab.file("hook/bound");
    String current = Files.readString(hook);
    Files.writeString(hook, "exit 1\n");
    allocate(SECOND);
    assertEquals(current, Files.readString(hook));
  }

  @Test
  void refusesToAnswerForTheWholeLink() {
    lab.inHome("sysctl", "-qw", "net.ipv4.conf.all.proxy_arp=1");
    assertTrue(refusal(router.allocate(FIRST, Optional.empty())).contains("all.proxy_arp is 1"));
    assertTrue(done(router.probe()).missing().toString().contains("proxy_arp"));
  }

  /** Defects 8 and 11: nothing of another claim is taken over or removed. */
  @Test
  void leavesAnInterfaceWithAnotherMacAlone() {
    Address address = allocate(FIRST);
    WanInterface other = wan("wan-1", "02:00:00:00:01:99");
    assertTrue(
        refusal(router.allocate(other, Optional.empty()))
            .contains("wan-1 exists with another MAC: 02:00:00:00:01:01"));
    assertTrue(refusal(router.release(other, false)).contains("it stays"));
    assertEquals(Optional.of(address), held(FIRST).address());
    assertTrue(held(FIRST).works());
  }

  /** Defect 10: the kernel prints MAC addresses in lower case. */
  @Test
  void acceptsAMacInUpperCase() {
    Address address = allocate(wan("wan-1", "02:AB:CD:EF:01:01"));
    assertEquals(address, allocate(wan("wan-1", "02:AB:CD:EF:01:01")));
  }

  @Test
  void leavesForeignInterfacesAlone() {
    lab.inHome(
        "ip",
        "link",
        "add",
        "link",
        "wan0",
        "name",
        "wan-1",
        "address",
        FIRST.mac(),
        "type",
        "macvlan",
        "mode",
        "bridge");
    assertTrue(
        refusal(router.allocate(FIRST, Optional.empty())).contains("Leasehold did not make it"));
    assertTrue(refusal(router.release(FIRST, false)).contains("was not made by Leasehold"));
    assertEquals(List.of(), list().interfaces());
    assertTrue(lab.links().contains("wan-1"));
  }

  @Test
  void refusesAnotherOrAMissingParent() {
    allocate(FIRST);
    lab.inHome("ip", "link", "add", "wan9", "type", "veth", "peer", "name", "wan8");
    assertTrue(
        refusal(router.allocate(new WanInterface("wan-1", FIRST.mac(), "wan9"), Optional.empty()))
            .contains("exists on another interface than wan9"));
    assertTrue(
        refusal(router.allocate(new WanInterface("wan-2", SECOND.mac(), "wan7"), Optional.empty()))
            .contains("there is no interface wan7"));
  }

  /** Defect 16: no lease, no rest. */
  @Test
  void rollsBackWithoutALease() throws Exception {
    lab.dhcpDown();
    router = new RouterCommands(connection, Duration.ofSeconds(2), Duration.ofSeconds(2));
    assertTrue(
        unavailable(router.allocate(FIRST, Optional.empty())).contains("no DHCP lease on wan-1"));
    assertEquals(List.of("lo", RouterLab.PARENT), lab.links());
    assertEquals(List.of(), lab.clients("wan-1"));
    assertTrue(Files.notExists(lab.file("wan-1.pid")));
  }

  @Test
  void rollsBackWhenThePoolIsFull() throws Exception {
    lab.dhcpDown();
    lab.dhcpUp("203.0.113.70", "203.0.113.70");
    Address address = allocate(FIRST);
    router = new RouterCommands(connection, Duration.ofSeconds(2), Duration.ofSeconds(2));
    unavailable(router.allocate(SECOND, Optional.empty()));
    assertEquals(List.of("lo", RouterLab.PARENT, "wan-1"), lab.links());
    assertTrue(held(FIRST).works());
    assertEquals(Optional.of(address), held(FIRST).address());
  }

  @Test
  void givesTheAddressBackWhenTold() throws Exception {
    lab.dhcpDown();
    lab.dhcpUp("203.0.113.70", "203.0.113.70");
    Address address = allocate(FIRST);
    done(router.release(FIRST, true));
    assertEquals(address, allocate(SECOND));
    assertEquals(List.of("lo", RouterLab.PARENT, "wan-2"), lab.links());
    assertFalse(lab.inHome("ip", "rule").contains(address.toString()));
    lab.dhcpDown();
    done(router.release(SECOND, true)); // nobody listens
    done(router.release(SECOND, true));
    assertEquals(List.of("lo", RouterLab.PARENT), lab.links());
  }

  /** Defect 15: the provider gives another address at a renewal. */
  @Test
  void movesToAnotherAddressByItself() throws Exception {
    Address before = allocate(FIRST);
    lab.dhcpDown();
    lab.dhcpUp("203.0.113.80", "203.0.113.89");
    lab.renew("wan-1");
    HeldInterface held = held(FIRST);
    while (held.address().isEmpty() || held.address().get().equals(before)) {
      held = held(FIRST);
    }
    assertTrue(held.works(), held.toString());
    assertTrue(lab.answersArp(held.address().get().toString()));
    assertFalse(lab.answersArp(before.toString()));
    assertEquals(held.address().get(), allocate(FIRST));
  }

  /** The hook of a client runs while the list is made: it is in the middle of its work. */
  @Test
  void looksAgainAtWhatAHookChangesJustNow() {
    Address address = allocate(FIRST);
    lab.inHome("ip", "neigh", "del", "proxy", address.toString(), "dev", "wan-1");
    String nap = "nap() { sleep 0.1 2>/dev/null || sleep 1; }";
    String script = Script.LIST.with(Map.of());
    assertTrue(script.contains(nap));
    SshReply reply =
        connection.run(
            script.replace(nap, "nap() { ip neigh replace proxy " + address + " dev wan-1; }"),
            Duration.ofMinutes(1));
    String output = assertInstanceOf(SshReply.Done.class, reply, reply.toString()).output();
    HeldInterface held = RouterState.parse(output).orElseThrow().find("wan-1").orElseThrow();
    assertTrue(held.works(), output);
  }

  /** Defects 8 and 9: with the same MAC the provider gives the same address. */
  @Test
  void healsAReboot() throws Exception {
    Address address = allocate(FIRST);
    lab.reboot();
    assertEquals(List.of(), list().interfaces());
    assertEquals(address, done(router.allocate(FIRST, Optional.of(address))));
    assertTrue(held(FIRST).works());
  }

  @Test
  void repairsWhatOthersRemoved() throws Exception {
    Address address = allocate(FIRST);
    long client = lab.clients("wan-1").getFirst();
    lab.inHome("ip", "neigh", "del", "proxy", address.toString(), "dev", "wan-1");
    assertFalse(held(FIRST).answersArp());
    assertEquals(address, allocate(FIRST));
    assertEquals(List.of(client), lab.clients("wan-1"));
    lab.inHome("ip", "link", "set", "wan-1", "down");
    assertFalse(held(FIRST).isUp());
    allocate(FIRST);
    lab.inHome("kill", Long.toString(client));
    while (held(FIRST).hasClient()) {
      Thread.onSpinWait();
    }
    assertEquals(address, allocate(FIRST));
    assertNotEquals(List.of(client), lab.clients("wan-1"));
    assertTrue(held(FIRST).works());
    // The files are lost, but the client runs: no second one starts.
    Files.delete(lab.file("wan-1.pid"));
    Files.delete(lab.file("wan-1.lease"));
    assertEquals(address, allocate(FIRST));
    assertEquals(1, lab.clients("wan-1").size());
    lab.inHome("ip", "link", "del", "wan-1");
    allocate(FIRST);
    assertEquals(1, lab.clients("wan-1").size());
  }

  @Test
  void allocatesSeveralAtOnce() throws Exception {
    List<Address> addresses = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Address>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        WanInterface on = wan("wan-" + i, "02:00:00:00:02:0" + i);
        running.add(threads.submit(() -> allocate(on)));
        running.add(threads.submit(() -> allocate(on)));
      }
      for (Future<Address> each : running) {
        addresses.add(each.get());
      }
    }
    assertEquals(8, addresses.stream().distinct().count());
    assertEquals(8, list().interfaces().stream().filter(HeldInterface::works).count());
    for (int i = 0; i < 8; i++) {
      assertEquals(1, lab.clients("wan-" + i).size());
    }
    assertEquals(1, connection.opened());
  }

  /** Defect 7: an SSH failure says nothing about the router. */
  @Test
  void comesBackWithTheSshServer() throws Exception {
    Address address = allocate(FIRST);
    lab.sshdDown();
    unavailable(router.list());
    unavailable(router.list());
    lab.sshdUp();
    assertTrue(held(FIRST).works());
    assertEquals(Optional.of(address), held(FIRST).address());
    assertEquals(2, connection.opened());
    lab.changeHostKeys();
    assertTrue(refusal(router.list()).contains("is not the one in"));
  }

  @Test
  void finishesWhatACutConnectionLeft() throws Exception {
    lab.dhcpDown();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RouterAnswer<Address>> running =
          threads.submit(() -> router.allocate(FIRST, Optional.empty()));
      while (lab.clients("wan-1").isEmpty()) {
        if (running.isDone()) {
          throw new AssertionError("it did not wait for a lease: " + running.get());
        }
      }
      lab.sshdDown();
      unavailable(running.get());
    }
    lab.sshdUp();
    lab.dhcpUp("203.0.113.40", "203.0.113.59");
    allocate(FIRST);
    assertEquals(1, lab.clients("wan-1").size());
    assertTrue(held(FIRST).works());
  }

  @Test
  void runsOnlyTheCommandsOfTheConfiguration() throws IOException {
    String prints = "echo debugging; echo \"$WAN_PARENT $WAN_IF $WAN_MAC\" >&2; echo 203.0.113.99";
    connect(
        prints, "echo 10.0.0.1", "echo no-ip; exit 1", "/nonexistent", "sleep 600", "echo hello");
    assertEquals(Address.parse("203.0.113.99"), done(router.allocateWith(prints, FIRST)));
    assertTrue(
        refusal(router.allocateWith("echo 203.0.113.99; reboot", FIRST))
            .contains("does not allow the command"));
    assertTrue(refusal(router.allocateWith("echo 10.0.0.1", FIRST)).contains("private (RFC 1918)"));
    assertTrue(unavailable(router.allocateWith("echo no-ip; exit 1", FIRST)).contains("no-ip"));
    assertTrue(refusal(router.allocateWith("/nonexistent", FIRST)).contains("failed with 127"));
    assertTrue(refusal(router.allocateWith("echo hello", FIRST)).contains("\"hello\""));
    assertTrue(unavailable(router.allocateWith("sleep 600", FIRST)).contains("failed with 143"));
  }

  @Test
  void observesWithoutAChange() {
    lab.inHome("ip", "addr", "add", "10.1.2.3/24", "dev", "wan0");
    assertEquals(List.of(Address.parse("203.0.113.2")), done(router.observe("wan0")));
    assertTrue(refusal(router.observe("wan7")).contains("there is no interface wan7"));
    assertEquals(List.of(), done(router.probe()).missing());
  }

  /** Defect 2: values never reach the shell as code. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(touch OWNED)",
        "`touch OWNED`",
        "'; touch OWNED; '",
        "\"; touch OWNED; \"",
        "a\ntouch OWNED\n",
        "'\ntouch OWNED\n'",
        "\\'; touch OWNED #",
        "${IFS}touch OWNED",
        "-h",
        "*"
      })
  void neverRunsAValue(String hostile) {
    Path owned = directory.resolve("owned");
    String value = hostile.replace("OWNED", owned.toString());
    for (Script script : Script.values()) {
      Map<String, String> values = new HashMap<>();
      script.variables().forEach(name -> values.put(name, value));
      values.replace("COMMAND", "printf '%s' \"$WAN_IF\"");
      values.replace("COMMAND_WAIT", "2");
      SshReply reply = connection.run(script.with(values), Duration.ofMinutes(1));
      assertTrue(Files.notExists(owned), script + ": " + reply);
      if (script == Script.COMMAND) {
        assertEquals(new SshReply.Done(0, value, "", false), reply, "data arrives as it is");
      }
    }
    assertEquals(List.of("lo", RouterLab.PARENT), lab.links());
  }
}
