package dev.leasehold.check;

import org.junit.jupiter.api.Test;

class CidrGroupCheckTest {
  private static Checked group(String spec) {
    return Checked.spec("cilium.io/v2", "CiliumCIDRGroup", spec);
  }

  @Test
  void aGoodGroupReportsNothing() {
    group("externalCIDRs: ['2001:db8::/60', 10.0.0.0/8, '${MORE}']").reportsNothing();
    group("externalCIDRs: ${ALL}").reportsNothing();
  }

  @Test
  void whatCannotBeReadAndHostBitsAreErrors() {
    group("externalCIDRs: [here, 10.0.0.1/8]")
        .reports(
            "ERROR spec.externalCIDRs[0]: 'here' needs a length in bits: ADDRESS/LENGTH",
            "ERROR spec.externalCIDRs[1]: '10.0.0.1/8' has host bits; write 10.0.0.0/8");
  }

  @Test
  void anEmptyGroupDenies() {
    group("externalCIDRs: []")
        .reports(
            "WARNING spec.externalCIDRs: is empty, so a policy that allows this group allows"
                + " nothing");
  }

  @Test
  void aDuplicateIsReported() {
    group("externalCIDRs: ['2001:db8::/60', '2001:DB8:0::/60']")
        .reports("WARNING spec.externalCIDRs[1]: 2001:db8::/60 is already in this list; keep one");
  }

  @Test
  void anotherShapeIsAnOrdinaryFinding() {
    group("externalCIDRs: 10.0.0.0/8").reports("ERROR spec.externalCIDRs: must be a list");
    group("externalCIDRs: [[a], {b: c}, ~]")
        .reports(
            "ERROR spec.externalCIDRs[0]: must be a single value",
            "ERROR spec.externalCIDRs[1]: must be a single value",
            "ERROR spec.externalCIDRs[2]: must be a single value");
    group("{}").reports("ERROR spec.externalCIDRs: is missing");
  }
}
