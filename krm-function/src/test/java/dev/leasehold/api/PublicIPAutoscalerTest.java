package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicIPAutoscalerTest {
  private static final String TEXT =
      """
      kind: PublicIPAutoscaler
      metadata: {name: warm}
      spec:
        poolName: public-pool
        minFree: 2
        max: 8
        count: 3
        template:
          router: {host: 192.168.1.1, user: root, sshSecretRef: ssh, wanParent: eth9}
      """;

  @Test
  void makesClaimsOfOneShape() {
    PublicIPAutoscaler autoscaler = read(TEXT);
    assertEquals(
        List.of("warm-1", "warm-2", "warm-3"),
        autoscaler.claims().stream().map(PublicIPClaim::name).toList());
    assertEquals(
        new PublicIPClaim(
            "warm-2",
            Optional.of("public-pool"),
            new RouterRef("192.168.1.1", 22, "root", "eth9", Optional.empty()),
            "ssh",
            Optional.empty(),
            Optional.empty(),
            PublicIPClaim.Mode.ALLOCATE,
            PublicIPClaim.OnDelete.RELEASE,
            Optional.empty()),
        autoscaler.claims().get(1));
  }

  @Test
  void fewerOnesAreTheFirstOnes() {
    assertEquals(
        read(TEXT).claims().subList(0, 2), read(TEXT.replace("count: 3", "count: 2")).claims());
    assertEquals(List.of(), read(TEXT.replace("count: 3", "count: 0")).claims());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          count: 3               | count: 9      | spec.count: 9 is not within 0 to 8
          minFree: 2             | minFree: 9    | spec.minFree: 9 is not within 0 to 8
          max: 8                 | max: 257      | spec.max: 257 is not within 1 to 256
          count: 3               | # count       | spec: has no count: which addresses are in use is not known in this version, so write count: N
          poolName: public-pool  | minimum: 1    | spec.minimum: unknown field; valid fields are poolName, minFree, max, count, template
          router: {host          | service: {host | spec.template.service: unknown field; valid fields are poolName, router, onDelete
          wanParent: eth9        | wanParent: eth9, macAddress: x | spec.template.router.macAddress: unknown field; valid fields are host, port, user, sshSecretRef, wanParent, command
          template:              | template:\\n    poolName: other | spec.template.poolName: is not spec.poolName, 'public-pool'; remove it
          wanParent: eth9        | wanParent: a/b | spec.template.router.wanParent: invalid interface name 'a/b': write the router's interface towards the provider, such as eth9 or br0.2, of at most 15 characters
          """)
  void anErrorNamesTheField(String good, String bad, String message) {
    String text = TEXT.replace(good, bad.replace("\\n", "\n"));
    FieldException e = assertThrows(FieldException.class, () -> read(text));
    assertEquals(message, e.place().field() + ": " + e.finding().message());
  }

  @Test
  void aNumberFitsAfterTheName() {
    read(TEXT.replace("name: warm", "name: " + "a".repeat(59)));
    FieldException e =
        assertThrows(
            FieldException.class,
            () -> read(TEXT.replace("name: warm", "name: " + "a".repeat(60))));
    assertEquals(
        "has more than 59 characters, so a number does not fit after it; shorten it",
        e.finding().message());
  }

  private static PublicIPAutoscaler read(String text) {
    return PublicIPAutoscaler.read(Document.inFile("a.yaml", 1, text).root());
  }
}
