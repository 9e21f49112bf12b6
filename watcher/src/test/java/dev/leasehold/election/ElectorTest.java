package dev.leasehold.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.election.LeaseStore.Answer;
import dev.leasehold.election.LeaseStore.Found;
import dev.leasehold.election.LeaseStore.Refused;
import dev.leasehold.election.LeaseStore.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** One rule of an election at a time, with clocks that only the test moves. */
class ElectorTest {
  private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");
  private static final LeaseState RELEASED =
      new LeaseState("z", Duration.ofSeconds(15), START, START, 4).releasedAt(START);

  private final SharedLease lease = new SharedLease();
  private long nanos;
  private final Watcher a = new Watcher("a");
  private final Watcher b = new Watcher("b");

  /** A watcher whose connection the test cuts. */
  private final class Watcher implements LeaseStore {
    private final Elector elector;
    private boolean isCut;
    private boolean losesAnswers;
    private boolean isRefused;
    private boolean mayNotCreate;
    private boolean accepts = true;
    private Runnable before = () -> {};

    Watcher(String identity) {
      elector =
          new Elector(
              Timing.DEFAULT,
              identity,
              this,
              () -> nanos,
              () -> START.plusNanos(nanos),
              () -> accepts);
    }

    private Answer answer(Supplier<Answer> request) {
      Runnable first = before;
      before = () -> {};
      first.run();
      if (isCut) {
        return new Unavailable("no route");
      }
      if (isRefused) {
        return new Refused("expired");
      }
      Answer answer = request.get();
      return losesAnswers ? new Unavailable("no answer") : answer;
    }

    @Override
    public String place() {
      return "Lease network/leasehold-home";
    }

    @Override
    public Answer read() {
      return answer(lease::read);
    }

    @Override
    public Answer create(LeaseState created) {
      return answer(() -> mayNotCreate ? new Refused("no right") : lease.create(created));
    }

    @Override
    public Answer replace(Found known, LeaseState next) {
      return answer(() -> lease.replace(known, next));
    }

    boolean acts() {
      return elector.closed().isEmpty();
    }
  }

  private void pass(double seconds) {
    nanos += (long) (seconds * 1e9);
  }

  /** Rounds every 2 s. */
  private void rounds(double seconds, Watcher... watchers) {
    for (double passed = 0; passed < seconds; passed += 2) {
      for (Watcher watcher : watchers) {
        watcher.elector.round();
      }
      pass(2);
    }
  }

  /** Watcher a leads, and b has seen it. */
  private void aLeads() {
    lease.put(RELEASED);
    rounds(4, a, b);
    assertTrue(a.acts());
    assertFalse(b.acts());
    assertEquals(5, a.elector.term());
  }

  @Test
  void takesAReleasedLeaseAtOnce() {
    aLeads();
    a.elector.release();
    a.elector.round();
    assertFalse(a.acts());
    b.elector.round();
    assertTrue(b.acts());
    assertEquals(6, b.elector.term());
  }

  @Test
  void leavesTheLeaseToAnotherThatCanWork() {
    aLeads();
    a.elector.stepDown();
    assertFalse(a.acts());
    a.elector.round();
    assertFalse(a.acts());
    b.elector.round();
    assertTrue(b.acts());
    rounds(60, a, b);
    assertTrue(b.acts());
  }

  @Test
  void worksOnUntilAnotherIsReadyToTakeOver() {
    aLeads();
    a.elector.offers(true);
    b.accepts = false;
    rounds(60, a, b);
    assertTrue(a.acts());
    assertEquals(Optional.empty(), a.elector.successor());
    assertEquals("wanted", lease.lease().orElseThrow().successor());

    b.accepts = true;
    rounds(4, a, b);
    assertTrue(a.acts()); // to step down is its own decision
    assertFalse(b.acts());
    assertEquals(Optional.of("b"), a.elector.successor());
    a.elector.stepDown();
    rounds(2, a, b);
    assertTrue(b.acts());
    assertEquals("", lease.lease().orElseThrow().successor());
  }

