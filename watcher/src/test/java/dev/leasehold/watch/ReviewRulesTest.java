package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.WatchEvent;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.git.Outcome;
import dev.leasehold.request.RequestPlanner;
import dev.leasehold.request.Requests;
import dev.leasehold.source.Origin;
import dev.leasehold.watch.ReviewedHouse.Merge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for a merge, what does not, and how a drain counts from the merge. */
final class ReviewRulesTest {
  private static final ReviewRules ALL = new ReviewRules(true, false, true);
  private static final String ALWAYS =
      House.PREFIX.replace("drainPeriod", "review: Always, drainPeriod");

  @TempDir private Path folder;

  // Each test begins with one.
  @SuppressWarnings("NullAway.Init")
  private ReviewedHouse reviewed;

  @SuppressWarnings("NullAway.Init")
  private House house;

  private void open(Map<String, String> files, ReviewRules rules) {
    reviewed = ReviewedHouse.with(folder, files, Product.GITEA, rules);
    house = reviewed.house;
  }

  @AfterEach
  void close() {
    reviewed.close();
  }

  private boolean drains() {
    return house.text(House.LEASE_FILE).contains(A.toString());
  }

  @ParameterizedTest
  @EnumSource(Merge.class)
  void drainsFromTheMerge(Merge merge) {
    open(House.files(), ALL);
    reviewed.merge = merge;
    reviewed.renumbers();
    house.after(1800);
    assertFalse(house.text(House.LEASE_FILE).contains(B.toString()));
    reviewed.isMerged();
    house.after(3600 - 120);
    assertTrue(drains());
    house.after(120);
    assertFalse(drains());
    assertEquals("End the drain of home: " + A, house.commits().getLast(), "pushed");
    assertEquals(List.of(1L), reviewed.forge.numbers());
    assertEquals(List.of("2001:db8:b::1000/120"), house.blocks());
  }

  @ParameterizedTest
  @EnumSource(Merge.class)
  void drainsFromTheMergeAfterARestart(Merge merge) {
    open(House.files(), ALL);
    reviewed.merge = merge;
    reviewed.renumbers();
    house.after(1200);
    reviewed.isMerged();
    house.after(600);
    reviewed.restarts();
    house.after(3600 - 900);
    assertTrue(drains());
    house.after(420);
    assertFalse(drains());
  }

  /** A fast-forward does not change the time of the commit, so the time of the merge is unknown. */
  @ParameterizedTest
  @EnumSource(Merge.class)
  void drainsFromTheMergeWhileTheWatcherWasDown(Merge merge) {
    open(House.files(), ALL);
    reviewed.merge = merge;
    reviewed.renumbers();
    house.now = house.now.plusSeconds(7200);
    reviewed.forge.mergeAsPerson(1);
    house.now = house.now.plusSeconds(600);
    reviewed.restarts();
    house.after(1500);
    reviewed.restarts();
    house.after(3600 - 1500 - (merge == Merge.FAST_FORWARD ? 0 : 600) - 120);
    assertTrue(drains());
    house.after(240);
    assertFalse(drains());
  }

  @Test
  void drainsLongerAfterAFastForwardWithoutState() {
    open(House.files(), ALL);
    reviewed.merge = Merge.FAST_FORWARD;
    reviewed.renumbers().isMerged();
    house.after(3000);
    house.restartsWithoutState();
    reviewed.renumbers();
    house.after(3600 - 120);
    assertTrue(drains());
    house.after(240);
    assertFalse(drains());
  }

  /** Otherwise the time that is kept would be too early for the next start. */
  @Test
  void movesTheStartOfADrainWithTheClock() {
    open(House.files(), ALL);
    reviewed.merge = Merge.FAST_FORWARD;
    reviewed.renumbers().isMerged();
    house.clockIsSet(Duration.ofHours(2)).after(0);
    house.hears(R1, deprecated(A), preferred(B)).after(60);
    reviewed.restarts();
    house.after(3600 - 360);
    assertTrue(drains());
    house.after(480);
    assertFalse(drains());
  }

