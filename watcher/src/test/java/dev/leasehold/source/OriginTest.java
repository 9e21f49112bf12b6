package dev.leasehold.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.api.PrefixQuery;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {

  @ParameterizedTest
  @CsvSource({
    "router-advertisement, fe80::1, fe80::1 on lan0 announces 2001:db8::/56",
    "dhcpv6-pd, home, DHCPv6 on lan0 delegates 2001:db8::/56",
    "interface, kernel, the interface lan0 has 2001:db8::/56",
    "router, openWrt:wan6, router lan0 holds 2001:db8::/56",
    "router, routerOs, router lan0 holds 2001:db8::/56",
    "router, command:/root/prefix.sh%20100%25, router lan0 holds 2001:db8::/56",
  })
  void isKnownByItsWords(String source, String who, String sentence) {
    Origin origin = Origin.of(source, "lan0", who);
    assertEquals(source, origin.source());
    assertEquals("lan0", origin.where());
    assertEquals(who, origin.who());
    assertEquals(sentence, origin.lends(Prefix.parse("2001:db8::/56")));
    assertEquals(origin, Origin.of(origin.source(), origin.where(), origin.who()));
  }

  @Test
  void rejectsAnUnknownSource() {
    assertThrows(IllegalArgumentException.class, () -> Origin.of("static", "lan0", "kernel"));
  }

  @Test
  void isOrderedBySourceInterfaceAndIdentity() {
    List<Origin> ordered =
        List.of(
            new Origin.Delegated("lan0", "guests"),
            new Origin.Delegated("lan0", "home"),
            new Origin.Delegated("lan1", "guests"),
            new Origin.Configured("lan0"),
            new Origin.Configured("lan1"),
            new Origin.OfRouter("home", new PrefixQuery.OpenWrt("wan6")),
            new Origin.OfRouter("home", new PrefixQuery.RouterOs()),
            advertised("lan0", "fe80::9"),
            advertised("lan0", "fe80::10"), // by number, not by letters
            advertised("lan1", "fe80::1"));
    assertEquals(ordered, ordered.reversed().stream().sorted().toList());
  }

  private static Origin advertised(String interfaceName, String router) {
    return new Origin.Advertised(interfaceName, Address.parse(router));
  }
}