  @Test
  void offersTheLeaseNoLongerWhenItCanWorkAgain() {
    aLeads();
    a.elector.offers(true);
    rounds(6, a, b);
    assertEquals(Optional.of("b"), a.elector.successor());
    a.elector.offers(false);
    assertEquals(Optional.empty(), a.elector.successor());
    rounds(20, a, b);
    assertEquals("", lease.lease().orElseThrow().successor());
    a.elector.offers(true);
    a.elector.round();
    assertEquals(Optional.empty(), a.elector.successor()); // b has not said so this time
  }

  @Test
  void takesTheLeaseAgainThatNobodyElseWanted() {
    aLeads();
    a.elector.stepDown();
    rounds(10, a);
    assertFalse(a.acts());
    rounds(2, a);
    assertTrue(a.acts());
    assertEquals(6, a.elector.term());
  }

  @Test
  void createsAMissingLeaseAfterTheTimeOfAHolderThatMayBeThere() {
    rounds(14, a, b);
    assertEquals(Optional.empty(), lease.lease());
    rounds(4, a, b);
    assertEquals(Optional.of(LeaseState.UNUSED), lease.lease());
    rounds(14, a, b);
    assertFalse(b.acts());
    rounds(4, a, b);
    assertTrue(b.acts()); // the first to see it
    assertFalse(a.acts());
    assertEquals(1, b.elector.term());
  }

  @Test
  void takesOverAfterTheLeaseHasNotChangedForItsDuration() {
    aLeads();
    rounds(14, b);
    assertFalse(b.acts());
    b.elector.round();
    assertTrue(b.acts());
    a.elector.round();
    assertFalse(a.acts());
  }

  @Test
  void wakesWhenTheLeaseMayBeTaken() {
    aLeads();
    b.elector.round();
    pass(12.5);
    assertEquals(Duration.ofMillis(500), b.elector.pause());
    assertEquals(Duration.ofSeconds(2), a.elector.pause());
  }

  @Test
  void waitsForTheDurationOfAHolderWithALongerOne() {
    lease.put(new LeaseState("c", Duration.ofSeconds(60), START, START, 1));
    rounds(58, a);
    assertFalse(a.acts());
    rounds(6, a);
    assertTrue(a.acts());
  }

  @Test
  void goesOnWhileTheServerCannotBeReachedAndStopsAtAnotherHolder() {
    aLeads();
    a.isCut = true;
    rounds(600, a);
    assertTrue(a.acts());
    rounds(20, a, b);
    assertTrue(b.acts());
    assertTrue(a.acts()); // what b cannot know
    a.isCut = false;
    a.elector.round();
    assertFalse(a.acts());
    assertTrue(b.acts());
  }

  /** Such as an expired token of one node: others are served, and take over. */
  @Test
  void stopsBeforeAnotherMayTakeOverIfTheServerRefusesIt() {
    aLeads();
    a.isRefused = true;
    rounds(12, a, b);
    assertTrue(a.acts());
    assertTrue(a.elector.standing().refused());
    pass(1);
    assertFalse(a.acts()); // 15 s after the last renewal, whenever the next round is
    assertTrue(a.elector.leads());
    rounds(4, a, b);
    assertFalse(a.elector.leads());
    assertTrue(b.acts());
  }

  @Test
  void continuesItsTermWhenTheServerServesItAgain() {
    aLeads();
    a.isRefused = true;
    b.isRefused = true;
    rounds(600, a, b);
    assertFalse(a.acts());
    a.isRefused = false;
    b.isRefused = false;
    rounds(20, b, a);
    assertTrue(a.acts());
    assertFalse(b.acts());
    assertEquals(5, a.elector.term());
  }

