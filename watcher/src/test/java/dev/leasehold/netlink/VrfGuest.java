package dev.leasehold.netlink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.iprule.Agent;
import dev.leasehold.iprule.PriorityRange;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The program in the virtual machine of {@link VrfIT}: runs the agent beside an {@link
 * ObjectStore}, changes VRFs by {@code ip}, and looks at {@code ip rule}. Its lines begin with
 * {@code @}, messages of the kernel with {@code %}.
 */
final class VrfGuest {
  /** For the start of the agent, which is slow on an emulated processor. */
  private static final Duration START = Duration.ofMinutes(5);

  /** Less than the pause after which the agent compares anyway (RuleLoop). */
  private static final Duration DEADLINE = Duration.ofSeconds(45);

  /** The kernel's own, of each family, from the first VRF on. */
  private static final String L3 = "1000: from all lookup [l3mdev-table]";

  private static final String OURS = " proto 98";
  private static final List<String> FROM_THE_START =
      List.of(
          "0: from all lookup local",
          "32766: from all lookup main",
          "32767: from all lookup default");

  private final ObjectStore objects;

  private VrfGuest(ObjectStore objects) {
    this.objects = objects;
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println("kernel " + System.getProperty("os.version"));
    try (ObjectStore objects = new ObjectStore()) {
      recordBytes();
      new VrfGuest(objects).run();
      say("done");
    } catch (Exception e) {
      say("failed: " + e);
    }
    String _ = command("/bin/busybox", "poweroff", "-f");
  }

  private static void say(String line) {
    System.out.println("@" + line);
  }

  private void run() throws Exception {
    object("a", "10.0.0.1", "\"vrf\": \"blue\"");
    object("b", "10.0.0.1", "\"table\": 100");
    object("c", "fd00::1", "\"vrf\": \"blue\", \"priority\": 2000");
    object("d", "10.0.0.4", "\"vrf\": \"red\"");
    startAgent();
    awaitMetric("iprule_agent_api_server_ok 1.0", START);
    shows("no VRF", "1000: from 10.0.0.1 lookup 100");
    awaitMetric("iprule_agent_configs_without_vrf 3.0");
    say("ready: " + page("ready").strip());

    ip("link add blue type vrf table 100");
    String v6 = "2000: from fd00::1 lookup ";
    shows("made", "1000: from 10.0.0.1 lookup 100", v6 + 100);
    awaitMetric("iprule_agent_configs_without_vrf 1.0");
    objects.remove("b");
    object("e", "10.0.0.5", "\"vrf\": \"blue\"");
    String first = "1000: from 10.0.0.1 lookup ";
    String fifth = "1000: from 10.0.0.5 lookup ";
    shows("one of two equal objects deleted", first + 100, fifth + 100, v6 + 100);

    ip("link del blue");
    shows("deleted");
    ip("link add blue type vrf table 200");
    shows("another table", first + 200, fifth + 200, v6 + 200);
    Path batch =
        Files.writeString(
            Path.of("/tmp/batch"), "link del blue\nlink add blue type vrf table 70000\n");
    String _ = command("/bin/ip", "-batch", batch.toString());
    shows("another table at once", first + 70000, fifth + 70000, v6 + 70000);
    ip("link set blue name green");
    shows("another name");
    ip("link set green name blue");
    shows("its name again", first + 70000, fifth + 70000, v6 + 70000);

    ip("link set blue up");
    ip("link add up0 type veth peer name up1");
    ip("link set up0 master blue");
    ip("link set up0 up");
    ip("link set up1 up");
    ip("address add 10.0.0.1/32 dev lo");
    ip("route add 192.0.2.0/24 dev up0 table 70000");
    String route = command("/bin/ip", "route", "get", "192.0.2.9", "from", "10.0.0.1");
    say("route: " + route.lines().findFirst().orElse("").strip());

    ip("rule del from 10.0.0.1 priority 1000 protocol 98");
    shows("a rule deleted by hand", first + 70000, fifth + 70000, v6 + 70000);
    ip("rule add from 10.0.0.8 fwmark 7 table 5 priority 1000");
    ip("rule add from 10.0.0.9 table 5 priority 1000");
    ip("rule del from 10.0.0.5 priority 1000 protocol 98"); // comes back after the others
    String foreign = "1000: from 10.0.0.8 fwmark 0x7 lookup 5 -";
    shows("pruned", foreign, first + 70000, fifth + 70000, v6 + 70000);
    ip("rule del from 10.0.0.8 fwmark 7 table 5");
    for (String name : List.of("a", "c", "d", "e")) {
      objects.remove(name);
    }
    shows("all objects deleted");
    awaitMetric("iprule_agent_configs_without_vrf 0.0");
  }

