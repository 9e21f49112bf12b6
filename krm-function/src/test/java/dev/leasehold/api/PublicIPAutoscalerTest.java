package dev.leasehold.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private static final String FOLLOWING = TEXT.replace("  count: 3\n", "");

  @Test
  void makesClaimsOfOneShape() {
    PublicIPAutoscaler autoscaler = read(TEXT);
    assertEquals(Set.of(1, 2, 3), autoscaler.numbers(List.of()));
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
        autoscaler.claim(2));
  }

  @Test
  void aCountIsFixed() {
    List<PublicIPLease> leases = List.of(lease("warm-7"));
    assertEquals(Set.of(1, 2, 3), read(TEXT).numbers(leases));
    assertEquals(Set.of(1, 2), read(TEXT.replace("count: 3", "count: 2")).numbers(leases));
    assertEquals(Set.of(), read(TEXT.replace("count: 3", "count: 0")).numbers(leases));
  }

  @Test
  void withoutACountTheFirstOnesAndThoseThatAreHeld() {
    PublicIPAutoscaler autoscaler = read(FOLLOWING);
    assertEquals(Set.of(1, 2), autoscaler.numbers(List.of()));
    assertEquals(
        Set.of(1, 2, 5),
        autoscaler.numbers(
            List.of(
                lease("warm-2"),
                lease("warm-5"),
                lease("warm-6").releasing("warm-6", Instant.EPOCH),
                lease("warm-0"),
                lease("warm-07"),
                lease("warm-257"),
                lease("warm-b-3"),
                lease("warmer-3"),
                lease("warm-"),
                lease("cold-4"))));
  }

  @Test
  void waitsTenMinutesBeforeARelease() {
    assertEquals(Duration.ofMinutes(10), read(FOLLOWING).scaleDownDelay());
    String delay = FOLLOWING.replace("max: 8", "max: 8\n  scaleDownDelay: 90s");
    assertEquals(Duration.ofSeconds(90), read(delay).scaleDownDelay());
    delay = FOLLOWING.replace("max: 8", "max: 8\n  scaleDownDelayMinutes: 3");
    assertEquals(Duration.ofMinutes(3), read(delay).scaleDownDelay());
  }

  private static PublicIPLease lease(String claim) {
    return new PublicIPLease(
        claim,
        claim,
        Optional.of("public-pool"),
        Address.parse("203.0.113.7"),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          count: 3               | count: 9      | spec.count: 9 is not within 0 to 8
          minFree: 2             | minFree: 9    | spec.minFree: 9 is not within 0 to 8
          max: 8                 | max: 257      | spec.max: 257 is not within 1 to 256
          poolName: public-pool  | minimum: 1    | spec.minimum: unknown field; valid fields are poolName, minFree, max, count, scaleDownDelay, scaleDownDelayMinutes, scaleDownDelaySeconds, template
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
  void needsMinFreeOrACount() {
    FieldException e =
        assertThrows(
            FieldException.class, () -> read(FOLLOWING.replace("minFree: 2", "minFree: 0")));
    assertEquals(
        "has neither minFree nor count; write minFree: N to keep N addresses free, or count: N"
            + " for a fixed number",
        e.finding().message());
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
