package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.router.RouterLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole watcher, which asks a router by SSH for the prefix that it holds. */
final class RouterAcquisitionIT {
  /** The router is asked once a minute. */
  private static final Duration SOON = Duration.ofMinutes(3);

  private static final String ALLOWED = "echo 2001:db8:c::/56";

  @TempDir private Path folder;
  private RouterLab lab;
  private ClaimedRepository repository;

  @BeforeEach
  void up() throws Exception {
    lab = RouterLab.up(Files.createDirectories(folder.resolve("lab")));
    lab.program(
        "ubus",
        """
        #!/bin/sh
        [ "$*" = 'call network.interface.wan6 status' ] || exit 4
        cat %s
        """
            .formatted(status()));
    repository =
        ClaimedRepository.create(folder, lab, "{window: 0s, perMinute: 0, perHour: 0}", ALLOWED);
  }

  @AfterEach
  void down() {
    lab.close();
  }

  private Path status() {
    return folder.resolve("wan6.json");
  }

  /** The router gets another delegation, or none. */
  private void delegate(String prefixes) throws IOException {
    Path next =
        Files.writeString(
            folder.resolve("next"), "{\"up\": true, \"ipv6-prefix\": [" + prefixes + "]}");
    Files.move(next, status(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String of(String address) {
    return "{\"address\": \"%s\", \"mask\": 56, \"preferred\": 86400, \"valid\": 86400}"
        .formatted(address);
  }

  private static String prefix(String name, String router) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: DynamicPrefix
    metadata: {name: %s}
    spec:
      acquisition:
        router: {%s}
      accept: {within: ["2001:db8::/32"]}
      subnets:
        - {name: pool, index: 1, prefixLength: 64}
      transition: {minStable: 1s}
    """
        .formatted(name, router);
  }

  private static String bound(String name) {
    return """
    ---
    apiVersion: leasehold.dev/v1alpha1
    kind: DynamicPrefixBinding
    metadata: {name: pool}
    spec:
      prefixRef: {name: %s, subnet: pool}
      target: {kind: CiliumLoadBalancerIPPool, name: public}
    """
        .formatted(name);
  }

  private void awaitPush(WatchProcess watch, String what) throws Exception {
    watch.awaitLine(what, SOON, line -> line.contains(" pushed ") && line.contains(what));
  }

  /** Each look is a process of its own. */
  private void awaitStatus(String words) {
    long end = System.nanoTime() + SOON.toNanos();
    String status = repository.status();
    while (!status.contains(words)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no '" + words + "' in: " + status);
      }
      status = repository.status();
    }
  }

  @Test
  void followsTheRouterAndChangesNothingWhileItIsDown() throws Exception {
    delegate(of("2001:db8:a::"));
    repository.write(
        "intent/home.yaml", prefix("home", "name: home, openWrt: wan6") + bound("home"));
    repository.push("Ask the router");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "2001:db8:a::/56");
      assertEquals("router", repository.field("home", "source"));
      assertTrue(repository.file("manifests/pool.yaml").contains("2001:db8:a:1::/64"));
      List<String> before = repository.subjects();
      String status = repository.status();
      assertTrue(status.contains("2001:db8:a::/56"), status);

      lab.sshdDown();
      delegate(of("2001:db8:b::"));
      watch.awaitLine(
          "loss",
          SOON,
          line -> line.contains("WARN") && line.contains("the router does not tell its prefixes"));
      assertEquals(before, repository.subjects());
      awaitStatus("prefixes of router home lost");

      lab.sshdUp();
      awaitPush(watch, "2001:db8:b::/56");
      assertTrue(repository.file("manifests/pool.yaml").contains("2001:db8:b:1::/64"));
      assertFalse(repository.file("manifests/pool.yaml").contains("2001:db8:a:"));
      assertEquals(1, lab.connections());

      before = repository.subjects();
      delegate("");
      awaitStatus("prefixes of router home: the router holds no prefix");
      assertEquals(before, repository.subjects());
      watch.terminate();
    }
    assertEquals(Set.of("lo", RouterLab.PARENT), Set.copyOf(lab.links()));
  }

  /** What is wrong with one prefix holds up no other, and doctor says what to do. */
  @Test
  void saysWhatIsWrong() throws Exception {
    delegate(of("2001:db8:a::"));
    repository.write("intent/attic.yaml", prefix("attic", "name: attic, openWrt: wan6"));
    repository.write("intent/evil.yaml", prefix("evil", "name: home, command: reboot"));
    repository.write("intent/own.yaml", prefix("own", "name: home, command: '" + ALLOWED + "'"));
    repository.push("Ask routers");
    try (WatchProcess watch = repository.watch()) {
      awaitPush(watch, "2001:db8:c::/56");
      watch.terminate();
      assertTrue(
          watch.said().stream()
              .anyMatch(line ->
                  line.contains("no router of the WatcherConfig has the name attic")
                      && line.contains("it has home (")),
          watch.said().toString());
      assertTrue(
          watch.said().stream().anyMatch(line -> line.contains("does not allow the command")),
          watch.said().toString());
    }
    String config = folder.resolve("watcher.yaml").toString();
    Cli doctor = Cli.run("doctor", "--config", config);
    assertEquals(1, doctor.code(), doctor.err());
    for (String line :
        List.of(
            "PROBLEM  no router of the WatcherConfig has the name attic. Add it to spec.routers",
            "PROBLEM  router home: prefixes by command: reboot: router home does not allow the command",
            "ok       router home: prefixes by command: " + ALLOWED + ": 2001:db8:c::/56")) {
      assertTrue(doctor.out().contains(line), doctor.out());
    }
    assertEquals(
        List.of("intent/README.md", "leases/README.md", "leases/own.yaml"),
        repository.files().stream()
            .filter(file -> file.startsWith("leases/") || file.endsWith("README.md"))
            .toList());
  }

  @Test
  void aDryRunReadsAndChangesNothing() throws Exception {
    delegate(of("2001:db8:a::"));
    repository.write("intent/home.yaml", prefix("home", "name: home, openWrt: wan6"));
    repository.push("Ask the router");
    Cli run =
        Cli.run(
            "watch", "--once", "--dry-run", "--config", folder.resolve("watcher.yaml").toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("Lease home: 2001:db8:a::/56"), run.out());
    assertEquals(List.of("Begin", "Ask the router"), repository.subjects());
    assertEquals(Set.of("lo", RouterLab.PARENT), Set.copyOf(lab.links()));
  }
}
