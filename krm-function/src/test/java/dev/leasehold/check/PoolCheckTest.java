package dev.leasehold.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolCheckTest {
  private static Checked pool(String spec) {
    return Checked.spec("cilium.io/v2", "CiliumLoadBalancerIPPool", spec);
  }

  private static Checked blocks(String blocks) {
    return pool("allowFirstLastIPs: \"No\"\nblocks:\n" + blocks);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blocks: []",
        "serviceSelector: {}",
        "allowFirstLastIPs: \"No\"\nblocks: [{cidr: 2001:db8::/64}]",
        "blocks: [{cidr: 2001:db8::1000/120}, {cidr: 10.0.0.0/24}]",
        "blocks: [{cidr: 2001:db8::/128}, {cidr: 2001:db8:1::/127}]",
        "blocks: [{start: 10.0.0.1, stop: 10.0.0.9}, {start: '2001:db8::1', stop: '2001:db8::9'}]",
        "blocks: [{cidr: '${LB_CIDR}'}, {start: '${A}', stop: '${B}'}]",
        "blocks: ${BLOCKS}",
        "allowFirstLastIPs: ${YES}\ndisabled: false\nblocks: []",
      })
  void aGoodPoolReportsNothing(String spec) {
    pool(spec).reportsNothing();
  }

  @Test
  void aBoundThatCannotBeReadIsAnErrorBecauseThePoolWouldNeverLoad() {
    blocks("- cidr: 10.0.0.0/33\n- start: 10.0.0.x\n  stop: 10.0.0.9\n- cidr: 10.0.0.1")
        .reports(
            "ERROR spec.blocks[0].cidr: prefix length 33 is not within 0 to 32 for IPv4",
            "ERROR spec.blocks[1].start: '10.0.0.x' is not an IP address: expected IPv6 groups or"
                + " four octets from 0 to 255",
            "ERROR spec.blocks[2].cidr: '10.0.0.1' needs a length in bits: ADDRESS/LENGTH");
  }

  @Test
  void somebodyElsesMistakeIsAWarning() {
    blocks("- cidr: 10.0.0.1")
        .somebodyElses()
        .reports("WARNING spec.blocks[0].cidr: '10.0.0.1' needs a length in bits: ADDRESS/LENGTH");
  }

  @Test
  void startAndStopAreOfOneFamilyAndInOrder() {
    blocks("- {start: 10.0.0.1, stop: '2001:db8::1'}\n- {start: 10.0.0.9, stop: 10.0.0.1}")
        .reports(
            "ERROR spec.blocks[0]: 10.0.0.1 and 2001:db8::1 are of different families",
            "ERROR spec.blocks[1]: range start 10.0.0.9 is after range end 10.0.0.1");
  }

  @Test
  void addressesAreInTheCidrThatThePoolSays() {
    String blocks = "- {start: 10.0.0.63, stop: 10.0.0.128}\n- cidr: 10.0.1.0/24";
    within("10.0.0.64/26", blocks)
        .reports(
            "ERROR spec.blocks[0].start: '10.0.0.63' is outside 10.0.0.64/26 (annotation"
                + " leasehold.dev/within); correct the address or the annotation",
            "ERROR spec.blocks[0].stop: '10.0.0.128' is outside 10.0.0.64/26 (annotation"
                + " leasehold.dev/within); correct the address or the annotation",
            "ERROR spec.blocks[1].cidr: '10.0.1.0/24' is outside 10.0.0.64/26 (annotation"
                + " leasehold.dev/within); correct the address or the annotation");
    within("10.0.0.64/26", "- {start: 10.0.0.64, stop: 10.0.0.127}").reportsNothing();
    within("${CIDR}", "- {start: 10.0.0.64, stop: 10.0.0.127}").reportsNothing();
    within("10.0.0.64/2x", "- {start: 10.0.0.64, stop: 10.0.0.127}")
        .reports(
            "ERROR metadata.annotations[leasehold.dev/within]: '10.0.0.64/2x' needs a length in"
                + " bits: ADDRESS/LENGTH");
  }

  private static Checked within(String cidr, String blocks) {
    return Checked.ours(
        """
        apiVersion: cilium.io/v2
        kind: CiliumLoadBalancerIPPool
        metadata:
          name: a
          annotations:
            leasehold.dev/within: %s
        spec:
          allowFirstLastIPs: "No"
          blocks:
        %s
        """
            .formatted(cidr, blocks.indent(4)));
  }

  @Test
  void aStartWithoutStopIsOneAddress() {
    blocks("- start: 2001:db8::5")
        .reports(
            "WARNING spec.blocks[0].start: has no stop, so it is a single address; write cidr:"
                + " 2001:db8::5/128 if that is intended");
  }

  @Test
  void aBlockNeedsItsStartAndOneWayToSayIt() {
    blocks("- stop: 10.0.0.9\n- {}\n- {cidr: 10.0.0.0/24, start: 10.0.0.1}")
        .reports(
            "ERROR spec.blocks[0]: has stop but no start; add start",
            "ERROR spec.blocks[1]: holds no addresses; write cidr, or start and stop",
            "ERROR spec.blocks[2]: has both cidr and start or stop; keep one");
  }

  @Test
  void hostBitsAreMaskedByCiliumSoTheFixIsTheCanonicalText() {
    blocks("- cidr: 2001:DB8::1234/120")
        .reports(
            "WARNING spec.blocks[0].cidr: '2001:DB8::1234/120' has host bits; write"
                + " 2001:db8::1200/120");
  }

  @ParameterizedTest
  @ValueSource(strings = {"No", "no", "false"})
  void firstAndLastMustBeQuotedBecauseYamlReadsABoolean(String no) {
    pool("allowFirstLastIPs: " + no + "\nblocks: [{cidr: 2001:db8::/64}]")
        .reports(
            "ERROR spec.allowFirstLastIPs: needs quotes, because YAML reads it as a boolean; write"
                + " \"No\"");
  }

  @Test
  void firstAndLastIsYesOrNo() {
    pool("allowFirstLastIPs: \"never\"")
        .reports("ERROR spec.allowFirstLastIPs: 'never' is invalid; write \"Yes\" or \"No\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blocks: [{cidr: 2001:db8::/64}]",
        "allowFirstLastIPs: \"Yes\"\nblocks: [{cidr: 2001:db8::/120}]"
      })
  void theAddressThatRoutersAnswerIsNotHandedOut(String spec) {
    String field = "spec.blocks[0].cidr";
    pool(spec)
        .reports(
            "WARNING "
                + field
                + ": hands out 2001:db8::, the subnet-router anycast address (RFC 4291 section"
                + " 2.6.1), which routers answer; set allowFirstLastIPs: \"No\"");
  }

  @Test
  void aRangeHandsOutItsFirstAddressWhateverAllowFirstLastSays() {
    blocks("- {start: '2001:db8::', stop: '2001:db8::ff'}")
        .reports(
            "WARNING spec.blocks[0].start: is the subnet-router anycast address (RFC 4291 section"
                + " 2.6.1), which routers answer; start at 2001:db8::1");
  }

  @Test
  void aDisabledPoolLosesItsAddressesAtTheOperatorsRestart() {
    pool("disabled: true")
        .reports(
            "WARNING spec.disabled: Services lose the addresses of a disabled pool when Cilium's"
                + " operator restarts; remove the block instead, or set it to false");
  }

  @Test
  void cidrsIsBlocksToday() {
    pool("cidrs: [{cidr: 10.0.0.0/24}]")
        .reports("ERROR spec.cidrs: was removed in Cilium 1.16; rename it to 'blocks'");
  }

  @Test
  void anotherShapeIsAnOrdinaryFinding() {
    pool("blocks: all").reports("ERROR spec.blocks: must be a list");
    pool("blocks: [10.0.0.0/24, [a]]")
        .reports(
            "ERROR spec.blocks[0]: must be a mapping of fields",
            "ERROR spec.blocks[1]: must be a mapping of fields");
    blocks("- cidr: [a]").reports("ERROR spec.blocks[0].cidr: must be a single value");
    pool("- a").reports("ERROR spec: must be a mapping of fields");
    Checked.ours("apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nmetadata: []\n")
        .reports("ERROR spec: is missing");
  }

  @Test
  void aHostileListIsNotAMessagePerElement() {
    int reported = blocks("- {}\n".repeat(10_000)).reported().size();
    assertEquals(51, reported);
  }
}
