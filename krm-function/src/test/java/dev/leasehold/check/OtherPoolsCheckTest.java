package dev.leasehold.check;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools and sets of MetalLB and Calico. */
class OtherPoolsCheckTest {
  private static Checked metallb(String spec) {
    return Checked.spec("metallb.io/v1beta1", "IPAddressPool", spec);
  }

  private static Checked calico(String spec) {
    return Checked.spec("projectcalico.org/v3", "IPPool", spec);
  }

  private static Checked set(String spec) {
    return Checked.spec("projectcalico.org/v3", "GlobalNetworkSet", spec);
  }

  @Test
  void goodOnesReportNothing() {
    metallb("addresses: [10.0.0.0/24, 10.0.1.1-10.0.1.9, '2001:db8::1 - 2001:db8::9', '${A}']")
        .reportsNothing();
    calico("cidr: 10.0.0.0/16").reportsNothing();
    calico("cidr: 10.0.0.0/28\nblockSize: 28").reportsNothing();
    calico("cidr: 2001:db8::/56\nblockSize: 122").reportsNothing();
    set("nets: [10.0.0.0/8, 10.0.0.1, '2001:db8::/32']").reportsNothing();
    set("{}").reportsNothing();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                       | ERROR spec.addresses: is missing",
        "addresses: 10.0.0.0/24   | ERROR spec.addresses: must be a list",
        "addresses: [[a]]         | ERROR spec.addresses[0]: must be a single value",
        "addresses: [10.0.0.9-10.0.0.1] | ERROR spec.addresses[0]: range start 10.0.0.9 is after"
            + " range end 10.0.0.1; write ADDRESS/LENGTH or FIRST-LAST",
        "addresses: [10.0.0.1]    | ERROR spec.addresses[0]: '10.0.0.1' needs a length in bits:"
            + " ADDRESS/LENGTH; write ADDRESS/LENGTH or FIRST-LAST",
        "addresses: [10.0.0.1/24] | WARNING spec.addresses[0]: '10.0.0.1/24' has host bits; write"
            + " 10.0.0.0/24",
      })
  void metallbReadsCidrsAndRanges(String spec, String reported) {
    metallb(spec).reports(reported);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                        | ERROR spec.cidr: is missing",
        "cidr: [a]                 | ERROR spec.cidr: must be a single value",
        "cidr: 10.0.0.1/16         | ERROR spec.cidr: '10.0.0.1/16' has host bits; write 10.0.0.0/16",
        "cidr: '42::00/56'         | WARNING spec.cidr: '42::00/56' is not the canonical spelling; in a new pool write 42::/56",
        "{cidr: 10.0.0.0/16, blockSize: 19}  | ERROR spec.blockSize: 19 is not within 20 to 32",
        "{cidr: '42::/56', blockSize: 64}    | ERROR spec.blockSize: 64 is not within 116 to 128",
        "{cidr: 10.0.0.0/28, blockSize: 26}  | ERROR spec.blockSize: a block of /26 does not fit into 10.0.0.0/28; set blockSize to 28 or more",
        "{cidr: 10.0.0.0/28}       | ERROR spec.cidr: a block of /26 does not fit into 10.0.0.0/28; set blockSize to 28 or more",
      })
  void calicosPoolIsMaskedCanonicalAndHoldsABlock(String spec, String reported) {
    calico(spec).reports(reported);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nets: all           | ERROR spec.nets: must be a list",
        "nets: [here]        | ERROR spec.nets[0]: 'here' is not an IP address: expected IPv6 groups or four octets from 0 to 255",
        "nets: [10.0.0.1/8]  | WARNING spec.nets[0]: '10.0.0.1/8' has host bits; write 10.0.0.0/8",
        "nets: [10.0.0.1/32, 10.0.0.1] | ERROR spec.nets[1]: 10.0.0.1/32 is already in this list;"
            + " keep one",
      })
  void calicosSetHoldsEachNetOnce(String spec, String reported) {
    set(spec).reports(reported);
  }
}
