package dev.leasehold.servicerules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.kube.ClusterSettings.RuleSource;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import dev.leasehold.net.RoutingTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedConfigsTest {
  private static final Pattern DNS_SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private static List<String> words(String text) {
    return text == null ? List.of() : Arrays.asList(text.split(" "));
  }

  /** {@code CLUSTERIPS; VIPS}. */
  private static ServiceObject service(String name, String clusterIps, String vips) {
    return new ServiceObject(
        "default",
        name,
        "uid-" + name,
        "LoadBalancer",
        ServiceObject.addresses(words(clusterIps)),
        ServiceObject.addresses(words(vips)),
        List.of(),
        false,
        true,
        List.of(443),
        Map.of("app", name));
  }

  /** {@code NAME CIDR TABLE [PRIORITY]}; a TABLE that is no number is a VRF. */
  private static IpRule rule(String text) {
    List<String> words = words(text);
    boolean isNumber = words.get(2).matches("\\d+");
    return IpRule.of(
        new RuleSpec(
            "IPRule " + words.get(0),
            words.get(0),
            words.get(1),
            isNumber ? words.get(2) : "",
            isNumber ? "" : words.get(2),
            words.size() > 3 ? words.get(3) : ""));
  }

  private static List<String> configs(List<ServiceObject> services, String... rules) {
    return configs(Set.of(RuleSource.CLUSTER_IP), services, List.of(), List.of(), rules);
  }

  private static List<String> configs(
      Set<RuleSource> sources,
      List<ServiceObject> services,
      List<Slice> slices,
      List<Pod> pods,
      String... rules) {
    return wanted(sources, services, slices, pods, rules).configs().values().stream()
        .map(WantedConfigsTest::text)
        .toList();
  }

  private static WantedConfigs wanted(
      Set<RuleSource> sources,
      List<ServiceObject> services,
      List<Slice> slices,
      List<Pod> pods,
      String... rules) {
    return WantedConfigs.of(
        new WantedConfigs.Input(
            sources,
            services,
            slices,
            pods,
            Arrays.stream(rules).map(WantedConfigsTest::rule).toList()));
  }

  private static String text(WantedConfig config) {
    RuleKey key = config.key();
    OptionalLong priority = key.priority();
    return key.source()
        + " "
        + key.table()
        + (priority.isPresent() ? " " + priority.getAsLong() : "")
        + " by "
        + config.rule().name();
  }

  /** The first is the worked example of ip-rule-operator. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.96.23.17            | 203.0.113.45             | public-eu 203.0.113.0/24 100 1000    | 10.96.23.17 100 1000 by public-eu
          10.96.1.50             | 192.168.1.10             | lan 192.168.1.0/24 100 1000          | 10.96.1.50 100 1000 by lan
          10.96.1.50             | 10.0.0.9                 | main 10.0.0.0/24 254                 | 10.96.1.50 254 by main
          10.96.1.50             | 10.0.0.9                 | main 10.0.0.0/24 254 0               | 10.96.1.50 254 by main
          10.96.0.9              | 203.0.113.4 203.0.113.5  | r 203.0.113.0/24 100 1000            | 10.96.0.9 100 1000 by r
          10.96.0.9              | 203.0.113.4              | hostbits 203.0.113.45/24 100 1000    | 10.96.0.9 100 1000 by hostbits
          fd00:10:96::1          | 2001:db8::7              | v6 2001:db8::/64 100 1000            | fd00:10:96::1 100 1000 by v6
          10.96.23.17            | 203.0.113.45             | public-eu 203.0.113.0/24 blue 1000   | 10.96.23.17 VRF blue 1000 by public-eu
          10.96.1.50             | 10.0.0.9                 | lan 10.0.0.0/24 mgmt0                | 10.96.1.50 VRF mgmt0 by lan
          fd00:10:96::1          | 2001:db8::7              | v6 2001:db8::/64 Blue.1 1000         | fd00:10:96::1 VRF Blue.1 1000 by v6
          10.96.0.9              |                          | r 203.0.113.0/24 blue 1000           |
          10.96.0.9              | 2001:db8::7              | v6 2001:db8::/64 blue 1000           |
          10.96.0.9              |                          | r 203.0.113.0/24 100 1000            |
          None                   | 203.0.113.4              | r 203.0.113.0/24 100 1000            |
                                 | 203.0.113.4              | r 203.0.113.0/24 100 1000            |
          10.96.0.9              | lb.example.org           | r 203.0.113.0/24 100 1000            |
          10.96.0.9              | 203.0.114.4              | r 203.0.113.0/24 100 1000            |
          10.96.0.9              | 2001:db8::7              | v6 2001:db8::/64 100 1000            |
          """)
  void givesTheConfigOfOneServiceAndOneRule(
      String clusterIps, String vips, String rule, String expected) {
    assertEquals(
        expected == null ? List.of() : List.of(expected),
        configs(List.of(service("a", clusterIps, vips)), rule));
  }

  @Test
  void theLongestPrefixOwnsAnEqualConfig() {
    List<ServiceObject> services = List.of(service("a", "10.96.1.50", "203.0.113.45"));
    List<String> expected = List.of("10.96.1.50 100 1000 by narrow");
    String wide = "a-wide 203.0.113.0/24 100 1000";
    String narrow = "narrow 203.0.113.0/26 100 1000";
    assertEquals(expected, configs(services, wide, narrow));
    assertEquals(expected, configs(services, narrow, wide));
    assertEquals(
        List.of("10.96.1.50 VRF blue 1000 by narrow"),
        configs(services, "wide 203.0.113.0/24 blue 1000", "narrow 203.0.113.0/26 blue 1000"));
    assertEquals(
        List.of("10.96.1.50 100 1000 by a"),
        configs(services, "b 203.0.113.0/24 100 1000", "a 203.0.113.0/24 100 1000"));
  }

  /** Defect 1 of ip-rule-operator: one object for each ClusterIP, so two rules overwrote it. */
  @Test
  void defect1TwoRulesForOneClusterIpMakeTwoObjects() {
    WantedConfigs wanted =
        wanted(
            Set.of(RuleSource.CLUSTER_IP),
            List.of(service("a", "192.168.1.10", "10.0.0.5 10.0.0.50")),
            List.of(),
            List.of(),
            "wide 10.0.0.0/24 100 1000",
            "narrow 10.0.0.0/28 200 2000");
    assertEquals(
        List.of("iprc-192-168-1-10-t100-p1000", "iprc-192-168-1-10-t200-p2000"),
        wanted.configs().keySet().stream().map(RuleKey::objectName).toList());
    assertEquals(1, wanted.services());
  }

  /** Which table a VRF has, only a node knows. */
  @Test
  void aNumberAndTwoVrfsMakeThreeObjects() {
    WantedConfigs wanted =
        wanted(
            Set.of(RuleSource.CLUSTER_IP),
            List.of(service("a", "192.168.1.10", "10.0.0.5")),
            List.of(),
            List.of(),
            "c 10.0.0.0/24 red 1000",
            "b 10.0.0.0/24 blue 1000",
            "a 10.0.0.0/24 4294967295 1000");
    assertEquals(
        List.of(
            "iprc-192-168-1-10-t4294967295-p1000",
            "iprc-192-168-1-10-p1000-vblue",
            "iprc-192-168-1-10-p1000-vred"),
        wanted.configs().keySet().stream().map(RuleKey::objectName).toList());
  }

  /** Among them names that look like another one with a priority, and those that are no label. */
  @Test
  void noTwoVrfsHaveOneObjectName() {
    List<String> names =
        List.of("a", "A", "a-p1", "a-p1-vb", "b", "x61", "61", "-", "--", "a-", "-a", "a.b", "a_b");
    Set<String> objects = new HashSet<>();
    for (String name : names) {
      for (OptionalLong priority : List.of(OptionalLong.empty(), OptionalLong.of(1))) {
        String object =
            new RuleKey(Address.parse("10.0.0.1"), new RoutingTable.OfVrf(name), priority)
                .objectName();
        assertTrue(DNS_SUBDOMAIN.matcher(object).matches(), object);
        assertTrue(objects.add(object), object);
      }
    }
    String longest =
        new RuleKey(
                Address.parse("2001:1db8:aaaa:bbbb:cccc:dddd:eeee:ffff"),
                new RoutingTable.OfVrf("ABCDEFGHIJKLMNO"),
                OptionalLong.of(32_766))
            .objectName();
    assertEquals(83, longest.length(), longest);
    assertEquals(
        List.of("iprc-10-0-0-1-p1-vblue-1", "iprc-10-0-0-1-p1-x426c7565", "iprc-10-0-0-1-t7-p1"),
        Stream.of(
                new RoutingTable.OfVrf("blue-1"),
                new RoutingTable.OfVrf("Blue"),
                new RoutingTable.Numbered(7))
            .map(t -> new RuleKey(Address.parse("10.0.0.1"), t, OptionalLong.of(1)).objectName())
            .toList());
  }

  /** Defect 4 of ip-rule-operator: the ':' of an IPv6 address was in the name. */
  @Test
  void defect4NamesOfIpv6AddressesAreValid() {
    Set<String> names = new HashSet<>();
    List<String> sources =
        List.of("fd00:10:96::1", "::1", "fd00::", "fd00:1::", "10.96.0.1", "1:2:3:4:5:6:7:8");
    for (String source : sources) {
      for (OptionalLong priority : List.of(OptionalLong.empty(), OptionalLong.of(32_766))) {
        for (long table : List.of(1L, 4_294_967_295L)) {
          String name =
              new RuleKey(Address.parse(source), new RoutingTable.Numbered(table), priority)
                  .objectName();
          assertTrue(DNS_SUBDOMAIN.matcher(name).matches(), name);
          assertTrue(names.add(name), name);
        }
      }
    }
  }

  /** Defect 4 of ip-rule-operator: an IPv6 rule took the IPv4 ClusterIP. */
  @Test
  void defect4EachFamilyOfADualStackServiceHasItsOwnRule() {
    List<ServiceObject> services =
        List.of(service("a", "10.96.0.1 fd00:10:96::1", "203.0.113.4 2001:db8::7"));
    assertEquals(
        List.of("10.96.0.1 100 1000 by v4", "fd00:10:96::1 200 1000 by v6"),
        configs(services, "v4 203.0.113.0/24 100 1000", "v6 2001:db8::/64 200 1000"));
    assertEquals(
        List.of("fd00:10:96::1 200 1000 by v6"), configs(services, "v6 2001:db8::/64 200 1000"));
  }

  @Test
  void twoServicesWithOneAddressHaveTwoConfigs() {
    assertEquals(
        List.of("10.96.0.1 100 1000 by r", "10.96.0.2 100 1000 by r"),
        configs(
            List.of(
                service("a", "10.96.0.1", "203.0.113.4"), service("b", "10.96.0.2", "203.0.113.4")),
            "r 203.0.113.0/24 100 1000"));
  }

  /** Defect 9 of ip-rule-operator: such rules were ignored in silence. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.4     | 100        | 1000  | spec.cidr: '203.0.113.4' needs a length
          203.0.113.0/33  | 100        | 1000  | spec.cidr:
          nonsense/24     | 100        | 1000  | spec.cidr:
          ''              | 100        | 1000  | spec.cidr is missing
          203.0.113.0/24  | 0          | 1000  | spec.table: 0 is not from 1 to 4294967295
          203.0.113.0/24  | 4294967296 | 1000  | spec.table: 4294967296 is not from 1
          203.0.113.0/24  | -1         | 1000  | spec.table: -1 is not from 1
          203.0.113.0/24  | ''         | 1000  | spec.table is missing
          203.0.113.0/24  | main       | 1000  | spec.table: 'main' is not a whole number
          203.0.113.0/24  | 100        | 32767 | spec.priority: 32767 is not from 1 to 32766
          203.0.113.0/24  | 100        | -1    | spec.priority: -1 is not from 1 to 32766
          """)
  void defect9SaysWhatIsWrongWithARule(String cidr, String table, String priority, String why) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> IpRule.of(new RuleSpec("IPRule r", "r", cidr, table, "", priority)));
    String said = String.valueOf(e.getMessage());
    assertTrue(said.startsWith(why), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          100 | blue             | spec.table and spec.vrf cannot be combined; keep one
          0   | blue             | spec.table and spec.vrf cannot be combined; keep one
          ''  | .                | spec.vrf: '.' is not the name of an interface: 1 to 15 ASCII characters, no blank, / or :
          ''  | ..               | spec.vrf: '..' is not
          ''  | a/b              | spec.vrf: 'a/b' is not
          ''  | a:b              | spec.vrf: 'a:b' is not
          ''  | a b              | spec.vrf: 'a b' is not
          ''  | blüe             | spec.vrf: 'blüe' is not
          ''  | sixteen-letters- | spec.vrf: 'sixteen-letters-' is not
          """)
  void saysWhatIsWrongWithAVrf(String table, String vrf, String why) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> IpRule.of(new RuleSpec("IPRule r", "r", "203.0.113.0/24", table, vrf, "")));
    String said = String.valueOf(e.getMessage());
    assertTrue(said.startsWith(why), said);
  }

  /** Defect 12 of ip-rule-operator: under kube-proxy and Cilium no host sends from a ClusterIP. */
  @Test
  void defect12TheSourceCanBeEndpointsOrPods() {
    List<ServiceObject> services =
        List.of(
            service("a", "10.96.0.1 fd00:10:96::1", "203.0.113.4 2001:db8::7"),
            service("b", "10.96.0.2", "198.51.100.1"));
    List<Slice> slices =
        List.of(
            new Slice("default/a", ServiceObject.addresses(List.of("10.0.1.1", "10.0.1.2"))),
            new Slice("default/a", ServiceObject.addresses(List.of("fd00::1", "10.0.1.2"))),
            new Slice("other/a", ServiceObject.addresses(List.of("10.0.1.3"))),
            new Slice("default/b", ServiceObject.addresses(List.of("10.0.1.4"))));
    List<Pod> pods =
        List.of(
            pod("default", Map.of("app", "a", "v", "1"), "10.0.2.1"),
            pod("default", Map.of("app", "b"), "10.0.2.2"),
            pod("other", Map.of("app", "a"), "10.0.2.3"),
            pod("default", Map.of("app", "a")));
    String rule = "r 203.0.113.0/24 100";
    assertEquals(
        List.of("10.0.1.1 100 by r", "10.0.1.2 100 by r"),
        configs(Set.of(RuleSource.ENDPOINTS), services, slices, pods, rule));
    assertEquals(
        List.of("10.0.2.1 100 by r"),
        configs(Set.of(RuleSource.POD_IPS), services, slices, pods, rule));
    assertEquals(
        List.of(
            "10.0.1.1 100 by r", "10.0.1.2 100 by r", "10.0.2.1 100 by r", "10.96.0.1 100 by r"),
        configs(Set.of(RuleSource.values()), services, slices, pods, rule));
  }

  private static Pod pod(String namespace, Map<String, String> labels, String... addresses) {
    return new Pod(namespace, labels, ServiceObject.addresses(List.of(addresses)));
  }

  @Test
  void aServiceWithoutSelectorHasNoPods() {
    ServiceObject service =
        new ServiceObject(
            "default",
            "a",
            "uid",
            "LoadBalancer",
            List.of(),
            ServiceObject.addresses(List.of("203.0.113.4")),
            List.of(),
            false,
            true,
            List.of(443),
            Map.of());
    assertEquals(
        List.of(),
        configs(
            Set.of(RuleSource.POD_IPS),
            List.of(service),
            List.of(),
            List.of(pod("default", Map.of("app", "a"), "10.0.2.1")),
            "r 203.0.113.0/24 100"));
  }

  /** Defect 1 of ip-rule-operator: the result depended on the order of a map. */
  @Test
  void defect1TheOrderOfTheInputMakesNoDifference() {
    Random random = new Random(20_261_129);
    List<ServiceObject> services = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      services.add(service("s" + i, "10.96.0." + i % 40, "203.0.113." + random.nextInt(256)));
    }
    List<String> rules = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String table = List.of("100", "101", "blue", "red").get(i % 4);
      rules.add("r" + i + " 203.0.113.0/" + (24 + i % 5) + " " + table + " 1000");
    }
    List<String> first = configs(services, rules.toArray(String[]::new));
    assertFalse(first.isEmpty());
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(services, random);
      Collections.shuffle(rules, random);
      assertEquals(first, configs(services, rules.toArray(String[]::new)));
    }
  }
}
