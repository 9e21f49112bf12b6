package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.router.KernelRoute.NextHop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of the outputs of scripts and routers. */
class OutputsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.7 | 203.0.113.7
          '\n 203.0.113.7 \r\n\n' | 203.0.113.7
          'debug: bound\n203.0.113.7\n' | 203.0.113.7
          8.8.8.8 | 8.8.8.8
          2001:db8::7 | 2001:db8::7
          2A01:4F8::1 | 2a01:4f8::1
          """)
  void readsAnAddress(String output, String address) {
    assertEquals(
        new RouterAnswer.Done<>(Address.parse(address)),
        AddressOutput.read(
            "router home: allocate", output.replace("\\n", "\n").replace("\\r", "\r")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '' | printed no address
          no-ip | printed no address but "no-ip"
          203.0.113.7/32 | printed no address but
          '203.0.113.7\n203.0.113.8' | printed more than one address
          '203.0.113.7\nno-ip' | printed no address but
          10.1.2.3 | private (RFC 1918)
          172.31.255.255 | private (RFC 1918)
          192.168.1.1 | private (RFC 1918)
          100.64.0.1 | CGNAT
          100.127.255.255 | CGNAT
          127.0.0.1 | loopback
          169.254.1.1 | link-local
          0.0.0.0 | this network
          198.18.0.1 | benchmarks
          224.0.0.1 | multicast
          255.255.255.255 | reserved
          fe80::1 | not global unicast
          fd00::1 | not global unicast
          ::1 | not global unicast
          ff02::1 | not global unicast
          2002:c000:204::1 | 6to4
          """)
  void refusesWhatIsNoPublicAddress(String output, String words) {
    String reason =
        assertInstanceOf(
                RouterAnswer.Refused.class,
                AddressOutput.read("router home: allocate", output.replace("\\n", "\n")))
            .reason();
    assertTrue(reason.contains(words), reason);
    assertTrue(reason.startsWith("router home: allocate "), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "172.15.0.1",
        "172.32.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "192.0.2.1",
        "198.20.0.1"
      })
  void knowsTheEdgesOfRanges(String address) {
    assertEquals(Optional.empty(), PublicAddress.whyNot(Address.parse(address)));
  }

  @Test
  void cutsAndCleansWhatItQuotes() {
    String quoted = AddressOutput.quoted("x".repeat(5_000));
    assertTrue(quoted.length() < 250, quoted);
    assertFalse(AddressOutput.quoted("\u001b[31mred\0").contains("\u001b"));
  }

  @Test
  void readsTheState() {
    String boot = "0b8b5a0e-3c8e-4a56-8a3c-6a4e7e0c2f11";
    RouterState state =
        RouterState.parse(
                "router "
                    + boot
                    + " 4711\n"
                    + "interface wan-1 02:00:00:00:01:01 eth9 up client 203.0.113.7 proxy set 203.0.113.1 120 4000\n"
                    + "interface wan-2 02:00:00:00:01:02 - down none - none unset - - -\n"
                    + "end\n")
            .orElseThrow();
    assertEquals(boot, state.bootId());
    assertEquals(Duration.ofSeconds(4711), state.uptime());
    assertEquals(
        new HeldInterface(
            "wan-1",
            "02:00:00:00:01:01",
            Optional.of("eth9"),
            true,
            true,
            Optional.of(Address.parse("203.0.113.7")),
            true,
            true,
            Optional.of(Address.parse("203.0.113.1")),
            Optional.of(Duration.ofSeconds(120)),
            Optional.of(Duration.ofSeconds(4000))),
        state.interfaces().getFirst());
    assertTrue(state.interfaces().getFirst().works());
    assertFalse(state.find("wan-2").orElseThrow().works());
    assertEquals(Optional.empty(), state.find("wan-3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "end",
        "router a 1",
        "router a 1\n",
        "router a x\nend\n",
        "hello\nend\n",
        "router a 1\ninterface wan-1 02:00:00:00:01:01\nend\n",
        "router a 1\nsomething else\nend\n"
      })
  void doesNotBelieveAnIncompleteState(String output) {
    assertEquals(Optional.empty(), RouterState.parse(output));
  }

  @Test
  void readsWanAddresses() {
    assertEquals(
        List.of(
            Address.parse("203.0.113.7"),
            Address.parse("198.51.100.9"),
            Address.parse("2001:db8::5"),
            Address.parse("192.168.1.2")),
        WanAddresses.parse(
            """
            5: eth9    inet 203.0.113.7/24 brd 203.0.113.255 scope global dynamic eth9\\       valid_lft 85512sec preferred_lft 85512sec
            9: pppoe-wan    inet 198.51.100.9 peer 198.51.100.1/32 scope global pppoe-wan\\       valid_lft forever preferred_lft forever
            5: eth9    inet6 2001:db8::5/64 scope global dynamic mngtmpaddr \\       valid_lft 2591998sec preferred_lft 604798sec
            5: eth9    inet6 2001:db8::6/64 scope global temporary dynamic \\       valid_lft 604798sec preferred_lft 85827sec
            5: eth9    inet6 2001:db8::7/64 scope global deprecated dynamic \\       valid_lft 604798sec preferred_lft 0sec
            5: eth9    inet 192.168.1.2/24 scope global eth9
            """));
    assertEquals(List.of(), WanAddresses.parse("Device \"eth9\" does not exist.\ninet\ninet x\n"));
  }

  private static final List<Address> ASKED =
      List.of(Address.parse("203.0.113.40"), Address.parse("203.0.113.41"));

  private static Set<BgpDaemon> learned(String daemons) {
    RouteState state =
        RouteOutput.parse(ASKED, "next\nnext\n" + daemons + "end\n").orElseThrow().getFirst();
    assertEquals(Optional.empty(), state.kernel());
    return state.learnedBy();
  }

  @Test
  void readsRoutesOfTheKernel() {
    String output =
        """
        kernel 203.0.113.40 nhid 24 proto bgp metric 20 \\	nexthop via inet6 fe80::1 dev lan0 weight 1 \\	nexthop via 192.168.88.11 dev lan1 weight 1
        kernel 203.0.113.40 via 192.168.88.12 dev lan2 proto static metric 99
        next
        kernel default dev ppp0 scope link
        next
        end
        """;
    assertEquals(
        List.of(
            new RouteState(
                ASKED.getFirst(),
                Optional.of(
                    new KernelRoute(
                        Prefix.parse("203.0.113.40/32"),
                        "bgp",
                        List.of(
                            new NextHop(Optional.of(Address.parse("fe80::1")), "lan0"),
                            new NextHop(Optional.of(Address.parse("192.168.88.11")), "lan1")))),
                Set.of(),
                Set.of()),
            new RouteState(
                ASKED.getLast(),
                Optional.of(
                    new KernelRoute(
                        Prefix.parse("0.0.0.0/0"),
                        "boot",
                        List.of(new NextHop(Optional.empty(), "ppp0")))),
                Set.of(),
                Set.of())),
        RouteOutput.parse(ASKED, output).orElseThrow());
    for (String other :
        List.of(
            "local 203.0.113.40 dev lo",
            "unreachable 203.0.113.40",
            "203.0.113.41 via 192.168.88.10 dev lan0",
            "203.0.113.40 proto bird",
            "203.0.113.40 via x dev lan0",
            "203.0.113.40 dev a/b",
            "203.0.113.40 dev lan0 proto $(id)",
            "",
            "\\")) {
      assertEquals(Optional.empty(), KernelRoute.parse(ASKED.getFirst(), other), other);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "next\nnext\n",
        "next\nend\n",
        "next\nnext\nnext\nend\n",
        "next\nnext\nkernel 203.0.113.40 dev lan0\nend\n",
        "next\nnext\nhello\nend\n"
      })
  void doesNotBelieveIncompleteRoutes(String output) {
    assertEquals(Optional.empty(), RouteOutput.parse(ASKED, output));
  }

  /** Written from published samples of FRR's JSON; there was no FRR to ask. */
  @Test
  void readsWhatFrrLearned() {
    String path =
        "{\"prefix\":\"203.0.113.40/32\",\"version\":7,\"advertisedTo\":{},\"paths\":[{\"aspath\":{\"string\":\"65001\"},"
            + "\"origin\":\"IGP\",\"valid\":VALID,\"bestpath\":{\"overall\":true,\"selectionReason\":\"Firstpathreceived\"},"
            + "\"nexthops\":[{\"ip\":\"192.168.88.10\",\"afi\":\"ipv4\",\"used\":true}],\"peer\":{\"peerId\":\"192.168.88.10\"}}]}";
    String best = path.replace("VALID", "true");
    assertEquals(Set.of(BgpDaemon.FRR), learned("frr " + best + "{}\nasked frr\n"));
    assertEquals(Set.of(BgpDaemon.FRR), learned("frr {}" + best + "\nasked frr\n"));
    assertEquals(Set.of(), learned("frr " + path.replace("VALID", "false") + "\nasked frr\n"));
    assertEquals(Set.of(), learned("frr " + best.replace("overall", "peer") + "\nasked frr\n"));
    assertEquals(Set.of(), learned("frr " + best.replace("/32", "/24") + "\nasked frr\n"));
    assertEquals(Set.of(), learned("frr " + best.replace(".40/", ".4/") + "\nasked frr\n"));
    assertEquals(Set.of(), learned("frr " + best + "\n"), "it did not answer");
    RouteState none =
        RouteOutput.parse(ASKED, "next\nnext\nfrr \nasked frr\nend\n").orElseThrow().getFirst();
    assertEquals(Set.of(BgpDaemon.FRR), none.asked());
    RouteState cut =
        RouteOutput.parse(ASKED, "next\nnext\nfrr bgpdisnotrunning\nasked frr\nend\n")
            .orElseThrow()
            .getFirst();
    assertEquals(Set.of(), cut.asked());
  }

  @Test
  void readsWhatBirdLearned() {
    assertEquals(
        Set.of(BgpDaemon.BIRD),
        learned(
            """
            bird BIRD 2.0.12 ready.
            bird Access restricted
            bird Table master4:
            bird 203.0.113.40/32      unicast [node 13:40:11.123] * (100) [AS65001i]
            bird 	via 192.168.88.10 on lan0
            asked bird
            """));
    assertEquals(
        Set.of(BgpDaemon.BIRD),
        learned(
            """
            bird 203.0.113.40/32    via 192.168.88.10 on lan0 [node 13:40:11] * (100) [AS65001i]
            asked bird
            """));
    assertEquals(
        Set.of(),
        learned("bird 203.0.113.40/32 unreachable [node 13:40:11] * (100/-)\nasked bird\n"));
    assertEquals(Set.of(), learned("bird Network not found\nasked bird\n"));
  }

  @Test
  void saysWhatIsMissing() {
    RouterTools all =
        RouterTools.parse(
                "ip iproute2\nudhcpc busybox udhcpc\nflock flock\nuser 0\nproxy_arp 0\nend\n")
            .orElseThrow();
    assertEquals(List.of(), all.missing());
    assertEquals("busybox udhcpc", all.of("udhcpc"));
    RouterTools none =
        RouterTools.parse("ip other\nudhcpc none\nflock none\nuser 1000\nproxy_arp 1\nend\n")
            .orElseThrow();
    assertEquals(5, none.missing().size());
    assertTrue(none.missing().getFirst().contains("ip-full"), none.missing().toString());
    assertEquals(Optional.empty(), RouterTools.parse("ip iproute2\nend\n"));
    assertEquals(Optional.empty(), RouterTools.parse(""));
  }

  @Test
  void readsPrefixesOfOpenWrt() {
    String status =
        """
        {
        	"up": true,
        	"pending": false,
        	"available": true,
        	"proto": "dhcpv6",
        	"device": "eth1",
        	"ipv6-address": [
        		{"address": "2001:db8:ffff::5", "mask": 128, "preferred": 3100, "valid": 6700}
        	],
        	"ipv6-prefix": [
        		{
        			"address": "2001:db8:100::",
        			"mask": 56,
        			"preferred": 3437,
        			"valid": 7037,
        			"class": "wan6",
        			"assigned": {"lan": {"address": "2001:db8:100::", "mask": 60}}
        		},
        		{"address": "2001:db8:200::", "mask": 60, "class": "wan6", "assigned": {}}
        	],
        	"ipv6-prefix-assignment": [],
        	"route": []
        }
        """;
    assertEquals(
        Optional.of(
            List.of(
                new RouterPrefix(
                    Prefix.parse("2001:db8:100::/56"),
                    Optional.of(Duration.ofSeconds(3437)),
                    Optional.of(Duration.ofSeconds(7037))),
                new RouterPrefix(
                    Prefix.parse("2001:db8:200::/60"), Optional.empty(), Optional.empty()))),
        PrefixOutputs.openWrt(status));
    assertEquals(Optional.of(List.of()), PrefixOutputs.openWrt("{\"up\": false}"));
    for (String other :
        List.of("", "Command failed: Not found", "{}", "[]", "{\"up\": true", "7")) {
      assertEquals(Optional.empty(), PrefixOutputs.openWrt(other), other);
    }
    assertEquals(
        Optional.of(List.of()),
        PrefixOutputs.openWrt(
            "{\"up\": true, \"ipv6-prefix\": [7, {}, {\"address\": \"x\", \"mask\": 56},"
                + " {\"address\": \"2001:db8::\", \"mask\": 129}]}"));
  }

  @Test
  void readsPrefixesOfRouterOs() {
    String print =
        """
        Flags: D - dynamic; X - disabled, I - invalid\s
         0    ;;; fibre status=none
              interface=ether1 status=bound duid="0x00030001cc2de0aabbcc"\s
              dhcp-server-v6=fe80::1 request=prefix add-default-route=no use-peer-dns=yes\s
              dhcp-options="" pool-name="isp prefix=::/0" pool-prefix-length=64\s
              prefix-hint=::/56 prefix=2001:db8:100::/56, 1w2d23h11m53s\s

         1 X  interface=ether2 request=prefix pool-name="b" pool-prefix-length=64\s

         2    interface=lte1 status=searching... request=prefix prefix-hint=::/0\s

         3    interface=pppoe-out1 status=bound prefix=2001:db8:200::/60, 59s request=prefix\s
        """;
    assertEquals(
        Optional.of(
            List.of(
                new RouterPrefix(
                    Prefix.parse("2001:db8:100::/56"),
                    Optional.empty(),
                    Optional.of(Duration.ofDays(9).plusHours(23).plusMinutes(11).plusSeconds(53))),
                new RouterPrefix(
                    Prefix.parse("2001:db8:200::/60"),
                    Optional.empty(),
                    Optional.of(Duration.ofSeconds(59))))),
        PrefixOutputs.routerOs(print));
    assertEquals(Optional.of(List.of()), PrefixOutputs.routerOs("Flags: X - disabled\n"));
    assertEquals(Optional.empty(), PrefixOutputs.routerOs("bad command name ipv6\n"));
    assertEquals(Optional.empty(), PrefixOutputs.routerOs(""));
  }

  @Test
  void readsPrefixesOfACommand() {
    Prefix first = Prefix.parse("2001:db8:100::/56");
    assertEquals(
        Optional.of(
            List.of(
                new RouterPrefix(
                    first, Optional.of(Duration.ofHours(1)), Optional.of(Duration.ofHours(2))),
                new RouterPrefix(
                    Prefix.parse("2001:db8:200::/60"), Optional.empty(), Optional.empty()))),
        PrefixOutputs.command("2001:db8:100::1/56 3600 7200\n\n  2001:db8:200::/60\n"));
    assertEquals(Optional.of(List.of()), PrefixOutputs.command("none\n"));
    for (String other :
        List.of(
            "",
            "\n",
            "hello",
            "2001:db8:100::/56 3600",
            "2001:db8:100::/56 3600 -1",
            "2001:db8:100::/56 3600 12345678901",
            "2001:db8:100::/56\nnone",
            "2001:db8:100::/129")) {
      assertEquals(Optional.empty(), PrefixOutputs.command(other), other);
    }
  }

  @Test
  void checksInterfaces() {
    assertEquals(
        "02:ab:cd:ef:00:01", new WanInterface("wan-1", "02:AB:CD:EF:00:01", "br-wan.10").mac());
    for (String name : List.of("", "-a", "A", "a_b", "wan.1", "a b", "abcdefghijklmnop", "a\n")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new WanInterface(name, "02:00:00:00:00:01", "eth9"),
          name);
    }
    for (String mac :
        List.of(
            "",
            "01:00:00:00:00:01",
            "00:00:00:00:00:00",
            "02:00:00:00:00",
            "02-00-00-00-00-01",
            "ff:ff:ff:ff:ff:ff")) {
      assertThrows(
          IllegalArgumentException.class, () -> new WanInterface("wan-1", mac, "eth9"), mac);
    }
    for (String parent :
        List.of("", "-x", "eth 9", "eth9;id", "eth9$(id)", "../eth0", "abcdefghijklmnop")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new WanInterface("wan-1", "02:00:00:00:00:01", parent),
          parent);
    }
  }
}
