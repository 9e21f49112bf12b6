package dev.leasehold.l2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.cli.Namespace;
import dev.leasehold.l2.ProbeResult.Finding;
import dev.leasehold.net.Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts to reach addresses on a real link, with the kernel's ARP and NDP. */
final class AddressProbeIT {
  private final String prefix = "lhp" + ProcessHandle.current().pid() + "-";
  private final String here = prefix + "here";
  private final String node = prefix + "node";

  @BeforeEach
  void makeLink() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for namespaces");
    for (String name : List.of(here, node)) {
      String _ = Namespace.run(List.of("ip", "netns", "add", name), "");
      String _ = Namespace.ip(name, "link set lo up");
    }
    String _ = Namespace.ip(here, "link add up0 type veth peer name eth0 netns " + node);
    for (String words :
        List.of("addr add 192.0.2.1/24 dev up0", "addr add 2001:db8::1/64 dev up0 nodad")) {
      String _ = Namespace.ip(here, words);
    }
    for (String words :
        List.of("addr add 192.0.2.10/24 dev eth0", "addr add 2001:db8::10/64 dev eth0 nodad")) {
      String _ = Namespace.ip(node, words);
    }
    String _ = Namespace.ip(here, "link set up0 up");
    String _ = Namespace.ip(node, "link set eth0 up");
  }

  @AfterEach
  void removeLink() throws Exception {
    Namespace.remove(here);
    Namespace.remove(node);
  }

  private static AnnouncedService service(String address, int... ports) {
    List<Integer> all = Arrays.stream(ports).boxed().toList();
    return new AnnouncedService("shop", "web", "uid", List.of(Address.parse(address)), all);
  }

  private Finding finding(AnnouncedService service) throws Exception {
    return Namespace.inside(
        here,
        () -> new AddressProbe(Duration.ofSeconds(5)).probe(List.of(service)).getFirst().finding());
  }

  private ServerSocket listen(String address) throws Exception {
    return Namespace.inside(node, () -> new ServerSocket(0, 5, InetAddress.getByName(address)));
  }

  @Test
  void tellsWhatAnswers() throws Exception {
    for (String address : List.of("192.0.2.10", "2001:db8::10")) {
      try (ServerSocket server = listen(address)) {
        int port = server.getLocalPort();
        assertEquals(Finding.CONNECTED, finding(service(address, 1, port)), address);
        assertEquals(Finding.ON_LINK, finding(service(address, 1)), address);
        assertEquals(Finding.ON_LINK, finding(service(address)), address);
      }
    }
  }

  /** A node that drops what comes for the port still answers for the address. */
  @Test
  void aDroppedPortIsNoSilentLink() throws Exception {
    String _ =
        Namespace.run(
            Namespace.in(node, List.of("nft", "-f", "-")),
            """
            table inet t {
              chain i {
                type filter hook input priority 0;
                tcp dport 443 drop;
              }
            }
            """);
    assertEquals(Finding.ON_LINK, finding(service("192.0.2.10", 443)));
    assertEquals(Finding.ON_LINK, finding(service("2001:db8::10", 443)));
  }

  @Test
  void noticesThatNothingAnswersOnTheLink() throws Exception {
    assertEquals(Finding.SILENT, finding(service("192.0.2.77", 443)));
    assertEquals(Finding.SILENT, finding(service("2001:db8::77", 443)));
  }

  @Test
  void knowsNothingOfAnAddressElsewhere() throws Exception {
    assertEquals(Finding.NO_ANSWER, finding(service("198.51.100.1", 443)));
  }

  @Test
  void triesManyAtTheSameTime() throws Exception {
    List<AnnouncedService> silent =
        IntStream.range(100, 130).mapToObj(i -> service("192.0.2." + i, 443)).toList();
    List<ProbeResult> results =
        Namespace.inside(here, () -> new AddressProbe(Duration.ofSeconds(5)).probe(silent));
    assertEquals(30, results.stream().filter(r -> r.finding() == Finding.SILENT).count());
  }
}