  @Test
  void isNotTheLastKnownHolderOfAnOutageThatBeganAfterARefusal() {
    aLeads();
    a.isRefused = true;
    rounds(12, a);
    a.isRefused = false;
    a.isCut = true;
    rounds(20, a);
    assertFalse(a.acts());
  }

  /** An API server that ends, or starts, may refuse before it does not answer. */
  @Test
  void isTheLastKnownHolderOfAnOutageThatBeganWithARefusal() {
    aLeads();
    a.isRefused = true;
    a.elector.round();
    a.isRefused = false;
    a.isCut = true;
    b.isCut = true;
    rounds(600, a, b);
    assertTrue(a.acts());
    assertFalse(b.acts());
  }

  @Test
  void goesOnWhileALeaseIsMissingThatNobodyMayCreate() {
    aLeads();
    a.mayNotCreate = true;
    b.mayNotCreate = true;
    lease.delete();
    rounds(60, a, b);
    assertTrue(a.acts());
    assertFalse(b.acts());
    assertEquals("no right", a.elector.standing().trouble());
    lease.put(LeaseState.UNUSED);
    rounds(20, b, a);
    assertTrue(a.acts());
    assertEquals(5, a.elector.term());
  }

  /** Such as a person who runs a watcher with the rights of an administrator. */
  @Test
  void goesOnWhileALeaseIsMissingThatOnlyAnotherMayCreate() {
    aLeads();
    a.mayNotCreate = true;
    lease.delete();
    for (int i = 0; i < 60; i++) {
      rounds(1, i % 2 == 0 ? a : b);
      assertTrue(a.acts());
      assertFalse(b.acts());
    }
    assertEquals("a", lease.lease().orElseThrow().holder());
  }

  @Test
  void doesNothingWithoutTheServerIfItNeverHeldTheLease() {
    aLeads();
    b.isCut = true;
    rounds(600, b);
    assertFalse(b.acts());
  }

  @Test
  void keepsTheLeaseAfterAnOutageForAll() {
    aLeads();
    a.isCut = true;
    b.isCut = true;
    rounds(60, a, b);
    assertTrue(a.acts());
    a.isCut = false;
    b.isCut = false;
    b.elector.round(); // the first to read an unchanged Lease; a had no chance to renew
    assertFalse(b.acts());
    rounds(30, a, b);
    assertTrue(a.acts());
    assertFalse(b.acts());
    assertEquals(5, a.elector.term());
  }

  @Test
  void closesTheFenceAfterAPauseUntilItHasReadTheLease() {
    aLeads();
    pass(13); // the last round was 2 s before
    assertFalse(a.acts());
    assertEquals(
        Optional.of("Lease network/leasehold-home was not read for 15 s; reading it first"),
        a.elector.closed());
    a.elector.round();
    assertTrue(a.acts());
  }

  @Test
  void staysClosedAfterAPauseUntilTheServerAnswers() {
    aLeads();
    a.isCut = true;
    rounds(20, a);
    assertTrue(a.acts());
    pass(9);
    assertFalse(a.acts());
    rounds(60, a); // meanwhile another may have become the holder, and be cut off as well
    assertFalse(a.acts());
    a.isCut = false;
    a.elector.round();
    assertTrue(a.acts());
  }

  @Test
  void isClosedWhenItWasStoppedDuringARenewal() {
    aLeads();
    a.before = () -> pass(30);
    a.elector.round(); // nobody took the Lease, but the renewal may be 30 s old
    assertFalse(a.acts());
    a.elector.round();
    assertTrue(a.acts());
  }

  @Test
  void losesWhenItWasStoppedAndAnotherTookOver() {
    aLeads();
    rounds(20, b);
    assertTrue(b.acts());
    assertFalse(a.acts());
    a.elector.round();
    assertFalse(a.elector.leads());
  }

