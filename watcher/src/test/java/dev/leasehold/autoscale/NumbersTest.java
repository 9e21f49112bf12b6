package dev.leasehold.autoscale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.net.Address;
import dev.leasehold.render.PackageContents;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a package says about the numbers of an autoscaler. */
final class NumbersTest {
  private static final String ROUTER =
      "{host: 192.168.1.1, user: root, sshSecretRef: ssh, wanParent: eth9%s}";
  private static final String AUTOSCALER =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: PublicIPAutoscaler
      metadata: {name: warm}
      spec:
        poolName: public
        minFree: 1
        template:
          router: %s
      """
          .formatted(ROUTER.formatted(""));

  private final TreeMap<String, String> files = new TreeMap<>(Map.of("warm.yaml", AUTOSCALER));

  private Set<String> released = Set.of();

  private void claim(String name, String more) {
    files.put(
        "claim-" + name + ".yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPClaim
        metadata: {name: %s}
        spec:
          poolName: public
          router: %s
        """
            .formatted(name, ROUTER.formatted(more)));
  }

  private void lease(String name, String claim, int last, String more) {
    files.put(
        "lease-" + name + ".yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPLease
        metadata: {name: %s}
        spec:
          claim: %s
          poolName: public
          ip: 203.0.113.%d
        %s\
        """
            .formatted(name, claim, last, more));
  }

  private Numbers numbers() {
    PackageContents contents = PackageContents.read(KrmPackage.of(files).documents());
    PublicIPAutoscaler autoscaler = Objects.requireNonNull(contents.autoscalers().get("warm"));
    return Numbers.of(autoscaler, contents, released);
  }

  @Test
  void whatIsHeldIsOfItsClaimWhateverTheLeaseIsCalled() {
    lease("warm-2", "warm-2", 2, "");
    lease("warm-3-old", "warm-3", 3, "");
    lease("other", "other", 9, "");
    assertEquals(
        Map.of(2, Address.parse("203.0.113.2"), 3, Address.parse("203.0.113.3")), numbers().held());
    assertEquals(Set.of(), numbers().taken());
    assertEquals(0, numbers().releasing());
  }

  @Test
  void whatIsReleasedIsTakenAndTakesRoom() {
    lease("warm-2", "warm-2", 2, "  state: Releasing\n");
    lease("warm-3-203-0-113-3", "warm-3", 3, "  state: Releasing\n");
    assertEquals(Map.of(), numbers().held());
    assertEquals(Set.of(2, 3), numbers().taken());
    assertEquals(2, numbers().releasing());
    released = Set.of("warm-3-203-0-113-3");
    assertEquals(Set.of(2, 3), numbers().taken());
    assertEquals(1, numbers().releasing());
  }

  @Test
  void claimsByHandHaveTheirNumberAndTheirInterface() {
    claim("warm-4", "");
    lease("warm-4", "warm-4", 4, "");
    claim("mail", ", wanInterface: wan-warm-7");
    assertEquals(Map.of(), numbers().held());
    assertEquals(Set.of(4, 7), numbers().taken());
  }

  @Test
  void aNameOfAnotherLeaseIsTaken() {
    lease("warm-5", "other", 5, "");
    assertEquals(Set.of(5), numbers().taken());
  }

  @Test
  void whatABindingNamesIsBound() {
    lease("warm-2", "warm-2", 2, "");
    files.put(
        "binding.yaml",
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: DynamicPrefixBinding
        metadata: {name: dns}
        spec:
          claimRef: {name: warm-2}
          target: {kind: CiliumCIDRGroup, name: dns}
        """);
    assertEquals(Set.of(2), numbers().bound());
    assertEquals(List.of(2), List.copyOf(numbers().held().keySet()));
  }
}
