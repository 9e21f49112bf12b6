package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamicPrefixBindingTest {
  private static final String TEXT =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefixBinding
      metadata:
        name: pool
      spec:
        prefixRef: {name: home, subnet: services}
        target: {kind: CiliumCIDRGroup, name: own.prefixes}
        updateStrategy: {type: Replace}
      """;

  @Test
  void saysWhichSubnetFeedsWhichObject() {
    assertEquals(
        new DynamicPrefixBinding(
            "pool",
            new DynamicPrefixBinding.Source.OfPrefix("home", Optional.of("services")),
            new DynamicPrefixBinding.Target(
                "", "CiliumCIDRGroup", "", "own.prefixes", Optional.empty(), Optional.empty()),
            false,
            DynamicPrefixBinding.DrainingMode.DEFAULT,
            true,
            DynamicPrefixBinding.HostParts.CHANGE),
        read(TEXT));
  }

  @Test
  void withoutASubnetItIsTheWholePrefix() {
    assertEquals(Optional.empty(), read(TEXT.replace(", subnet: services", "")).subnet());
  }

  @Test
  void theEditOfAPoolsSelectorCanBeRefused() {
    assertFalse(read(TEXT + "  excludePinned: false\n").excludePinned());
    assertTrue(read(TEXT + "  excludePinned: true\n").excludePinned());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CiliumCIDRGroup | CiliumCIDRGroup | spec.hostParts: 'Keep' is for a subnet in a"
            + " CiliumLoadBalancerIPPool; remove it, or change the target",
        "CiliumCIDRGroup | CiliumLoadBalancerIPPool |",
        "name: own.prefixes | name: own.prefixes, annotation: a/b | spec.hostParts: 'Keep' is for"
            + " a subnet in a CiliumLoadBalancerIPPool; remove it, or change the target",
        "subnet: services | host: web | spec.hostParts: 'Keep' is for a subnet in a"
            + " CiliumLoadBalancerIPPool; remove it, or change the target",
        "'prefixRef: {name: home, subnet: services}' | 'claimRef: {name: wan}' | spec.hostParts:"
            + " 'Keep' has no effect with claimRef; remove it",
        "updateStrategy: {type: Replace} | excludePinned: false | spec.excludePinned: conflicts"
            + " with hostParts: Keep: a pool that selects a Service with a pool of its own can give"
            + " it another address; remove one of them",
        "hostParts: Keep | hostParts: keep | spec.hostParts: 'keep' is not one of Change, Keep",
      })
  void onlyServicesOfAPoolKeepTheirHostParts(String right, String wrong, @Nullable String message) {
    String text = TEXT + "  hostParts: Keep\n";
    if (!right.equals(wrong)) {
      text = text.replace("CiliumCIDRGroup", "CiliumLoadBalancerIPPool");
    }
    String edited = text.replace(right, wrong);
    if (message == null) {
      assertEquals(DynamicPrefixBinding.HostParts.KEEP, read(edited).hostParts());
      assertEquals(DynamicPrefixBinding.HostParts.CHANGE, read(TEXT).hostParts());
    } else {
      FieldException problem = assertThrows(FieldException.class, () -> read(edited));
      assertTrue(problem.finding().toString().endsWith(message), problem.finding().toString());
    }
  }

  @Test
  void aClaimStandsInPlaceOfAPrefix() {
    DynamicPrefixBinding binding =
        read(TEXT.replace("prefixRef: {name: home, subnet: services}", "claimRef: {name: wan}"));
    assertEquals(new DynamicPrefixBinding.Source.OfClaim("wan"), binding.source());
    assertEquals(Optional.empty(), binding.prefix());
    assertEquals(Optional.empty(), binding.subnet());
    assertFalse(binding.isOf("wan"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          subnet: services     | subnets: x            | a.yaml:6: DynamicPrefixBinding pool: spec.prefixRef.subnets: unknown field; valid fields are name, subnet, addressRange, host
          prefixRef: {name: home, subnet: services} | prefixRef: {name: home}\\n  claimRef: {name: wan} | a.yaml:7: DynamicPrefixBinding pool: spec.claimRef: conflicts with prefixRef; keep one
          prefixRef: {name: home, subnet: services} | claimRef: {name: wan, subnet: x} | a.yaml:6: DynamicPrefixBinding pool: spec.claimRef.subnet: unknown field; valid fields are name
          prefixRef: {name: home, subnet: services} | claimRef: {name: a.b} | a.yaml:6: DynamicPrefixBinding pool: spec.claimRef.name: invalid name 'a.b': write up to 63 of a-z, 0-9 and '-', with no '-' first or last
          name: home,          | ''                    | a.yaml:6: DynamicPrefixBinding pool: spec.prefixRef.name: is missing
          type: Replace        | type: Add             | a.yaml:8: DynamicPrefixBinding pool: spec.updateStrategy.type: 'Add' is not one of Replace, Append
          type: Replace        | draining: Wait        | a.yaml:8: DynamicPrefixBinding pool: spec.updateStrategy.draining: 'Wait' is not one of Default, Keep, Drop
          kind: CiliumCIDRGroup, | ''                  | a.yaml:7: DynamicPrefixBinding pool: spec.target.kind: is missing
          name: own.prefixes   | name: ../../etc       | a.yaml:7: DynamicPrefixBinding pool: spec.target.name: invalid object name '../../etc': write words of a-z, 0-9 and '-', with dots
          name: own.prefixes   | name: a, fieldPath: 'x[' | a.yaml:7: DynamicPrefixBinding pool: spec.target.fieldPath: invalid fieldPath 'x[': it must end in a key; write it as spec.addresses, spec.peers[name=tor].address or metadata.annotations[a.b/c]
          name: own.prefixes   | name: a, fieldPath: metadata.name | a.yaml:7: DynamicPrefixBinding pool: spec.target.fieldPath: 'metadata.name' identifies the object and cannot hold an address
          name: own.prefixes   | name: a, fieldPath: 'metadata[name]' | a.yaml:7: DynamicPrefixBinding pool: spec.target.fieldPath: 'metadata[name]' identifies the object and cannot hold an address
          name: own.prefixes   | name: a, annotation: leasehold.dev/owned | a.yaml:7: DynamicPrefixBinding pool: spec.target.annotation: 'leasehold.dev/owned' holds what Leasehold and kpt know about the object and cannot hold an address
          name: own.prefixes   | name: a, annotation: config.kubernetes.io/path | a.yaml:7: DynamicPrefixBinding pool: spec.target.annotation: 'config.kubernetes.io/path' holds what Leasehold and kpt know about the object and cannot hold an address
          name: own.prefixes   | name: a, annotation: 'a b' | a.yaml:7: DynamicPrefixBinding pool: spec.target.annotation: invalid annotation key 'a b'; write it as example.org/name
          name: own.prefixes   | name: a, annotation: a, fieldPath: b | a.yaml:7: DynamicPrefixBinding pool: spec.target.annotation: conflicts with fieldPath; keep one
          subnet: services     | subnet: a, host: b     | a.yaml:6: DynamicPrefixBinding pool: spec.prefixRef.host: conflicts with spec.prefixRef.subnet; set only one of subnet, addressRange, host
          """)
  void anErrorNamesTheField(String good, String bad, String message) {
    String text = TEXT.replace(good, bad.replace("\\n", "\n"));
    assertEquals(message, assertThrows(FieldException.class, () -> read(text)).getMessage());
  }

  private static DynamicPrefixBinding read(String text) {
    return DynamicPrefixBinding.read(Document.inFile("a.yaml", 1, text).root());
  }
}
