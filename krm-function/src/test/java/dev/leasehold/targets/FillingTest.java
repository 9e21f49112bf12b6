package dev.leasehold.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.FieldPath;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.targets.Filling.Filled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What feeding an object makes of it, and what its record says then. */
class FillingTest {
  private static final String EMPTY_POOL = "kind: IPAddressPool\nspec:\n  addresses: []\n";

  @Test
  void addsAddressesAndRecordsThem() {
    Filling filling = fill(EMPTY_POOL, ListTarget.METALLB_POOL, feed("lb", "2001:db8::/64"));
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
        filling.document().text());
    assertEquals(
        List.of(new Filled("spec.addresses", List.of(), List.of("2001:db8::/64"), "")),
        filling.filled());
  }

  @Test
  void leavesAnObjectAloneThatIsAsItShouldBe() {
    Filling first = fill(EMPTY_POOL, ListTarget.METALLB_POOL, feed("lb", "2001:db8::/64"));
    Filling again =
        Filling.of(
            first.document(),
            ListTarget.METALLB_POOL,
            List.of(feed("lb", "2001:db8::/64")),
            List.of());
    assertSame(first.document(), again.document());
    assertEquals(List.of(), again.filled());
  }

  @Test
  void forgetsWhatItsOwnerWantsNoLonger() {
    Filling first = fill(EMPTY_POOL, ListTarget.METALLB_POOL, feed("lb", "2001:db8::/64"));
    Filling next =
        Filling.of(
            first.document(),
            ListTarget.METALLB_POOL,
            List.of(feed("lb", "2001:db8:1::/64")),
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
  void takesOutWhatAnOwnerAddedWhoIsGoneAndKeepsTheRecordOfOthers() {
    Filling both =
        fill(
            EMPTY_POOL,
            ListTarget.METALLB_POOL,
            feed("a", "2001:db8::/64"),
            feed("b", "2001:db8:1::/64"));
    Filling left = Filling.of(both.document(), ListTarget.METALLB_POOL, List.of(), List.of("b"));
    assertEquals(
        Owned.NOTHING.with(List.of("a"), Owned.parse("2001:db8::/64")),
        Owned.read(left.document().root()));
    assertEquals(List.of("2001:db8::/64"), left.filled().getFirst().after());
  }

  @Test
  void keepsTheRecordOfAnOwnerOfWhomNothingIsKnownYet() {
    Filling first = fill(EMPTY_POOL, ListTarget.METALLB_POOL, feed("a", "2001:db8::/64"));
    Feed unknown = new Feed("a", Feed.Strategy.APPEND, false, List.of());
    Filling restarted =
        Filling.of(first.document(), ListTarget.METALLB_POOL, List.of(unknown), List.of());
    assertSame(first.document(), restarted.document());
  }

  /** An empty group would deny all traffic. */
  @Test
  void keepsTheLastAddressesOfAListThatMayNotBeEmpty() {
    Filling first =
        fill("spec:\n  externalCIDRs: []\n", ListTarget.CIDR_GROUP, feed("a", "2001:db8::/64"));
    Filling lost = Filling.of(first.document(), ListTarget.CIDR_GROUP, List.of(), List.of("a"));
    assertTrue(lost.keptLast());
    assertSame(first.document(), lost.document());
    assertEquals(List.of(), lost.filled());
    Filling nothing = fill("spec:\n  externalCIDRs: []\n", ListTarget.CIDR_GROUP, feed("a"));
    assertEquals(false, nothing.keptLast());
    Filling emptied =
        Filling.of(
            fill(EMPTY_POOL, ListTarget.METALLB_POOL, feed("a", "::1")).document(),
            ListTarget.METALLB_POOL,
            List.of(),
            List.of("a"));
    assertEquals(false, emptied.keptLast());
  }

  /** Somebody took the place out of the object together with the binding. */
  @Test
  void hasNothingToTakeOutOfAPlaceThatIsGone() {
    Target dns = new DnsTarget();
    String object = "spec: {endpoints: [{recordType: AAAA}]}\n";
    Filling fed = fill(object, dns, feed("a", "2001:db8::1"));
    Document without = document(fed.document().text().replace("AAAA", "TXT"));
    Filling gone = Filling.of(without, dns, List.of(), List.of("a"));
    assertEquals(Owned.NOTHING, Owned.read(gone.document().root()));
    assertThrows(
        FieldException.class,
        () -> Filling.of(without, dns, List.of(feed("a", "2001:db8::1")), List.of()));
  }

  @Test
  void feedsEveryListOfAnObject() {
    Filling filling =
        fill(
            "spec: {endpoints: [{recordType: AAAA}, {recordType: AAAA}]}\n",
            new DnsTarget(),
            feed("a", "2001:db8::1"));
    assertEquals(
        List.of("spec.endpoints[0].targets", "spec.endpoints[1].targets"),
        filling.filled().stream().map(Filled::path).toList());
    assertEquals(
        Owned.NOTHING.with(List.of("a"), Owned.parse("2001:db8::1")),
        Owned.read(filling.document().root()));
  }

  /** What one place of an object added says nothing of the same address at another. */
  @Test
  void tellsThePlacesOfAnObjectApart() {
    FieldTarget one = new FieldTarget("X", "", FieldPath.parse("spec.one").orElseThrow(), false);
    FieldTarget two = new FieldTarget("X", "", FieldPath.parse("spec.two").orElseThrow(), false);
    Document object = document("spec:\n  one: []\n  two: ['::1']\n");
    Filling first = Filling.of(object, one, List.of(feed("a@spec.one", "::1")), List.of());
    Filling second =
        Filling.of(
            first.document(), two, List.of(feed("b@spec.two", "::2")), List.of("b@spec.two"));
    assertEquals(
        List.of(new Filled("spec.two", List.of("::1"), List.of("::1", "::2"), "")),
        second.filled());
    Filling neither = Filling.of(second.document(), one, List.of(), List.of("a@spec.one"));
    assertEquals(List.of(new Filled("spec.one", List.of("::1"), List.of(), "")), neither.filled());
  }

  @Test
  void tellsOfTheWordsThatStayBesideItsAddresses() {
    FieldTarget field = new FieldTarget("X", "", FieldPath.parse("spec.at").orElseThrow(), false);
    assertEquals(
        List.of(new Filled("spec.at", List.of("a", "b"), List.of("a", "b", "::1"), "a, b")),
        fill("spec: {at: 'a, b'}\n", field, feed("x", "::1")).filled());
    assertEquals(
        List.of(new Filled("spec.at", List.of("a", "::2"), List.of("a", "::2", "::1"), "")),
        fill("spec: {at: 'a, ::2'}\n", field, feed("x", "::1")).filled());
    assertEquals(
        List.of(new Filled("spec.at", List.of(), List.of("::1"), "")),
        fill("spec: {at: ''}\n", field, feed("x", "::1")).filled());
    assertEquals(
        List.of(new Filled("spec.at", List.of("a"), List.of("a", "::1"), "")),
        fill("spec: {at: [a]}\n", field, feed("x", "::1")).filled());
  }

  @Test
  void tellsWhatReplacingTookOut() {
    Feed replacing =
        new Feed(
            "lb",
            Feed.Strategy.REPLACE,
            true,
            List.of(new Feed.Held(Owned.parse("2001:db8::/64"), true)));
    Filling filling =
        fill("spec:\n  addresses: ['2001:db8:9::/64']\n", ListTarget.METALLB_POOL, replacing);
    AddressRange gone = Owned.parse("2001:db8:9::/64");
    assertEquals(List.of(gone), filling.unexplained());
    assertEquals("2001:db8:9::/64, ::1/128", Owned.texts(List.of(gone, Owned.parse("::1"))));
  }

  private static Feed feed(String owner, String... addresses) {
    return new Feed(
        owner,
        Feed.Strategy.APPEND,
        true,
        Stream.of(addresses).map(a -> new Feed.Held(Owned.parse(a), true)).toList());
  }

  private static Filling fill(String object, Target target, Feed... feeds) {
    return Filling.of(document(object), target, List.of(feeds), List.of());
  }

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }
}
