package dev.leasehold.check;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gateway addresses and IPRules. */
class GatewayAndRuleCheckTest {
  private static Checked gateway(String spec) {
    return Checked.spec("gateway.networking.k8s.io/v1", "Gateway", spec);
  }

  private static Checked rule(String spec) {
    return Checked.spec("api.operator.brtrm.dev/v1alpha1", "IPRule", spec);
  }

  @Test
  void goodOnesReportNothing() {
    gateway("addresses: [{value: 10.0.0.1}, {type: IPAddress, value: '2001:db8::1'}, {}]")
        .reportsNothing();
    gateway("addresses: [{type: Hostname, value: a.example}, {value: '${A}'}]").reportsNothing();
    rule("{cidr: 10.0.0.1/32, table: 100, priority: 1000}").reportsNothing();
    rule("{cidr: '${A}', table: ${T}, priority: ${P}}").reportsNothing();
    rule("{cidr: 10.0.0.1/32, vrf: blue, priority: 1000}").reportsNothing();
    rule("{cidr: 10.0.0.1/32, vrf: '100', priority: 1000}").reportsNothing();
    rule("{cidr: 10.0.0.1/32, vrf: '${V}', priority: 1000}").reportsNothing();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "addresses: 10.0.0.1 | .addresses: must be a list",
        "addresses: [a]      | .addresses[0]: must be a mapping of fields",
        "addresses: [{value: a.example}] | .addresses[0].value: 'a.example' is not an IP address:"
            + " expected IPv6 groups or four octets from 0 to 255",
        "addresses: [{value: '2001:db8::1'}, {value: '2001:DB8:0::1'}] | .addresses[1].value:"
            + " '2001:DB8:0::1' is already in this list; keep one",
      })
  void aGatewaysAddressesAreUniqueAddresses(String spec, String finding) {
    gateway(spec).reports("ERROR spec" + finding);
  }

  @Test
  void aGatewayHasSixteenAddressesAtMost() {
    String many =
        IntStream.range(0, 17)
            .mapToObj(i -> "{value: 10.0.0." + i + "}")
            .collect(Collectors.joining(","));
    gateway("addresses: [" + many + "]")
        .reports("ERROR spec.addresses: has 17 addresses; at most 16 are allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{table: 1, priority: 1} | ERROR spec.cidr: is missing",
        "{cidr: here, table: 1, priority: 1} | ERROR spec.cidr: 'here' needs a length in bits:"
            + " ADDRESS/LENGTH",
        "{cidr: 10.0.0.1/24, table: 1, priority: 1} | WARNING spec.cidr: '10.0.0.1/24' has host"
            + " bits; write 10.0.0.0/24",
        "{cidr: '2001:DB8::/64', table: 1, priority: 1} | WARNING spec.cidr: '2001:DB8::/64' is not"
            + " canonical; write 2001:db8::/64",
        "{cidr: 10.0.0.0/24, priority: 1} | ERROR spec.table: is missing",
        "{cidr: 10.0.0.0/24, table: 0, priority: 1} | ERROR spec.table: 0 is not within 1 to"
            + " 4294967295",
        "{cidr: 10.0.0.0/24, table: 1, vrf: blue, priority: 1} | ERROR spec.vrf: cannot be combined"
            + " with table; keep one",
        "{cidr: 10.0.0.0/24, vrf: 100, priority: 1} | ERROR spec.vrf: must be text; write '100' in"
            + " quotes",
        "{cidr: 10.0.0.0/24, vrf: '..', priority: 1} | ERROR spec.vrf: '..' is not the name of an"
            + " interface: 1 to 15 ASCII characters, no blank, / or :",
        "{cidr: 10.0.0.0/24, table: 1, priority: 32767} | ERROR spec.priority: 32767 is not within"
            + " 0 to 32766",
        "{cidr: 10.0.0.0/24, table: 1} | WARNING spec: has no priority, so the kernel chooses a"
            + " different one after each restart; write one from 1 to 32765",
      })
  void aRuleHasATableOrAVrfAndAPriority(String spec, String reported) {
    rule(spec).reports(reported);
  }
}
