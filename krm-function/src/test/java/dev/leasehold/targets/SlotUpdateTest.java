package dev.leasehold.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.FieldPath;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.targets.SlotUpdate.Filled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What feeding an object makes of it, and what its record says then. */
class SlotUpdateTest {
  private static final TargetKind METALLB_POOL = TargetKinds.builtIn("IPAddressPool").orElseThrow();
  private static final TargetKind CIDR_GROUP = TargetKinds.builtIn("CiliumCIDRGroup").orElseThrow();

  private static final String EMPTY_POOL = "kind: IPAddressPool\nspec:\n  addresses: []\n";

  @Test
  void addsAddressesAndRecordsThem() {
    SlotUpdate update = fill(EMPTY_POOL, METALLB_POOL, contribution("lb", "2001:db8::/64"));
    assertEquals(
        """
        kind: IPAddressPool
        spec:
          addresses:
          - 2001:db8::/64
        metadata:
          annotations:
            leasehold.dev/owned: '{"lb":["2001:db8::/64"]}'
        """,
        update.document().text());
    assertEquals(
        List.of(new Filled("spec.addresses", List.of(), List.of("2001:db8::/64"), "")),
        update.filled());
  }

  @Test
  void leavesAnObjectAloneThatIsAsItShouldBe() {
    SlotUpdate first = fill(EMPTY_POOL, METALLB_POOL, contribution("lb", "2001:db8::/64"));
    SlotUpdate again =
        SlotUpdate.of(
            first.document(),
            METALLB_POOL,
            List.of(contribution("lb", "2001:db8::/64")),
            List.of());
    assertSame(first.document(), again.document());
    assertEquals(List.of(), again.filled());
  }

  @Test
  void removesAddressesThatTheirOwnerDropped() {
    SlotUpdate first = fill(EMPTY_POOL, METALLB_POOL, contribution("lb", "2001:db8::/64"));
    SlotUpdate next =
        SlotUpdate.of(
            first.document(),
            METALLB_POOL,
            List.of(contribution("lb", "2001:db8:1::/64")),
            List.of());
    assertEquals(
        Owned.NOTHING.with(List.of("lb"), Owned.parse("2001:db8:1::/64")),
        Owned.read(next.document().root()));
    assertEquals(
        List.of(
            new Filled("spec.addresses", List.of("2001:db8::/64"), List.of("2001:db8:1::/64"), "")),
        next.filled());
  }

  @Test
  void removesTheEntriesOfADeletedOwnerAndKeepsTheRecordOfOthers() {
    SlotUpdate both =
        fill(
            EMPTY_POOL,
            METALLB_POOL,
            contribution("a", "2001:db8::/64"),
            contribution("b", "2001:db8:1::/64"));
    SlotUpdate left = SlotUpdate.of(both.document(), METALLB_POOL, List.of(), List.of("b"));
    assertEquals(
        Owned.NOTHING.with(List.of("a"), Owned.parse("2001:db8::/64")),
        Owned.read(left.document().root()));
    assertEquals(List.of("2001:db8::/64"), left.filled().getFirst().after());
  }

  @Test
  void keepsTheRecordOfAnOwnerWithoutALease() {
    SlotUpdate first = fill(EMPTY_POOL, METALLB_POOL, contribution("a", "2001:db8::/64"));
    Contribution unknown = new Contribution("a", Contribution.Strategy.APPEND, false, List.of());
    SlotUpdate restarted =
        SlotUpdate.of(first.document(), METALLB_POOL, List.of(unknown), List.of());
    assertSame(first.document(), restarted.document());
  }

  /** An empty group would deny all traffic. */
  @Test
  void keepsTheLastAddressesOfAListThatMayNotBeEmpty() {
    SlotUpdate first =
        fill("spec:\n  externalCIDRs: []\n", CIDR_GROUP, contribution("a", "2001:db8::/64"));
    SlotUpdate lost = SlotUpdate.of(first.document(), CIDR_GROUP, List.of(), List.of("a"));
    assertTrue(lost.keptLast());
    assertSame(first.document(), lost.document());
    assertEquals(List.of(), lost.filled());
    SlotUpdate nothing = fill("spec:\n  externalCIDRs: []\n", CIDR_GROUP, contribution("a"));
    assertEquals(false, nothing.keptLast());
    SlotUpdate emptied =
        SlotUpdate.of(
            fill(EMPTY_POOL, METALLB_POOL, contribution("a", "::1")).document(),
            METALLB_POOL,
            List.of(),
            List.of("a"));
    assertEquals(false, emptied.keptLast());
  }