  @Test
  void drainsByItsOwnClockWhileThatIsBehind() {
    open(House.files(), ALL);
    reviewed.renumbers();
    house.now = house.now.plus(Duration.ofDays(1));
    reviewed.forge.mergeAsPerson(1);
    house.now = house.now.minus(Duration.ofDays(1));
    house.looksAtTip();
    house.after(1800).clockIsSet(Duration.ofDays(1)).after(0);
    house.hears(R1, deprecated(A), preferred(B)).after(1500);
    assertTrue(drains());
    house.after(600);
    assertFalse(drains());
  }

  @Test
  void asksForTheEndOfADrainToo() {
    open(House.files(), new ReviewRules(true, false, false));
    reviewed.renumbers().isMerged();
    house.after(3600);
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    assertEquals("End the drain of home: " + A, reviewed.forge.title(2));
    assertTrue(drains());
    reviewed.isMerged();
    assertFalse(drains());
    assertEquals(2, reviewed.said(WatchEvent.Merged.class::isInstance));
  }

  @Test
  void asksForTheEndOfADrainWhereThePushIsRefused() {
    open(House.files(), ALL);
    reviewed.renumbers().isMerged();
    house.refused =
        Optional.of(new Outcome.Stalled("protected branch", "Permit it.", Outcome.Stage.RIGHTS));
    house.after(3700);
    assertEquals("End the drain of home: " + A, reviewed.forge.title(2));
    assertEquals("", house.watch.status().target().trouble());
    assertEquals(0, reviewed.said(WatchEvent.Failed.class::isInstance));
    reviewed.isMerged();
    assertFalse(drains());
  }

  private void drainEndsWhileThePushIsRefused() {
    open(House.files(), ALL);
    reviewed.renumbers().isMerged();
    house.refused =
        Optional.of(new Outcome.Stalled("protected branch", "Permit it.", Outcome.Stage.RIGHTS));
    house.after(3700);
    assertTrue(reviewed.forge.isOpen(2));
  }

  @Test
  void triesARefusedPushAgainEveryHour() {
    drainEndsWhileThePushIsRefused();
    house.after(5 * 3600);
    assertEquals(6, house.refusals);
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    assertEquals(1, refusalsTold());
    house.refused = Optional.empty();
    house.after(3600);
    assertFalse(drains(), "pushed");
    assertFalse(reviewed.forge.isOpen(2));
    assertEquals(Optional.empty(), reviewed.commit());
    assertEquals(1, reviewed.forge.comments(2).size());
  }

  @Test
  void doesNotPushWhatAPersonRefusedAfterThePushWasRefused() {
    drainEndsWhileThePushIsRefused();
    reviewed.forge.closeAsPerson(2);
    reviewed.isReadAgain();
    house.refused = Optional.empty();
    house.after(2 * 3600);
    assertTrue(drains());
    assertEquals(1, house.refusals);
    reviewed.forge.reopenAsPerson(2);
    house.after(3600);
    assertFalse(drains());
  }

  private long refusalsTold() {
    return reviewed.said(e ->
        e instanceof WatchEvent.Warning w && w.text().contains("every hour: protected branch"));
  }

  @Test
  void pushesTheReplacementOfADeadPrefix() {
    open(House.files(), new ReviewRules(true, true, true));
    house.hears(R1, withdrawn(A), preferred(B)).after(5);
    assertEquals("Replace home: " + A + " → " + B, house.commits().getLast());
    assertEquals(List.of(), reviewed.forge.numbers());
  }

  @Test
  void closesTheRequestWhoseChangeIsPushedBecauseThePrefixDied() {
    open(House.files(), new ReviewRules(true, true, true));
    reviewed.renumbers();
    assertTrue(reviewed.forge.isOpen(1));
    house.hears(R1, withdrawn(A), preferred(B)).after(60);
    assertEquals("Replace home: " + A + " → " + B, house.commits().getLast());
    assertFalse(reviewed.forge.isOpen(1));
    assertEquals(Optional.empty(), reviewed.commit());
    assertEquals(List.of(1L), reviewed.forge.numbers());
  }

