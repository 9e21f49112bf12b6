package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rendered BGP objects make a session with a real router, which learns an address. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // a hang
final class BgpSessionIT {
  private static final String ROUTER_ADDRESS = "192.168.88.1";
  private static final String NODE_ADDRESS = "192.168.88.10";

  @TempDir private Path folder;

  private final Deque<Process> started = new ArrayDeque<>();
  private final String node = "lhb" + ProcessHandle.current().pid() + "n";
  private final String router = "lhb" + ProcessHandle.current().pid() + "r";

  @BeforeEach
  void connect() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root, for network namespaces");
    for (String program : List.of("gobgpd", "gobgp", "bird", "birdc", "ip")) {
      assumeTrue(isInstalled(program), program + " is not installed");
    }
    ip("netns", "add", node);
    ip("netns", "add", router);
    ip("link", "add", "eth0", "netns", node, "type", "veth", "peer", "lan0", "netns", router);
    for (String line :
        List.of(
            node + " addr add " + NODE_ADDRESS + "/24 dev eth0",
            node + " -6 addr add fd00:88::10/64 dev eth0 nodad",
            router + " addr add " + ROUTER_ADDRESS + "/24 dev lan0",
            router + " -6 addr add fd00:88::1/64 dev lan0 nodad",
            node + " link set eth0 up",
            router + " link set lan0 up",
            node + " link set lo up",
            router + " link set lo up")) {
      ip(("-n " + line).split(" "));
    }
  }

  @AfterEach
  void disconnect() throws Exception {
    while (!started.isEmpty()) {
      Process process = started.pop();
      process.destroy();
      process.waitFor();
    }
    for (String name : List.of(node, router)) {
      if (Files.exists(Path.of("/run/netns", name))) {
        ip("netns", "del", name);
      }
    }
  }

  @Test
  void theRouterLearnsAnAddressOfThePool() throws Exception {
    RenderedBgp bgp = rendered("");
    assertEquals(Optional.empty(), bgp.authSecret());
    establish(bgp, "");
  }

  @Test
  void withAPasswordToo() throws Exception {
    RenderedBgp bgp = rendered("router-password");
    assertEquals(Optional.of("router-password"), bgp.authSecret());
    establish(bgp, "sesame");
  }

  private void establish(RenderedBgp bgp, String password) throws Exception {
    assertEquals(ROUTER_ADDRESS, bgp.peerAddress());
    assertEquals(List.of("ipv4-unicast", "ipv6-unicast"), bgp.families());
    assertTrue(bgp.advertisesServices());
    Path bird = folder.resolve("bird.conf");
    Files.writeString(bird, birdConfiguration(bgp, password));
    start(router, "bird", "-f", "-c", bird.toString(), "-s", control(), "-P", control() + ".pid");
    Path gobgp = folder.resolve("gobgp.toml");
    Files.writeString(gobgp, bgp.configuration(NODE_ADDRESS, password));
    start(node, "gobgpd", "-f", gobgp.toString(), "--api-hosts", "127.0.0.1:50051");

    String address = bgp.firstOfThePool() + "/32";
    DeliveredCluster.await("gobgpd", () -> !gobgp("global").isEmpty());
    String _ = gobgp("global", "rib", "add", address);
    String _ =
        gobgp("global", "rib", "add", "-a", "ipv6", "2001:db8::1/128", "nexthop", "fd00:88::10");
    DeliveredCluster.await(
        "the session", () -> birdc("show", "protocols", "node").contains("Established"));
    DeliveredCluster.await(
        "the route", () -> birdc("show", "route", address).contains("via " + NODE_ADDRESS));
    DeliveredCluster.await(
        "the IPv6 route", () -> birdc("show", "route", "2001:db8::1/128").contains("fd00:88::10"));
    String kernel = Namespace.run(Namespace.in(router, List.of("ip", "route")), "");
    assertTrue(kernel.contains(address.replace("/32", "") + " via " + NODE_ADDRESS), kernel);

    String session = birdc("show", "protocols", "all", "node");
    assertTrue(session.contains("Neighbor AS:      " + bgp.localAsn()), session);
    assertTrue(session.contains("Local AS:         " + bgp.peerAsn()), session);
    assertTrue(session.matches("(?s).*Hold timer:\\s+\\S+/" + bgp.holdTime() + "\\b.*"), session);
    assertTrue(
        session.matches("(?s).*Keepalive timer:\\s+\\S+/" + bgp.keepAlive() + "\\b.*"), session);
    String neighbour = session.substring(session.indexOf("Neighbor capabilities"));
    assertTrue(neighbour.contains("AF announced: ipv4 ipv6"), session);
    assertTrue(neighbour.contains("Restart time: " + bgp.restartTime()), session);
    assertTrue(neighbour.contains("AF supported: ipv4 ipv6"), session);

    String _ = gobgp("global", "rib", "del", address);
    DeliveredCluster.await("the withdrawal", () -> !birdc("show", "route").contains(address));
  }

  /** The components, with a Secret's name in the peer config if it is not empty. */
  private static RenderedBgp rendered(String secret) {
    String config =
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: RenderConfig
        metadata: {name: render-config}
        spec:
          components: [pools, bgp]
          setters: {node-gateway-ip: %s, bgp-local-asn: "65011", bgp-peer-asn: "65010"}
        """
            .formatted(ROUTER_ADDRESS);
    Rendering rendering =
        Renderer.render(
            KrmPackage.of(new TreeMap<>(Map.of("config.yaml", config))).documents(),
            Optional.empty());
    assertEquals(List.of(), rendering.errors());
    List<Document> documents = new ArrayList<>();
    for (Document document : rendering.documents()) {
      documents.add(
          secret.isEmpty() || !document.text().contains("kind: CiliumBGPPeerConfig\n")
              ? document
              : Document.inFile(
                  document.file(),
                  0,
                  document
                      .text()
                      .replace("\nspec:\n", "\nspec:\n  authSecretRef: " + secret + "\n")));
    }
    return RenderedBgp.of(documents, "load-balancers");
  }

  /** A passive router, which takes the timers of the node if its own are longer. */
  private static String birdConfiguration(RenderedBgp bgp, String password) {
    return """
    log stderr all;
    router id %1$s;
    protocol device {}
    protocol kernel { ipv4 { import none; export where source = RTS_BGP; }; }
    protocol kernel { ipv6 { import none; export where source = RTS_BGP; }; }
    protocol bgp node {
      local %1$s as %2$s;
      neighbor %3$s as %4$s;
      passive yes;
      graceful restart yes;
      hold time 240;
      %5$s
      ipv4 { import all; export none; };
      ipv6 { import all; export none; };
    }
    """
        .formatted(
            bgp.peerAddress(),
            bgp.peerAsn(),
            NODE_ADDRESS,
            bgp.localAsn(),
            password.isEmpty() ? "" : "password \"" + password + "\";");
  }

  private String control() {
    return folder.resolve("bird.ctl").toString();
  }

  private String birdc(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("birdc", "-s", control()));
    line.addAll(List.of(words));
    return Namespace.run(line, "");
  }

  private String gobgp(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("gobgp"));
    line.addAll(List.of(words));
    return Namespace.run(Namespace.in(node, line), "");
  }

  private void start(String namespace, String... line) throws IOException {
    started.push(
        new ProcessBuilder(Namespace.in(namespace, List.of(line)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(line[0] + ".log").toFile())
            .start());
  }

  private static void ip(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(words));
    String _ = Namespace.run(line, "");
  }

  private static boolean isInstalled(String program) {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
            Stream.of("/usr/sbin", "/sbin"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }
}
