package dev.leasehold.autoscale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.autoscale.AutoscalerStatus.Reason;
import dev.leasehold.krm.Document;
import dev.leasehold.net.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How one autoscaler grows and shrinks. Times are in minutes. */
final class ScalerTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final String TEXT =
      """
      kind: PublicIPAutoscaler
      metadata: {name: warm}
      spec:
        poolName: public-pool
        minFree: 1
        max: 4
        template:
          router: {host: 192.168.1.1, user: root, sshSecretRef: ssh, wanParent: eth9}
      """;

  private final Scaler scaler = new Scaler();
  private final NavigableMap<Integer, Address> held = new TreeMap<>();
  private Set<Integer> bound = Set.of();
  private Set<Integer> taken = Set.of();
  private Set<Integer> refused = Set.of();
  private Set<Integer> unanswered = Set.of();
  private int releasing;
  private String text = TEXT;

  private static Address address(int number) {
    return Address.parse("203.0.113." + number);
  }

  private void hold(int... numbers) {
    held.clear();
    for (int number : numbers) {
      held.put(number, address(number));
    }
  }

  private AutoscalerStatus step(long minute, Usage usage) {
    PublicIPAutoscaler spec = PublicIPAutoscaler.read(Document.inFile("a.yaml", 1, text).root());
    return scaler.step(
        spec,
        new Numbers(held, Set.of(), bound, taken, releasing),
        refused,
        unanswered,
        usage,
        START.plus(Duration.ofMinutes(minute)));
  }

  private static Usage used(int... numbers) {
    return new Usage.Known(
        Arrays.stream(numbers).mapToObj(ScalerTest::address).collect(Collectors.toSet()),
        Optional.of(Duration.ZERO));
  }

  private static final Usage UNKNOWN = new Usage.Unknown("the API server is away", true);

  private static Usage listed(Duration ago) {
    return new Usage.Known(Set.of(), Optional.of(ago));
  }

  private String wanted() {
    return scaler.changes("warm").stream()
        .map(change ->
            switch (change) {
              case Demand.Asked asked -> "+" + asked.number();
              case Demand.GivenUp given -> "-" + given.number();
            })
        .collect(Collectors.joining(" "));
  }

  @Test
  void asksForNothingWhileEnoughAreFree() {
    hold(1);
    AutoscalerStatus status = step(0, used());
    assertEquals("", wanted());
    assertEquals(Reason.STEADY, status.reason());
    assertEquals(1, status.free().orElseThrow());
  }

  @Test
  void asksForAllThatIsMissingAtOnce() {
    text = TEXT.replace("minFree: 1", "minFree: 2");
    hold(1, 2);
    AutoscalerStatus status = step(0, used(1, 2));
    assertEquals("+3 +4", wanted());
    assertEquals(Reason.GROWING, status.reason());
    assertEquals(
        "PublicIPAutoscaler warm keeps 2 free, and 2 of 2 are in use",
        scaler.changes("warm").getFirst().why());
    step(1, used(1, 2));
    assertEquals("+3 +4", wanted());
  }

  @Test
  void theFirstOnesAreInGitAndCountAlthoughNoneIsHeldYet() {
    assertEquals(Reason.GROWING, step(0, used()).reason());
    assertEquals("", wanted());
  }

  @Test
  void staysBelowMaxAndSaysSo() {
    text = TEXT.replace("minFree: 1", "minFree: 3");
    hold(1, 2, 3);
    AutoscalerStatus status = step(0, used(1, 2));
    assertEquals("+4", wanted());
    assertEquals(Reason.AT_MAX, status.reason());
    assertEquals(
        "PublicIPAutoscaler warm keeps 3 free, and 2 of 3 are in use; max is 4, so no more is"
            + " asked for",
        status.message());
  }

  /** The router holds it until it is released. */
  @Test
  void anAddressThatIsBeingReleasedTakesRoom() {
    hold(1, 2, 3);
    releasing = 1;
    taken = Set.of(4);
    assertEquals(Reason.AT_MAX, step(0, used(1, 2, 3)).reason());
    assertEquals("", wanted());
    releasing = 0;
    taken = Set.of();
    step(1, used(1, 2, 3));
    assertEquals("+4", wanted());
  }

  @Test
  void choosesTheLowestNumberThatNobodyHas() {
    hold(1, 3);
    taken = Set.of(2);
    step(0, used(1, 3));
    assertEquals("+4", wanted());
  }

  @Test
  void releasesTheHighestFreeOneAfterTheDelay() {
    hold(1, 2, 3, 4);
    AutoscalerStatus status = step(0, used(4));
    assertEquals(Reason.SURPLUS, status.reason());
    assertEquals("has 3 of 4 free", status.message());
    assertEquals(START.plus(Duration.ofMinutes(10)), status.releasesAt().orElseThrow());
    assertEquals(status.releasesAt(), scaler.lookAgainAt());
    step(9, used(4));
    assertEquals("", wanted());
    assertEquals(Reason.SHRINKING, step(10, used(4)).reason());
    assertEquals("-3", wanted());
    assertEquals(
        "PublicIPAutoscaler warm keeps 1 free, and has 3 of 4 free for 10m",
        scaler.changes("warm").getFirst().why());
    step(30, used(4));
    assertEquals("-3", wanted());
  }

  @Test
  void waitsAgainBeforeTheNextOne() {
    hold(1, 2, 3, 4);
    step(0, used());
    step(10, used());
    assertEquals("-4", wanted());
    hold(1, 2, 3);
    step(12, used());
    step(21, used());
    assertEquals("", wanted());
    step(22, used());
    assertEquals("-3", wanted());
  }

  @Test
  void aNumberThatWasUsedAMomentAgoWaits() {
    hold(1, 2, 3);
    step(0, used(3));
    step(9, used());
    step(10, used());
    assertEquals("-2", wanted());
  }

  @Test
  void theDelayBeginsAgainWhenTheSurplusEnds() {
    hold(1, 2);
    step(0, used());
    step(5, used(2));
    step(6, used());
    step(15, used());
    assertEquals("", wanted());
    step(16, used());
    assertEquals("-2", wanted());
  }

  @Test
  void aShortageWithoutRoomEndsTheSurplusToo() {
    text = TEXT.replace("minFree: 1", "minFree: 2");
    hold(1, 2, 3, 4);
    step(0, used());
    assertEquals(Reason.AT_MAX, step(5, used(1, 2, 3)).reason());
    step(6, used(1));
    step(15, used(1));
    assertEquals("", wanted());
    step(16, used(1));
    assertEquals("-4", wanted());
  }

  @Test
  void whatIsUsedIsNotGivenUpAnyMore() {
    hold(1, 2, 3);
    step(0, used());
    step(10, used());
    assertEquals("-3", wanted());
    step(11, used(3));
    assertEquals("", wanted());
    step(12, used());
    step(20, used());
    assertEquals("", wanted());
  }

  @Test
  void whatABindingNamesIsUsed() {
    hold(1, 2);
    bound = Set.of(2);
    step(0, used());
    step(60, used());
    assertEquals("", wanted());
  }

  /** Git asks for them in any case, so they would come back. */
  @Test
  void theFirstOnesAreNeverReleased() {
    text = TEXT.replace("minFree: 1", "minFree: 2").replace("max: 4", "max: 2");
    hold(1, 2, 3);
    step(0, used(3));
    step(60, used(3));
    assertEquals("", wanted());
    step(61, used());
    step(71, used());
    assertEquals("-3", wanted());
  }

  @Test
  void aLowerMaxReleasesWhatIsFree() {
    text = TEXT.replace("max: 4", "max: 2");
    hold(1, 2, 3);
    AutoscalerStatus status = step(0, used(1, 2));
    assertEquals("has 3 with max 2", status.message());
    step(10, used(1, 2));
    assertEquals("-3", wanted());
  }

  @Test
  void aLowerMaxDoesNotReleaseTheOnlyAddressThatWorks() {
    hold(2);
    refused = Set.of(1);
    text = TEXT.replace("max: 4", "max: 1");
    for (int minute = 0; minute < 60; minute++) {
      step(minute, used());
      assertEquals(minute < 5 ? wanted() : "", wanted());
    }
    AutoscalerStatus status = step(60, used());
    assertEquals(Reason.UNASSIGNED, status.reason());
    hold(1, 2);
    refused = Set.of();
    step(61, used());
    step(72, used());
    assertEquals("-2", wanted());
  }

  @Test
  void aRefusalDoesNotAgeWhileTheRouterIsAway() {
    hold(1);
    refused = Set.of(2);
    step(0, used(1));
    assertEquals("+2", wanted());
    step(2, used(1));
    refused = Set.of();
    unanswered = Set.of(2);
    step(3, used(1));
    step(30, used(1));
    assertEquals("+2", wanted());
    assertEquals(Optional.empty(), scaler.lookAgainAt());
    refused = Set.of(2);
    unanswered = Set.of();
    step(31, used(1));
    assertEquals("+2", wanted());
    step(33, used(1));
    assertEquals("+2 +3", wanted());
  }

  @Test
  void nothingChangesWhileTheUseIsNotKnown() {
    hold(1, 2, 3);
    AutoscalerStatus status = step(0, UNKNOWN);
    assertEquals("the number stays: the API server is away", status.message());
    assertEquals(Reason.USE_UNKNOWN, status.reason());
    assertEquals(Optional.empty(), status.free());
    step(60, UNKNOWN);
    assertEquals("", wanted());
    hold(1);
    step(61, UNKNOWN);
    assertEquals("", wanted());
  }

  @Test
  void aReleaseThatIsNotInGitYetIsTakenBackWhenTheUseIsNotKnown() {
    hold(1, 2);
    step(0, used());
    step(10, used());
    assertEquals("-2", wanted());
    step(11, UNKNOWN);
    assertEquals("", wanted());
    step(12, used());
    step(21, used());
    assertEquals("", wanted());
  }

  /** What the router allocates already is not given back. */
  @Test
  void whatIsAskedForStaysWhileTheUseIsNotKnown() {
    hold(1);
    step(0, used(1));
    assertEquals("+2", wanted());
    step(1, UNKNOWN);
    assertEquals("+2", wanted());
    hold(1, 2);
    step(2, UNKNOWN);
    assertEquals("", wanted());
  }

  @Test
  void whatTheRouterDoesNotGiveIsDroppedFirst() {
    hold(1, 2);
    step(0, used(1, 2));
    assertEquals("+3", wanted());
    step(1, used(1));
    assertEquals("+3", wanted());
    step(11, used(1));
    assertEquals("", wanted());
  }

  @Test
  void asksForAnotherOneInPlaceOfOneThatTheRouterDoesNotGive() {
    hold(1);
    step(0, used(1));
    refused = Set.of(2);
    assertEquals(Reason.GROWING, step(1, used(1)).reason());
    assertEquals(START.plus(Duration.ofMinutes(6)), scaler.lookAgainAt().orElseThrow());
    step(5, used(1));
    assertEquals("+2", wanted());
    AutoscalerStatus status = step(6, used(1));
    assertEquals("+2 +3", wanted());
    assertEquals(Reason.UNASSIGNED, status.reason());
    assertTrue(status.isTrouble());
    assertEquals(
        "the router gives no address for warm-2, so others are asked for in their place",
        status.message());
    assertEquals(Reason.UNASSIGNED, step(7, used(1)).reason());
    hold(1, 3);
    assertEquals(Reason.STEADY, step(8, used(1)).reason());
    assertEquals("", wanted());
  }

  @Test
  void maxHoldsAlsoForNumbersThatTheRouterDoesNotGive() {
    text = TEXT.replace("max: 4", "max: 2");
    hold(1);
    step(0, used(1));
    refused = Set.of(2);
    step(1, used(1));
    AutoscalerStatus status = step(60, used(1));
    assertEquals("+2", wanted());
    assertEquals(Reason.AT_MAX, status.reason());
    assertEquals(
        "PublicIPAutoscaler warm keeps 1 free, and 1 of 2 are in use; the router gives no address"
            + " for warm-2; max is 2, so no more is asked for",
        status.message());
  }

  /** The provider gives no more, so more attempts would only burden the router. */
  @Test
  void asksForNoMoreWhenThreeHaveNoAddress() {
    text = TEXT.replace("max: 4", "max: 40");
    hold(1);
    for (int minute = 0; minute < 60; minute++) {
      refused =
          scaler.changes("warm").stream().map(Demand.Change::number).collect(Collectors.toSet());
      step(minute, used(1));
    }
    assertEquals("+2 +3 +4", wanted());
    assertEquals(
        "the router gives no address for warm-2, warm-3, warm-4, so no more is asked for",
        step(60, used(1)).message());
    refused = Set.of(3, 4);
    hold(1, 2);
    assertEquals(Reason.STEADY, step(61, used(1)).reason());
    assertEquals("", wanted());
  }

  /** The first ones are in Git in any case. */
  @Test
  void saysThatTheFirstOneHasNoAddress() {
    refused = Set.of(1);
    step(0, used());
    step(5, used());
    assertEquals("+2", wanted());
    hold(2);
    AutoscalerStatus status = step(6, used());
    assertEquals(Reason.UNASSIGNED, status.reason());
    assertEquals("the router gives no address for warm-1", status.message());
    refused = Set.of();
    hold(1, 2);
    assertEquals(Reason.SURPLUS, step(7, used()).reason());
  }

  /** Number 2 has the only address that works. */
  @Test
  void releasesNothingWhileTheRouterIsAwayAndANumberIsUnassigned() {
    refused = Set.of(1);
    step(0, used());
    step(5, used());
    hold(2);
    step(6, used());
    refused = Set.of();
    unanswered = Set.of(1);
    assertEquals(Reason.UNASSIGNED, step(7, used()).reason());
    step(60, used());
    assertEquals("", wanted());
  }

  /** What the router refused is forgotten then. */
  @Test
  void releasesNothingAfterARestartWhileTheRouterIsAwayAndANumberIsUnassigned() {
    hold(2);
    unanswered = Set.of(1);
    assertEquals(Reason.GROWING, step(0, used()).reason());
    step(60, used());
    assertEquals("", wanted());
  }

  /** A dead connection tells nothing, so a complete list has to confirm the surplus. */
  @Test
  void aListAtTheEndOfTheDelayConfirmsASurplus() {
    hold(1, 2);
    step(0, used());
    AutoscalerStatus status = step(10, listed(Duration.ofMinutes(11)));
    assertEquals("", wanted());
    assertEquals("has 2 of 2 free; the next list of Services decides", status.message());
    assertTrue(scaler.needsList());
    step(11, new Usage.Known(Set.of(), Optional.empty())); // the watch has just ended
    assertEquals("", wanted());
    step(12, listed(Duration.ofMinutes(3))); // somebody may have taken it since
    assertEquals("", wanted());
    step(12, listed(Duration.ofMinutes(2)));
    assertEquals("-2", wanted());
    assertFalse(scaler.needsList());
  }

  /** Proxies end watches every minute; the list that follows tells what happened in between. */
  @Test
  void aReleaseThatIsNotInGitYetWaitsWhileThereIsNoWatch() {
    hold(1, 2);
    step(0, used());
    step(10, used());
    assertEquals("-2", wanted());
    AutoscalerStatus status = step(11, new Usage.Known(Set.of(), Optional.empty()));
    assertEquals("", wanted());
    assertEquals(Set.of(2), scaler.undecided(), "an open request stays");
    assertEquals("has 2 of 2 free; the next list of Services decides", status.message());
    assertEquals(Reason.SHRINKING, step(12, used()).reason());
    assertEquals("-2", wanted());
    step(13, new Usage.Known(Set.of(), Optional.empty()));
    step(14, used(2));
    assertEquals("", wanted());
    assertEquals(Set.of(), scaler.undecided());
  }

  @Test
  void keepsWhatTheTemplateKeeps() {
    text = TEXT.replace("template:", "template:\n    onDelete: Keep");
    hold(1, 2);
    step(0, used());
    AutoscalerStatus status = step(60, used());
    assertEquals("", wanted());
    assertEquals(Reason.KEPT, status.reason());
    assertEquals("has 2 of 2 free; onDelete: Keep in the template keeps them", status.message());
  }

  @Test
  void theClockMayBeSet() {
    hold(1, 2);
    step(0, used());
    scaler.movedBy(Duration.ofMinutes(100));
    step(109, used());
    assertEquals(List.of(), scaler.changes("warm"));
    step(110, used());
    assertEquals("-2", wanted());
  }
}