  /** The first source that speaks after a start must not drop the change of the other one. */
  @Test
  void keepsEachChangeInTheRequestAfterARestart() {
    Map<String, String> files =
        House.files(
            "intent/guest.yaml",
            House.PREFIX
                .replace("name: home", "name: guest")
                .replace("interface: enp1s0", "interface: enp2s0")
                .replace("name: lb,", "name: guests,")
                .replace("name: other,", "name: others,"));
    open(files, ALL);
    Origin guest = House.router("fe80::9", "enp2s0");
    house.hears(guest, preferred(C)).after(5);
    reviewed.renumbers();
    house.after(10);
    assertEquals(2, changes());
    Optional<String> commit = reviewed.commit();
    house.restarts().hears(guest, preferred(C)).after(30);
    assertEquals(commit, reviewed.commit());
    reviewed.renumbers();
    house.after(60);
    assertEquals(commit, reviewed.commit());
    assertEquals(2, changes());
  }

  private long changes() {
    return reviewed.forge.body(1).lines().filter(line -> line.startsWith("| `")).count();
  }

  @Test
  void asksForTheReplacementOfADeadPrefixAtOnce() {
    open(House.files(), ALL);
    house.hears(R1, withdrawn(A), preferred(B)).after(5);
    assertEquals("Replace home: " + A + " → " + B, reviewed.forge.title(1));
    assertTrue(reviewed.forge.body(1).contains("is dead now"));
  }

  @Test
  void asksForAnIntentThatSaysAlwaysAndPushesTheRest() {
    reviewed = ReviewedHouse.in(folder, Product.GITEA);
    house = reviewed.house;
    house.pushes();
    house.somebodyWrites(House.PREFIX_FILE, ALWAYS);
    house.looksAtTip();
    house.hears(R1, preferred(A)).after(5);
    assertEquals("Lease home: " + A, reviewed.forge.title(1));
    reviewed.isMerged();
    String rendered = house.text(House.POOL_FILE);
    house.somebodyWrites(House.POOL_FILE, rendered.replace("a::1000", "dead::"));
    house.looksAtTip();
    assertEquals(rendered, house.text(House.POOL_FILE), "pushed");
    house.rules = new ReviewRules(false, true, true);
    house.restarts().hears(R1, withdrawn(A), preferred(B)).after(5);
    assertEquals("Replace home: " + A + " → " + B, reviewed.forge.title(2), "Always wins");
  }

  @Test
  void closesARequestThatIsLeftOverFromAReviewedTarget() {
    open(House.files(), ALL);
    reviewed.renumbers();
    house.pushes();
    house.after(5);
    assertTrue(reviewed.forge.isOpen(1), "its change may still be wanted");
    reviewed.renumbers();
    house.after(10);
    assertEquals("Renumber home: " + A + " → " + B, house.commits().getLast(), "pushed");
    assertLeftOverIsClosed();
  }

  @Test
  void closesARequestThatIsLeftOverFromAnIntentThatSaidAlways() {
    Map<String, String> files = House.files(House.PREFIX_FILE, ALWAYS);
    reviewed = ReviewedHouse.unleased(folder, files, Product.GITEA);
    house = reviewed.house;
    house.hears(R1, preferred(A)).after(5);
    assertTrue(reviewed.forge.isOpen(1));
    house.somebodyWrites(House.PREFIX_FILE, House.PREFIX);
    house.pushes();
    house.hears(R1, preferred(A)).after(10);
    assertEquals("Lease home: " + A, house.commits().getLast(), "pushed");
    assertLeftOverIsClosed();
  }

  private void assertLeftOverIsClosed() {
    assertFalse(reviewed.forge.isOpen(1));
    assertEquals(1, reviewed.forge.comments(1).size());
    assertTrue(reviewed.forge.comments(1).getFirst().contains("no longer needed"));
    assertEquals(Optional.empty(), reviewed.commit());
    int calls = reviewed.calls();
    house.after(3600);
    assertEquals(calls, reviewed.calls());
    assertEquals(List.of(1L), reviewed.forge.numbers());
  }