  @Test
  void keepsALeaseWhoseRenewalWasNotAnswered() {
    aLeads();
    a.losesAnswers = true;
    rounds(8, a, b);
    a.losesAnswers = false;
    rounds(20, a, b);
    assertTrue(a.acts());
    assertEquals(5, a.elector.term());
  }

  @Test
  void takesALeaseWhoseAcquisitionWasNotAnswered() {
    lease.put(RELEASED);
    a.before = () -> a.before = () -> a.losesAnswers = true;
    a.elector.round();
    assertFalse(a.acts());
    assertEquals("a", lease.lease().orElseThrow().holder());
    a.losesAnswers = false;
    a.elector.round();
    assertTrue(a.acts());
    assertEquals(5, a.elector.term());
  }

  @Test
  void keepsALeaseThatSomebodyEdited() {
    aLeads();
    lease.put(lease.lease().orElseThrow()); // an annotation: only the version changes
    rounds(20, a, b);
    assertTrue(a.acts());
  }

  @Test
  void createsALeaseThatSomebodyDeletedWithoutAGap() {
    aLeads();
    lease.delete();
    b.elector.round();
    assertFalse(b.acts());
    rounds(20, a, b);
    assertTrue(a.acts());
    assertFalse(b.acts());
    assertEquals(5, lease.lease().orElseThrow().transitions());
  }

  @Test
  void countsTermsOnAfterADeletion() {
    aLeads();
    lease.delete();
    rounds(40, b);
    assertTrue(b.acts());
    assertEquals(6, b.elector.term());
    a.elector.round();
    assertFalse(a.elector.leads());
  }

  @Test
  void waitsIfTheLeaseWasDeletedWhileItWasStopped() {
    aLeads();
    pass(60);
    lease.delete();
    a.elector.round();
    assertFalse(a.acts());
    assertFalse(a.elector.leads());
  }

  /** {@code kubectl replace --force} of the manifest between two rounds. */
  @Test
  void keepsALeaseThatSomebodyDeletedAndMadeAgain() {
    aLeads();
    lease.delete();
    lease.put(LeaseState.UNUSED);
    rounds(30, b, a);
    assertTrue(a.acts());
    assertFalse(b.acts());
    assertEquals(5, a.elector.term());
    assertEquals(5, lease.lease().orElseThrow().transitions());
  }

  @Test
  void waitsForTheDurationOfAHolderThatAnEmptyLeaseDoesNotName() {
    aLeads();
    a.isCut = true;
    lease.delete();
    lease.put(LeaseState.UNUSED);
    rounds(14, a, b);
    assertTrue(a.acts());
    assertFalse(b.acts());
    rounds(4, a, b);
    assertTrue(b.acts());
    assertEquals(6, b.elector.term()); // terms are counted on
  }

  @Test
  void waitsIfTheLeaseWasMadeAgainWhileItWasStopped() {
    aLeads();
    pass(60);
    lease.delete();
    lease.put(LeaseState.UNUSED);
    a.elector.round();
    assertFalse(a.elector.leads());
    rounds(18, a);
    assertTrue(a.acts());
  }

  @Test
  void stopsWhenAPersonClearsTheHolder() {
    aLeads();
    lease.put(new LeaseState("", Duration.ofSeconds(15), START, START, 5));
    b.elector.round();
    assertFalse(b.acts()); // a does not know yet
    a.elector.round();
    assertFalse(a.acts());
    rounds(18, b);
    assertTrue(b.acts());
  }

  @Test
  void describesItself() {
    aLeads();
    assertEquals(
        "leading: a holds Lease network/leasehold-home in term 5, renewed 2 s ago",
        a.elector.standing().text());
    assertEquals("standing by: a works, renewed 2 s ago", b.elector.standing().text());
    b.isCut = true;
    b.elector.round();
    assertEquals("no route", b.elector.standing().trouble());
  }

  @Test
  void aRequestEndsBeforeWhatItIsFor() {
    assertEquals(Duration.ofSeconds(3), Timing.DEFAULT.request());
  }
}