  private void object(String name, String source, String rest) {
    objects.put(name, "\"serviceIP\": \"" + source + "\", " + rest + ", \"state\": \"present\"");
  }

  private void startAgent() throws IOException {
    Path kubeconfig = Files.writeString(Path.of("/tmp/kubeconfig"), objects.kubeconfig());
    Agent agent =
        new Agent(
            new Agent.Setup(
                AccessSource.of(Optional.of(kubeconfig), Map.of()),
                "vm",
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9090)),
                RuleTable::open,
                PriorityRange.parse("1000-1000"),
                System::nanoTime,
                RandomGenerator.getDefault(),
                ApiServer.Limits.DEFAULT,
                ObjectWatch.Pauses.DEFAULT));
    Thread.ofPlatform()
        .daemon()
        .name("agent")
        .start(() -> {
          try {
            agent.run();
          } catch (IOException e) {
            say("failed: " + e);
          }
        });
  }

  /** Waits for exactly these rules, beside that of VRFs; without a mark, they are the agent's. */
  private static void shows(String when, String... rules) throws Exception {
    List<String> expected = new ArrayList<>();
    for (String rule : rules) {
      expected.add(rule.endsWith(" -") ? rule.substring(0, rule.length() - 2) : rule + OURS);
    }
    expected.sort(null);
    expected.addAll(List.of(L3, L3));
    long start = System.nanoTime();
    List<String> found = rules();
    while (!found.equals(expected)) {
      if (System.nanoTime() - start > DEADLINE.toNanos()) {
        throw new IOException(when + ": expected " + expected + ", found " + found);
      }
      Thread.sleep(200);
      found = rules();
    }
    say(when + ": " + String.join(", ", found.subList(0, found.size() - 2)));
  }

  private static List<String> rules() throws Exception {
    List<String> rules = new ArrayList<>();
    for (String family : List.of("-4", "-6")) {
      command("/bin/ip", family, "rule", "show")
          .lines()
          .map(line -> line.strip().replaceAll("\\s+", " "))
          .filter(line -> !FROM_THE_START.contains(line))
          .forEach(rules::add);
    }
    rules.sort(
        Comparator.<String>comparingInt(rule -> rule.equals(L3) ? 1 : 0)
            .thenComparing(rule -> rule));
    return rules;
  }

  /** A page of the agent; empty before it listens. */
  private static String page(String name) throws Exception {
    try (var in = URI.create("http://127.0.0.1:9090/" + name).toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (ConnectException e) {
      return "";
    }
  }

  private static void awaitMetric(String line) throws Exception {
    awaitMetric(line, DEADLINE);
  }

  private static void awaitMetric(String line, Duration deadline) throws Exception {
    long start = System.nanoTime();
    while (!page("metrics").contains("\n" + line + "\n")) {
      if (System.nanoTime() - start > deadline.toNanos()) {
        throw new IOException("no " + line + " in " + page("metrics"));
      }
      Thread.sleep(200);
    }
    say(line);
  }

  private static void ip(String words) throws Exception {
    List<String> line = new ArrayList<>(List.of("/bin/ip"));
    line.addAll(List.of(words.split(" ")));
    String _ = command(line.toArray(String[]::new));
  }

  private static String command(String... line) throws Exception {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + " failed: " + output);
    }
    return output;
  }

  /** Prints what the kernel tells about VRFs and other links, for the tests of the parser. */
  private static void recordBytes() throws Exception {
    try (NetlinkSocket changes = NetlinkSocket.open(NetlinkSocket.LINKS);
        NetlinkSocket requests = NetlinkSocket.open(0)) {
      requests.checkStrictly();
      print("before the first VRF", requests, VrfMessage.dump(1));
      for (String change :
          List.of(
              "link add first type vrf table 1010",
              "link add second address 02:00:00:00:00:02 type vrf table 4294967294",
              "link add port address 02:00:00:00:00:03 type veth peer name peer",
              "link set port master first",
              "link del first")) {
        ip(change);
        print(change, changes);
        if (change.startsWith("link set")) {
          print("all links", requests, RouteMessage.dumpRequest(RouteMessage.GET_LINK));
          print("all VRFs", requests, VrfMessage.dump(2));
        }
      }
      ip("link del second");
      ip("link del port");
    }
  }

  private static void print(String what, NetlinkSocket socket, byte[] request) throws IOException {
    socket.send(request);
    print(what, socket);
  }

  /** Each message of each datagram that waits: the kernel answers before it returns. */
  private static void print(String what, NetlinkSocket socket) throws IOException {
    while (socket.receive() instanceof NetlinkSocket.Packet(ByteBuffer bytes)) {
      byte[] all = new byte[bytes.remaining()];
      bytes.get(all);
      System.out.println("%" + what + ": " + HexFormat.of().formatHex(all));
    }
  }
}