  /** Between the push and the look for a request that is left over. */
  @Test
  void asksForNothingWhereEverythingIsPushed() {
    open(House.files(), ReviewRules.PUSH);
    String rendered = house.text(House.POOL_FILE);
    String edited = rendered.replace("a::1000", "dead::");
    // The first proposal is for the known tip, the second one for the fetched tip.
    house.meanwhile = () -> house.meanwhile = () -> house.somebodyWrites(House.POOL_FILE, edited);
    house.restarts();
    assertEquals(edited, house.text(House.POOL_FILE));
    house.looksAtTip();
    assertEquals(List.of(), reviewed.forge.numbers());
    assertEquals(rendered, house.text(House.POOL_FILE));
  }

  @Test
  void stallsWithoutPullRequestWhereAnIntentSaysAlways() {
    reviewed = ReviewedHouse.in(folder, Product.GITEA);
    house = reviewed.house;
    house.asks = _ -> new NoRequests();
    house.pushes();
    house.somebodyWrites(House.PREFIX_FILE, ALWAYS);
    house.looksAtTip();
    house.hears(R1, preferred(A)).after(3600);
    String trouble = house.watch.status().target().trouble();
    assertTrue(trouble.contains("pullRequest: {auth: NAME}"), trouble);
    assertEquals(1, reviewed.said(WatchEvent.Failed.class::isInstance));
    assertEquals(0, reviewed.said(WatchEvent.Recovered.class::isInstance));
    assertTrue(house.writes < 60, "writes: " + house.writes);
  }

  private static final class NoRequests implements Requests {
    @Override
    public Outcome put(RequestPlanner planner) {
      return Branch.noRequests();
    }

    @Override
    public void close() {}
  }

  /** A squash may have none of our trailers, but it is no edit by hand. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesASquashForAMerge(boolean restarts) {
    open(House.files(), ALL);
    reviewed.merge = Merge.SQUASH;
    reviewed.renumbers().isMerged();
    if (restarts) {
      reviewed.restarts();
    }
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    assertTrue(reviewed.forge.title(2).endsWith(C.toString()));
    assertFalse(reviewed.forge.body(2).contains("by hand"), reviewed.forge.body(2));
    assertFalse(house.git("log", "-1", "--format=%B", ReviewedHouse.BRANCH).contains("by hand"));
  }

  @Test
  void pushesTheEndOfADrainWhileTheForgeIsDown() {
    open(House.files(), ALL);
    reviewed.renumbers().isMerged();
    reviewed.isDown = true;
    house.after(3000).hears(R1, deprecated(A), deprecated(B), preferred(C)).after(700);
    assertFalse(drains());
    assertEquals(1, reviewed.said(WatchEvent.Failed.class::isInstance));
    assertTrue(house.watch.status().target().trouble().contains("503"));
    assertTrue(house.next.waitingFor().contains("the request"));
    reviewed.isDown = false;
    house.after(70);
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    assertEquals(1, reviewed.said(WatchEvent.Recovered.class::isInstance));
    assertEquals("", house.watch.status().target().trouble());
    assertEquals(2, reviewed.said(WatchEvent.Proposed.class::isInstance));
  }

  @Test
  void asksForTheMergeUntilTheForgeIsReady() {
    reviewed = ReviewedHouse.holdingA(folder, Product.GITEA);
    house = reviewed.house;
    reviewed.autoMerge = true;
    reviewed.forge.conflict(Optional.empty());
    house.restarts();
    reviewed.renumbers();
    assertTrue(reviewed.forge.isOpen(1));
    assertEquals("", house.watch.status().target().trouble());
    reviewed.forge.conflict(Optional.of(false));
    house.after(130);
    assertTrue(reviewed.forge.isMerged(1));
  }

  @Test
  void namesALabelThatTheForgeDoesNotHaveUntilItHas() {
    reviewed = ReviewedHouse.holdingA(folder, Product.GITEA);
    house = reviewed.house;
    reviewed.labels = Set.of("network", "unknown");
    house.restarts();
    reviewed.renumbers();
    assertEquals(Set.of("network"), reviewed.forge.labels(1));
    assertEquals("", house.watch.status().target().trouble());
    reviewed.forge.defineLabel("unknown");
    reviewed.isReadAgain();
    assertEquals(Set.of("network", "unknown"), reviewed.forge.labels(1));
  }
}