  /** Somebody took the place out of the object together with the binding. */
  @Test
  void removesNothingFromAMissingPlace() {
    TargetKind dns = new DnsTarget();
    String object = "spec: {endpoints: [{recordType: AAAA}]}\n";
    SlotUpdate fed = fill(object, dns, contribution("a", "2001:db8::1"));
    Document without = document(fed.document().text().replace("AAAA", "TXT"));
    SlotUpdate gone = SlotUpdate.of(without, dns, List.of(), List.of("a"));
    assertEquals(Owned.NOTHING, Owned.read(gone.document().root()));
    assertThrows(
        FieldException.class,
        () -> SlotUpdate.of(without, dns, List.of(contribution("a", "2001:db8::1")), List.of()));
  }

  @Test
  void feedsEveryListOfAnObject() {
    SlotUpdate update =
        fill(
            "spec: {endpoints: [{recordType: AAAA}, {recordType: AAAA}]}\n",
            new DnsTarget(),
            contribution("a", "2001:db8::1"));
    assertEquals(
        List.of("spec.endpoints[0].targets", "spec.endpoints[1].targets"),
        update.filled().stream().map(Filled::path).toList());
    assertEquals(
        Owned.NOTHING.with(List.of("a"), Owned.parse("2001:db8::1")),
        Owned.read(update.document().root()));
  }

  /** What one place of an object added says nothing of the same address at another. */
  @Test
  void distinguishesThePlacesOfAnObject() {
    FieldTarget one = new FieldTarget("X", "", FieldPath.parse("spec.one").orElseThrow(), false);
    FieldTarget two = new FieldTarget("X", "", FieldPath.parse("spec.two").orElseThrow(), false);
    Document object = document("spec:\n  one: []\n  two: ['::1']\n");
    SlotUpdate first =
        SlotUpdate.of(object, one, List.of(contribution("a@spec.one", "::1")), List.of());
    SlotUpdate second =
        SlotUpdate.of(
            first.document(),
            two,
            List.of(contribution("b@spec.two", "::2")),
            List.of("b@spec.two"));
    assertEquals(
        List.of(new Filled("spec.two", List.of("::1"), List.of("::1", "::2"), "")),
        second.filled());
    SlotUpdate neither = SlotUpdate.of(second.document(), one, List.of(), List.of("a@spec.one"));
    assertEquals(List.of(new Filled("spec.one", List.of("::1"), List.of(), "")), neither.filled());
  }

  @Test
  void reportsTheWordsThatStayBesideItsAddresses() {
    FieldTarget field = new FieldTarget("X", "", FieldPath.parse("spec.at").orElseThrow(), false);
    assertEquals(
        List.of(new Filled("spec.at", List.of("a", "b"), List.of("a", "b", "::1"), "a, b")),
        fill("spec: {at: 'a, b'}\n", field, contribution("x", "::1")).filled());
    assertEquals(
        List.of(new Filled("spec.at", List.of("a", "::2"), List.of("a", "::2", "::1"), "")),
        fill("spec: {at: 'a, ::2'}\n", field, contribution("x", "::1")).filled());
    assertEquals(
        List.of(new Filled("spec.at", List.of(), List.of("::1"), "")),
        fill("spec: {at: ''}\n", field, contribution("x", "::1")).filled());
    assertEquals(
        List.of(new Filled("spec.at", List.of("a"), List.of("a", "::1"), "")),
        fill("spec: {at: [a]}\n", field, contribution("x", "::1")).filled());
  }

  @Test
  void reportsEntriesThatReplacingRemoved() {
    Contribution replacing =
        new Contribution(
            "lb",
            Contribution.Strategy.REPLACE,
            true,
            List.of(new Contribution.HeldRange(Owned.parse("2001:db8::/64"), true)));
    SlotUpdate update = fill("spec:\n  addresses: ['2001:db8:9::/64']\n", METALLB_POOL, replacing);
    AddressRange gone = Owned.parse("2001:db8:9::/64");
    assertEquals(List.of(gone), update.unexplained());
    assertEquals("2001:db8:9::/64, ::1/128", Owned.texts(List.of(gone, Owned.parse("::1"))));
  }

  private static Contribution contribution(String owner, String... addresses) {
    return new Contribution(
        owner,
        Contribution.Strategy.APPEND,
        true,
        Stream.of(addresses).map(a -> new Contribution.HeldRange(Owned.parse(a), true)).toList());
  }

  private static SlotUpdate fill(String object, TargetKind target, Contribution... contributions) {
    return SlotUpdate.of(document(object), target, List.of(contributions), List.of());
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
