package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
