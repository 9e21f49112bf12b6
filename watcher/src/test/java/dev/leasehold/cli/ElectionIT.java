package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.notify.ServerLab;
import dev.leasehold.wire.PcapFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two watchers of one name on two nodes of one link, with Kea, which has one prefix to lend, and a
 * real API server, with the rights of the component {@code leader-election}. Each node reaches the
 * API server by a forwarder of its own.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class ElectionIT {
  private static final String DELEGATION =
      "dhcpv6: {interface: " + NetworkLab.ACCESS_INTERFACE + ", requestedPrefixLength: 60}\n";
  private static final Path COMPONENT = Path.of("../docs/deploy/leader-election");
  private static final String HELD = "{.spec.holderIdentity} {.spec.leaseTransitions}";
  private static final String SECOND_MAC = "02:00:00:00:0a:20";
  private static final Pattern HOLDER =
      Pattern.compile("\nLeasehold-Watcher: home \\((\\S+), term (\\d+)\\)\n");

  @TempDir private Path folder;
  private NetworkLab network;
  private ServerLab servers;
  private int port;
  private final List<WatchProcess> running = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    servers = new ServerLab(folder);
    FutureTask<Integer> server = new FutureTask<>(this::startServer);
    Thread.ofVirtual().start(server); // the two labs take some seconds each
    try {
      network =
          NetworkLab.up(
              folder.resolve("lab"),
              Map.of(
                  "LAB_PD_POOLLEN", "60",
                  "LAB_NODE_DAD", "0",
                  "LAB_PD_T1", "2",
                  "LAB_PD_T2", "4",
                  "LAB_PD_PREFERRED", "100",
                  "LAB_PD_VALID", "120"));
      addNode();
    } finally {
      port = server.get(); // its end is awaited, so that it can be stopped
    }
  }

  /** Starts the API server with the objects of the component, and returns its port. */
  private int startServer() throws Exception {
    servers.up("apiserver");
    String admin = Files.readString(Path.of(servers.setting("KUBECONFIG")));
    String _ = servers.kubectl("create", "namespace", "leasehold");
    String _ = servers.kubectl("-n", "leasehold", "create", "serviceaccount", "leasehold");
    servers.apply(Files.readString(COMPONENT.resolve("objects.yaml")));
    servers.markReleased("leasehold", "leasehold-home");
    servers.apply(Files.readString(COMPONENT.resolve("role.yaml")));
    String token = servers.kubectl("-n", "leasehold", "create", "token", "leasehold");
    Files.writeString(
        folder.resolve("kubeconfig"), admin.replaceAll("token: [^}]+", "token: " + token));
    return Integer.parseInt(admin.replaceAll("(?s).*https://127.0.0.1:(\\d+).*", "$1"));
  }

  @AfterEach
  void stop() throws Exception {
    running.forEach(WatchProcess::close);
    if (network != null) {
      Namespace.remove(network.namespace("node2"));
      network.down();
    }
    if (servers != null) {
      servers.close();
    }
  }

  /** A second node on the link of the first one. */
  private void addNode() throws Exception {
    String node = network.namespace("node2");
    String isp = network.namespace("isp");
    Namespace.run(List.of("ip", "netns", "add", node), "");
    List<String> off = List.of("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0");
    Namespace.run(Namespace.in(node, off), "");
    Namespace.ip(node, "link set lo up");
    Namespace.ip(
        node, "link add name up0 address " + SECOND_MAC + " type veth peer name p-2 netns " + isp);
    Namespace.ip(isp, "link set p-2 master acc0 up");
    Namespace.ip(node, "link set up0 up");
  }

  @Test
  void oneOfTwoWorksAndTheOtherContinuesAsTheSameClient() throws Exception {
    NetworkLab.needs("tcpdump", "busybox");
    String one = network.namespace("node");
    String two = network.namespace("node2");
    WatchedRepository first =
        WatchedRepository.create(
            folder.resolve("first"), network::onNode, DELEGATION, "drainPeriod: 3s, minStable: 1s");
    first.rename("home");
    first.configure(
        "cluster: {kubeconfig: "
            + folder.resolve("kubeconfig")
            + ", leaderElection: {enabled: true, namespace: leasehold}}");
    WatchedRepository second =
        first.onAnother(folder.resolve("second"), line -> Namespace.in(two, line));
    try (Forwarder _ = Forwarder.into(one, port);
        Forwarder _ = Forwarder.into(two, port)) {
      WatchProcess a = start(first);
      String prefix = network.setting("LAB_PD_POOL");
      first.awaitPush(a, "Lease home-ipv6: " + prefix, "Prefix: home-ipv6");
      Holder holder = holder(first);
      assertEquals(1, holder.term());
      WatchProcess b = start(second);
      awaitStandby(b, holder);
      assertStandsBy(two, holder);
      awaitShared(prefix);
      keepsALeaseThatIsMadeAgain(holder);

      a.close();
      long killed = System.nanoTime();
      awaitRebind(b, prefix);
      print("after a kill", killed);
      second.assertNoMoreCommits();

      WatchProcess c = start(first);
      awaitLine(c, "standing by: ");
      signal("STOP", b.pid());
      awaitRebind(c, prefix);
      String next = renumbers(first, c, prefix);
      Holder later = holder(first);
      assertEquals(3, later.term());
      awaitShared(next);
      String sent = "udp port 546 and ether src " + SECOND_MAC;
      network.run("capture", "start", "thaw", "node2", "up0", sent);
      signal("CONT", b.pid());
      awaitStandby(b, later);
      awaitLent(c, next);
      awaitLent(c, next);
      Path capture = Path.of(network.run("capture", "stop", "thaw").strip());
      assertEquals(List.of(), PcapFile.read(capture).packets(), "sent after SIGCONT");
      assertStandsBy(two, later);
      first.assertNoMoreCommits();

      String last = goesOnWithoutTheServer(first, c, next, later);

      long told = System.nanoTime();
      c.terminate();
      awaitRebind(b, last);
      print("after SIGTERM", told);
      second.assertNoMoreCommits();
    }
  }

  /** Somebody deletes the Lease and applies the empty one of the component. */
  private void keepsALeaseThatIsMadeAgain(Holder holder) throws Exception {
    String before = object("lease", "leasehold-home", "{.metadata.uid}");
    String _ = servers.kubectl("-n", "leasehold", "delete", "lease", "leasehold-home");
    servers.apply(Files.readString(COMPONENT.resolve("objects.yaml")));
    await(
        "the holder writes itself in again",
        () ->
            object("lease", "leasehold-home", HELD)
                .equals(holder.identity() + " " + holder.term()));
    assertNotEquals(before, object("lease", "leasehold-home", "{.metadata.uid}"));
  }

  private static void print(String what, long since) {
    System.out.printf(
        "%s the other watcher held the same delegation in %.1f s%n",
        what, (System.nanoTime() - since) / 1e9);
  }

  private WatchProcess start(WatchedRepository house) throws Exception {
    WatchProcess started = house.watch();
    running.add(started);
    return started;
  }

  /** The provider delegates another prefix, and the leader commits it. */
  private String renumbers(WatchedRepository house, WatchProcess leader, String prefix)
      throws Exception {
    network.run("renumber");
    String next = network.setting("LAB_PD_POOL");
    house.awaitPush(leader, "Replace home-ipv6: " + prefix + " → " + next);
    return next;
  }

  private String goesOnWithoutTheServer(
      WatchedRepository house, WatchProcess leader, String prefix, Holder holder) throws Exception {
    long server = Long.parseLong(Files.readString(folder.resolve("api/api.pid")).strip());
    signal("STOP", server);
    String next;
    try {
      awaitLine(leader, "continuing as its last known holder");
      Pattern renewed = Pattern.compile("renewedSecondsAgo\" : (\\d+)");
      await(
          "the end of the lease",
          () -> {
            Matcher ago = renewed.matcher(Namespace.page(network.namespace("node"), "/status"));
            return ago.find() && Integer.parseInt(ago.group(1)) > 15;
          });
      next = renumbers(house, leader, prefix);
    } finally {
      signal("CONT", server);
    }
    awaitLine(leader, "leasehold-home can be read again");
    assertEquals(holder.identity() + " " + holder.term(), object("lease", "leasehold-home", HELD));
    return next;
  }

  private String object(String kind, String name, String path) throws Exception {
    return servers.kubectl("-n", "leasehold", "get", kind, name, "-o", "jsonpath=" + path);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + WatchedRepository.SOON.toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, what);
    }
  }

  private record Holder(String identity, long term) {}

  /** Who wrote the newest commit. */
  private static Holder holder(WatchedRepository house) throws Exception {
    Matcher found = HOLDER.matcher(house.message());
    assertTrue(found.find(), house.message());
    return new Holder(found.group(1), Long.parseLong(found.group(2)));
  }

  private static void awaitLine(WatchProcess watch, String part) throws Exception {
    watch.awaitLine(part, WatchedRepository.SOON, line -> line.contains(part));
  }

  private static void awaitStandby(WatchProcess watch, Holder holder) throws Exception {
    awaitLine(watch, "standing by: " + holder.identity() + " holds Lease leasehold/leasehold-home");
  }

  private static void assertStandsBy(String node, Holder holder) throws Exception {
    String ready = Namespace.page(node, "/readyz");
    assertTrue(ready.startsWith("HTTP/1.1 200"), ready);
    String metrics = Namespace.page(node, "/metrics");
    assertTrue(metrics.contains("\nleasehold_leader{watcher=\"home\"} 0"), metrics);
    assertTrue(metrics.contains("\nleasehold_well 1"), metrics);
    assertFalse(metrics.contains("sent_"), metrics);
    String status = Namespace.page(node, "/status");
    assertTrue(status.contains("\"role\" : \"Standby\""), status);
    assertTrue(status.contains("\"holder\" : \"" + holder.identity() + "\""), status);
  }

  /** The watcher asks for the delegation that it took over, and gets it. */
  private static void awaitRebind(WatchProcess watch, String prefix) throws Exception {
    awaitLine(watch, "asking whether the delegation is still valid (Rebind): link is up");
    awaitLent(watch, prefix);
  }

  private static void awaitLent(WatchProcess watch, String prefix) throws Exception {
    watch.awaitLine(
        "delegation",
        WatchedRepository.SOON,
        line -> line.contains("DHCPv6 on up0 lends ") && line.contains("prefix=" + prefix + ","));
  }

  /** Waits until the Secret has the delegation. */
  private void awaitShared(String prefix) throws Exception {
    await(
        "the Secret has " + prefix,
        () -> {
          String encoded = object("secret", "leasehold-home-dhcpv6", "{.data.up0\\.leases}");
          return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)
              .contains("\nprefix " + prefix + " ");
        });
  }

  private static void signal(String name, long pid) throws Exception {
    String _ = Namespace.run(List.of("kill", "-" + name, Long.toString(pid)), "");
  }
}
