package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicPrefixTest {
  private static final String HEAD =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefix
      metadata:
        name: home
      spec:
        acquisition: {routerAdvertisement: {interface: eth0}}
      """;

  @Test
  void readsEverythingThatItMaySay() {
    DynamicPrefix prefix =
        read(
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: DynamicPrefix
            metadata:
              name: home-ipv6
            spec:
              acquisition:
                dhcpv6: {interface: enp1s0.222, requestedPrefixLength: 60, duid: auto, rapidCommit: false,
                  options: [{code: 16, hex: "00:00:0D:E9"}, {code: 16, hex: 0000}, {code: 11, fromFile: isp}]}
                routerAdvertisement: {interface: eth1, enabled: true}
              accept:
                within: ["2003::/19"]
                prefixLength: {min: 56, max: 60}
                routers: ["fe80::1"]
              subnets:
                - {name: loadbalancers, offset: 0x1000, prefixLength: 120}
                - {name: services, offset: "::2000", prefixLength: 112}
                - {name: third, index: 3, prefixLength: 64}
              addressRanges:
                - {name: pool, start: "::f000:0:0:0", end: "::ffff:ffff:ffff:ffff"}
              hosts:
                - {name: web, suffix: "::80", service: {namespace: ingress, name: web}}
                - {name: smtp, suffix: "::10:2", service: {namespace: mail, name: smtp}, pinBy: Label}
                - {name: ns, suffix: "::53"}
              suspend: true
              transition: {drainPeriod: 2h, maxPrefixHistory: 3, minStable: 90s, onFlash: Drain,
                onLoss: Withdraw, damping: Off, review: Auto}
            """);
    assertEquals(
        new DynamicPrefix(
            "home-ipv6",
            new DynamicPrefix.Acquisition(
                Optional.of("eth1"),
                Optional.of(
                    new DynamicPrefix.Delegation(
                        "enp1s0.222",
                        60,
                        "",
                        false,
                        List.of(
                            new DhcpOption.Literal(16, "00000de9"),
                            new DhcpOption.Literal(16, "0000"),
                            new DhcpOption.FromFile(11, "isp")))),
                Optional.empty()),
            new DynamicPrefix.Accept(
                List.of(Prefix.parse("2003::/19")), 56, 60, List.of(Address.parse("fe80::1"))),
            List.of(
                new Subnet.AtOffset("loadbalancers", BigInteger.valueOf(0x1000), 120),
                new Subnet.AtOffset("services", BigInteger.valueOf(0x2000), 112),
                new Subnet.AtIndex("third", BigInteger.valueOf(3), 64),
                new Subnet.Between(
                    "pool", Address.parse("::f000:0:0:0"), Address.parse("::ffff:ffff:ffff:ffff"))),
            List.of(
                new DynamicPrefix.Host(
                    "web",
                    Address.parse("::80"),
                    Optional.of(new DynamicPrefix.ServiceRef("ingress", "web")),
                    DynamicPrefix.PinBy.NAME),
                new DynamicPrefix.Host(
                    "smtp",
                    Address.parse("::10:2"),
                    Optional.of(new DynamicPrefix.ServiceRef("mail", "smtp")),
                    DynamicPrefix.PinBy.LABEL),
                new DynamicPrefix.Host(
                    "ns", Address.parse("::53"), Optional.empty(), DynamicPrefix.PinBy.NAME)),
            true,
            new DynamicPrefix.Transition(
                Duration.ofHours(2),
                3,
                Duration.ofSeconds(90),
                DynamicPrefix.OnFlash.DRAIN,
                DynamicPrefix.OnLoss.WITHDRAW,
                DynamicPrefix.Damping.OFF,
                DynamicPrefix.Review.AUTO)),
        prefix);
  }

  @ParameterizedTest
  @MethodSource
  void asksARouter(String field, PrefixQuery query) {
    DynamicPrefix prefix =
        read(
            "{metadata: {name: home}, spec: {acquisition: {routerAdvertisement: {interface: eth0},"
                + " router: {name: home, "
                + field
                + "}, fallback: RouterAdvertisement}}}");
    assertEquals(
        new DynamicPrefix.Acquisition(
            Optional.of("eth0"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new DynamicPrefix.HeldByRouter("home", query)),
            DynamicPrefix.Fallback.ROUTER_ADVERTISEMENT),
        prefix.acquisition());
    assertEquals(query, PrefixQuery.parse(query.word()));
  }

  static Stream<Arguments> asksARouter() {
    return Stream.of(
        Arguments.of("openWrt: wan6", new PrefixQuery.OpenWrt("wan6")),
        Arguments.of("routerOs: true", new PrefixQuery.RouterOs()),
        Arguments.of("command: /root/p.sh", new PrefixQuery.Command("/root/p.sh")),
        Arguments.of("command: 'p %20 %25 x'", new PrefixQuery.Command("p %20 %25 x")));
  }

  @Test
  void knowsNoOtherQuery() {
    for (String word : List.of("", "openWrt", "openWrt:", "routerOs:", "command:", "x:y")) {
      assertThrows(IllegalArgumentException.class, () -> PrefixQuery.parse(word), word);
    }
  }

  @Test
  void hasDefaultsForAllButItsSource() {
    DynamicPrefix prefix = read(HEAD);
    assertEquals(
        new DynamicPrefix(
            "home",
            new DynamicPrefix.Acquisition(Optional.of("eth0"), Optional.empty(), Optional.empty()),
            new DynamicPrefix.Accept(List.of(Prefix.parse("2000::/3")), 48, 64, List.of()),
            List.of(),
            List.of(),
            false,
            DynamicPrefix.Transition.DEFAULT),
        prefix);
  }

  @Test
  void isReadUnderTheGroupThatFirstDescribedIt() {
    String text = HEAD.replace("leasehold.dev", "network.reith.cloud");
    assertEquals("DynamicPrefix", Kinds.kindOf(document(text).root()));
    assertEquals(read(HEAD), read(text));
  }

  @Test
  void aVersionThatIsNotKnownIsAnError() {
    FieldException e =
        assertThrows(
            FieldException.class,
            () -> Kinds.kindOf(document(HEAD.replace("v1alpha1", "v9")).root()));
    assertEquals(
        "a.yaml:1: DynamicPrefix home: apiVersion: unknown apiVersion 'leasehold.dev/v9'; use"
            + " leasehold.dev/v1alpha1",
        e.getMessage());
  }

  @Test
  void somebodyElsesKindIsNotOurs() {
    assertEquals("", Kinds.kindOf(document("apiVersion: v1\nkind: DynamicPrefix\n").root()));
  }

  @ParameterizedTest
  @CsvSource({
    "drainPeriod: 60m, 3600",
    "drainPeriod: 5s, 5",
    "drainPeriod: 1h30m, 5400",
    "drainPeriod: 0s, 0",
    "drainPeriod: 1h0m1s, 3601",
    "drainPeriodMinutes: 2, 120",
    "drainPeriodSeconds: 90, 90"
  })
  void readsLengthsOfTime(String field, long seconds) {
    DynamicPrefix prefix = read(HEAD + "  transition: {" + field + "}\n");
    assertEquals(Duration.ofSeconds(seconds), prefix.transition().drainPeriod());
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 4096",
    "0x1000, 4096",
    "0XFF, 255",
    "'\"::1000\"', 4096",
    "0, 0",
    "'\"::1:0\"', 65536"
  })
  void readsOffsetsInAddresses(String offset, BigInteger addresses) {
    DynamicPrefix prefix =
        read(HEAD + "  subnets: [{name: a, offset: " + offset + ", prefixLength: 128}]\n");
    assertEquals(List.of(new Subnet.AtOffset("a", addresses, 128)), prefix.subnets());
  }

  /** The fields below spec, and the error without the file and the object. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          drainPeriod: 1h                                   | 7 spec.drainPeriod: unknown field; valid fields are acquisition, accept, subnets, addressRanges, hosts, suspend, transition
          suspend: yes                                      | 7 spec.suspend: 'yes' is neither true nor false
          accept: {within: [2003::1/19]}                    | 7 spec.accept.within[0]: 2003::1/19 has host bits; write 2003::/19
          accept: {within: ['2003::']}                      | 7 spec.accept.within[0]: '2003::' needs a length in bits: ADDRESS/LENGTH
          accept: {routers: [fe80::x]}                      | 7 spec.accept.routers[0]: 'fe80::x' is not an IP address: a group has 1 to 4 hex digits
          accept: {prefixLength: {min: 64, max: 48}}        | 7 spec.accept.prefixLength: min 64 is above max 48
          accept: {prefixLength: {min: 064}}                | 7 spec.accept.prefixLength.min: '064' is not a whole number
          accept: {prefixLength: {min: 129}}                | 7 spec.accept.prefixLength.min: 129 is not within 1 to 128
          subnets: {name: a}                                | 7 spec.subnets: must be a list
          subnets: [{offset: 1, prefixLength: 120}]         | 7 spec.subnets[0].name: is missing
          subnets: [{name: A, offset: 1, prefixLength: 120}] | 7 spec.subnets[0].name: invalid name 'A': write up to 63 of a-z, 0-9 and '-', with no '-' first or last
          subnets: [{name: a.b, offset: 1, prefixLength: 120}] | 7 spec.subnets[0].name: invalid name 'a.b': write up to 63 of a-z, 0-9 and '-', with no '-' first or last
          subnets: [{name: -a, offset: 1, prefixLength: 120}] | 7 spec.subnets[0].name: invalid name '-a': write up to 63 of a-z, 0-9 and '-', with no '-' first or last
          subnets: [{name: all, offset: 1, prefixLength: 120}] | 7 spec.subnets[0].name: name 'all' is reserved; choose another
          subnets: [{name: a, prefixLength: 120}]           | 7 spec.subnets[0]: needs either offset (addresses) or index (subnets of that length)
          subnets: [{name: a, offset: 1, index: 1, prefixLength: 120}] | 7 spec.subnets[0]: needs either offset (addresses) or index (subnets of that length)
          subnets: [{name: a, offset: -1, prefixLength: 120}] | 7 spec.subnets[0].offset: invalid number of addresses '-1'; write 4096, 0x1000 or "::1000"
          subnets: [{name: a, offset: 0x100000000000000000000000000000000, prefixLength: 120}] | 7 spec.subnets[0].offset: invalid number of addresses '0x100000000000000000000000000000000'; write 4096, 0x1000 or "::1000"
          subnets: [{name: a, offset: "::fffff", prefixLength: 120}] | 7 spec.subnets[0].offset: '::fffff' is not an IP address: a group has 1 to 4 hex digits
          subnets: [{name: a, offset: 1, prefixLength: 129}] | 7 spec.subnets[0].prefixLength: 129 is not within 1 to 128
          subnets: [{name: a, index: 256, prefixLength: 8}] | 7 spec.subnets[0]: 'a' is outside every IPv6 prefix
          subnets: [{name: a, offset: 0, prefixLength: 120}, {name: b, offset: 0xff, prefixLength: 128}] | 7 spec.subnets[1]: overlaps spec.subnets[0]; move one of them
          subnets: [{name: a, index: 1, prefixLength: 64}, {name: b, offset: "::1:0:0:0:5", prefixLength: 128}] | 7 spec.subnets[1]: overlaps spec.subnets[0]; move one of them
          subnets: [{name: a, offset: 0, prefixLength: 120}, {name: a, offset: 0x100, prefixLength: 120}] | 7 spec.subnets[1].name: duplicate name 'a': spec.subnets[0].name also has it; choose another
          addressRanges: [{name: a, start: "::2", end: "::1"}] | 7 spec.addressRanges[0].end: '::1' is before the start, '::2'
          addressRanges: [{name: a, start: 1.2.3.4, end: "::1"}] | 7 spec.addressRanges[0].start: invalid IPv6 host part '1.2.3.4'; write it as ::1000
          hosts: [{name: a}]                                | 7 spec.hosts[0].suffix: is missing
          hosts: [{name: a, suffix: 1.2.3.4}]               | 7 spec.hosts[0].suffix: invalid IPv6 host part '1.2.3.4'; write it as ::1000
          hosts: [{name: a, suffix: "::1"}, {name: a, suffix: "::2"}] | 7 spec.hosts[1].name: duplicate name 'a': spec.hosts[0].name also has it; choose another
          hosts: [{name: a, suffix: "::1"}, {name: b, suffix: "::0:1"}] | 7 spec.hosts[1].suffix: duplicate suffix '::1': host 'a' also has it
          hosts: [{name: a, suffix: "::1", service: {name: web}}] | 7 spec.hosts[0].service.namespace: is missing
          hosts: [{name: a, suffix: "::1", port: 80}]       | 7 spec.hosts[0].port: unknown field; valid fields are name, suffix, service, pinBy
          hosts: [{name: a, suffix: "::1", pinBy: Label}]   | 7 spec.hosts[0].pinBy: needs a service; set service, or remove pinBy
          hosts: [{name: a, suffix: "::1", service: {namespace: x, name: y}, pinBy: Uid}] | 7 spec.hosts[0].pinBy: 'Uid' is not one of Name, Label
          hosts: [{name: a123456789-123456789-123456789-123456789-123456789-12345678, suffix: "::1", service: {namespace: x, name: y}, pinBy: Label}] | 7 spec.hosts[0].pinBy: needs the label 'home.a123456789-123456789-123456789-123456789-123456789-12345678', but a label value has at most 63 characters; shorten the name of the host or the prefix
          transition: {drainPeriod: 60}                     | 7 spec.transition.drainPeriod: invalid duration '60'; write 60m, 5s or 1h30m
          transition: {drainPeriod: -5m}                    | 7 spec.transition.drainPeriod: invalid duration '-5m'; write 60m, 5s or 1h30m
          transition: {drainPeriod: 9999999999999999999h}   | 7 spec.transition.drainPeriod: invalid duration '9999999999999999999h'; write 60m, 5s or 1h30m
          transition: {drainPeriod: 1h, drainPeriodMinutes: 60} | 7 spec.transition.drainPeriodMinutes: duplicates another field; keep one
          transition: {minStableMinutes: 1, minStableSeconds: 60} | 7 spec.transition.minStableMinutes: duplicates another field; keep one
          transition: {maxPrefixHistory: -1}                | 7 spec.transition.maxPrefixHistory: -1 is not within 0 to 100
          transition: {onFlash: replace}                    | 7 spec.transition.onFlash: 'replace' is not one of Replace, Drain
          transition: {onLoss: Drop}                        | 7 spec.transition.onLoss: 'Drop' is not one of Keep, Withdraw
          """)
  void anErrorNamesTheField(String fields, String error) {
    String expected = error.replaceFirst(" ", ": DynamicPrefix home: ");
    FieldException e = assertThrows(FieldException.class, () -> read(HEAD + "  " + fields + "\n"));
    assertEquals("a.yaml:" + expected, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | spec: is missing
          {spec: {}}                                      | spec.acquisition: is missing
          {spec: {acquisition: {router: {host: x}}}}      | spec.acquisition.router.host: unknown field; valid fields are name, openWrt, routerOs, command
          {spec: {acquisition: {router: {openWrt: wan6}}}} | spec.acquisition.router.name: is missing
          {spec: {acquisition: {router: {name: home}}}}   | spec.acquisition.router: needs exactly one of openWrt (the interface, such as wan6), routerOs (true) and command (a command line of that router in the WatcherConfig)
          {spec: {acquisition: {router: {name: home, openWrt: wan6, routerOs: true}}}} | spec.acquisition.router: needs exactly one of openWrt (the interface, such as wan6), routerOs (true) and command (a command line of that router in the WatcherConfig)
          {spec: {acquisition: {router: {name: .home, openWrt: wan6}}}} | spec.acquisition.router.name: invalid router name '.home': write the name of an entry of spec.routers in the WatcherConfig
          {spec: {acquisition: {router: {name: home, openWrt: wan6;id}}}} | spec.acquisition.router.openWrt: 'wan6;id' is not the name of an interface such as wan6
          {spec: {acquisition: {router: {name: home, routerOs: false}}}} | spec.acquisition.router.routerOs: is false; set it to true, or remove it
          {spec: {acquisition: {router: {name: home, command: "a\\nb"}}}} | spec.acquisition.router.command: is empty, or has a line break or another control character
          {spec: {acquisition: {router: {name: home, routerOs: true}, dhcpv6: {interface: a}}}} | spec.acquisition.router: cannot be combined with dhcpv6: keep router if the router holds the delegation, else remove router
          {spec: {acquisition: {router: {name: home, routerOs: true}, interface: {name: a}}}} | spec.acquisition.router: cannot be combined with interface: keep router if the router holds the delegation, else remove router
          {spec: {acquisition: {router: {name: home, routerOs: true}, fallback: RouterAdvertisement}}} | spec.acquisition.fallback: has no effect: RouterAdvertisement needs routerAdvertisement (enabled) beside dhcpv6, interface or router
          {spec: {acquisition: {dhcpv6: {interface: a, duid: "00:0"}}}} | spec.acquisition.dhcpv6.duid: invalid DUID '00:0'; write auto, or 3 to 130 octets such as 00:03:00:01:02:00:5e:10:00:01
          {spec: {acquisition: {dhcpv6: {interface: a}, interface: {name: b}}}} | spec.acquisition.interface: cannot be combined with dhcpv6: keep interface if another program holds the delegation, else keep dhcpv6
          {spec: {acquisition: {routerAdvertisement: {interface: a, enabled: false}}}} | spec.acquisition: acquires nothing: set an interface in dhcpv6, routerAdvertisement (enabled) or interface, or set router
          {spec: {acquisition: {dhcp: {}}}}               | spec.acquisition.dhcp: unknown field; valid fields are dhcpv6, routerAdvertisement, interface, router, fallback
          {spec: {acquisition: {dhcpv6: {interface: a}, fallback: RouterAdvertisement}}} | spec.acquisition.fallback: has no effect: RouterAdvertisement needs routerAdvertisement (enabled) beside dhcpv6, interface or router
          {spec: {acquisition: {routerAdvertisement: {interface: a}, fallback: RouterAdvertisement}}} | spec.acquisition.fallback: has no effect: RouterAdvertisement needs routerAdvertisement (enabled) beside dhcpv6, interface or router
          {spec: {acquisition: {dhcpv6: {interface: a}, fallback: Advertisement}}} | spec.acquisition.fallback: 'Advertisement' is not one of None, RouterAdvertisement
          {spec: {acquisition: {routerAdvertisement: {}}}} | spec.acquisition.routerAdvertisement.interface: is missing
          {spec: {acquisition: {routerAdvertisement: {interface: a/b}}}} | spec.acquisition.routerAdvertisement.interface: invalid interface name 'a/b': at most 15 characters, no blank or /
          {spec: {acquisition: {dhcpv6: {interface: abcdefghijklmnop}}}} | spec.acquisition.dhcpv6.interface: invalid interface name 'abcdefghijklmnop': at most 15 characters, no blank or /
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 25, hex: 00}]}}}} | spec.acquisition.dhcpv6.options[0].code: 25 is an option that Leasehold writes itself; set requestedPrefixLength
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 1, hex: 00}]}}}} | spec.acquisition.dhcpv6.options[0].code: 1 is an option that Leasehold writes itself; use duid
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 14, hex: 00}]}}}} | spec.acquisition.dhcpv6.options[0].code: 14 is an option that Leasehold writes itself; use rapidCommit
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 11, hex: 5ec7e7}]}}}} | spec.acquisition.dhcpv6.options[0].hex: is not allowed for option 11, which holds credentials: they do not belong in Git. Use fromFile: NAME, and name the file in spec.dhcpv6OptionFiles of the WatcherConfig
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 15, hex: 0}]}}}} | spec.acquisition.dhcpv6.options[0].hex: is not hexadecimal: two digits for each octet, with or without colons, such as 00:00:0d:e9
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 15, hex: "s3cret"}]}}}} | spec.acquisition.dhcpv6.options[0].hex: is not hexadecimal: two digits for each octet, with or without colons, such as 00:00:0d:e9
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 15, hex: 00}, {code: 15, hex: 01}]}}}} | spec.acquisition.dhcpv6.options[1].code: 15 occurs twice; only 16 and 17 may occur several times, once for each vendor
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 16, hex: 0a}, {code: 16, hex: 0A}]}}}} | spec.acquisition.dhcpv6.options[1]: is a duplicate; keep one
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 16}]}}}} | spec.acquisition.dhcpv6.options[0]: needs either hex (the content, such as 00:00:0d:e9) or fromFile (the name of an entry in spec.dhcpv6OptionFiles of the WatcherConfig)
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 16, hex: 00, fromFile: b}]}}}} | spec.acquisition.dhcpv6.options[0]: needs either hex (the content, such as 00:00:0d:e9) or fromFile (the name of an entry in spec.dhcpv6OptionFiles of the WatcherConfig)
          {spec: {acquisition: {dhcpv6: {interface: a, options: [{code: 65536, hex: 00}]}}}} | spec.acquisition.dhcpv6.options[0].code: 65536 is not within 1 to 65535
          {spec: {acquisition: {dhcpv6: {interface: a, requestedPrefixLength: 0}}}} | spec.acquisition.dhcpv6.requestedPrefixLength: 0 is not within 1 to 128
          """)
  void aSourceMustBeOneThatIsKnown(String fields, String error) {
    String text = "{metadata: {name: home}, " + fields.substring(1) + "\n";
    FieldException e = assertThrows(FieldException.class, () -> read(text));
    assertEquals("a.yaml:1: home: " + error, e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 9, 13, 14, 19, 20, 25, 26})
  void anOptionThatLeaseholdWritesIsRefused(int code) {
    FieldException e =
        assertThrows(
            FieldException.class, () -> read(withOptions("{code: " + code + ", fromFile: b}")));
    assertTrue(
        String.valueOf(e.getMessage()).contains("options[0].code: " + code + " is an option"));
  }

  @Test
  void optionsHaveABoundInAll() {
    read(withOptions("{code: 16, hex: '%s'}, {code: 17, hex: ''}".formatted("00".repeat(1016))));
    FieldException e =
        assertThrows(
            FieldException.class,
            () ->
                read(
                    withOptions(
                        "{code: 16, hex: '%s'}, {code: 17, hex: ''}"
                            .formatted("00".repeat(1017)))));
    assertEquals(
        "a.yaml:1: home: spec.acquisition.dhcpv6.options[1]: is too large: all options of a message"
            + " together have room for 1024 octets",
        e.getMessage());
  }

  @Test
  void theContentOfAnOptionIsNotShown() {
    DynamicPrefix prefix = read(withOptions("{code: 15, hex: '5ec7e7'}"));
    assertFalse(prefix.toString().contains("5ec7e7"), prefix.toString());
  }

  private static String withOptions(String options) {
    return "{metadata: {name: home}, spec: {acquisition: {dhcpv6: {interface: a, options: ["
        + options
        + "]}}}}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "Home", "", "a b", "é"})
  void itsNameIsALabel(String name) {
    assertThrows(
        FieldException.class, () -> read(HEAD.replace("name: home", "name: '" + name + "'")));
  }

  /** The examples of the design. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a, offset: 0x1000, prefixLength: 120} | 2001:db8:1234::1000-2001:db8:1234::10ff
          {name: a, offset: 0x2000, prefixLength: 112} | 2001:db8:1234::2000-2001:db8:1234::1:1fff
          {name: a, index: 3, prefixLength: 64}        | 2001:db8:1234:3::-2001:db8:1234:3:ffff:ffff:ffff:ffff
          {name: a, offset: 0, prefixLength: 60}       | 2001:db8:1234::-2001:db8:1234:f:ffff:ffff:ffff:ffff
          """)
  void aSubnetMovesWithItsPrefix(String subnet, String range) {
    DynamicPrefix prefix = read(HEAD + "  subnets: [" + subnet + "]\n");
    assertEquals(
        range, prefix.subnet("a").orElseThrow().in(Prefix.parse("2001:db8:1234::/60")).toString());
  }

  @Test
  void aHostMovesWithItsPrefix() {
    DynamicPrefix.Host web =
        read(HEAD + "  hosts: [{name: web, suffix: '::80'}]\n").hosts().getFirst();
    assertEquals("2001:db8:0:3::80", web.in(Prefix.parse("2001:db8:0:3::/64")).toString());
    assertThrows(AddressException.class, () -> web.in(Prefix.parse("2001:db8::/124")));
  }

  @Test
  void aRangeMovesWithItsPrefix() {
    Subnet range = new Subnet.Between("a", Address.parse("::10"), Address.parse("::1:5"));
    assertEquals("2001:db8::10-2001:db8::1:5", range.in(Prefix.parse("2001:db8::/64")).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a, index: 16, prefixLength: 64}
          {name: a, index: 0, prefixLength: 56}
          {name: a, offset: "::10:0:0:0:0", prefixLength: 128}
          {name: a, offset: "::f:ffff:ffff:ffff:ffff", prefixLength: 127}
          """)
  void whatLiesOutsideThePrefixDoesNotFit(String subnet) {
    DynamicPrefix prefix = read(HEAD + "  subnets: [" + subnet + "]\n");
    Subnet part = prefix.subnet("a").orElseThrow();
    assertThrows(AddressException.class, () -> part.in(Prefix.parse("2001:db8:1234::/60")));
  }

  private static DynamicPrefix read(String text) {
    return DynamicPrefix.read(document(text).root());
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
