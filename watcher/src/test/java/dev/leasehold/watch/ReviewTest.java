package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.WatchEvent;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.git.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A watch in review mode at each forge. The numbers are those of the behaviours of Renovate, in
 * docs/pull-requests.md.
 */
@ParameterizedClass
@EnumSource(Product.class)
final class ReviewTest {
  private final Product product;

  @TempDir private Path folder;
  private ReviewedHouse reviewed;
  private House house;

  ReviewTest(Product product) {
    this.product = product;
  }

  @BeforeEach
  void renumber() {
    reviewed = ReviewedHouse.holdingA(folder, product);
    house = reviewed.house;
    reviewed.renumbers();
    assertEquals(List.of(1L), reviewed.forge.numbers());
    assertTrue(reviewed.forge.isOpen(1));
  }

  @AfterEach
  void close() {
    reviewed.close();
  }

  @Test
  void asksForTheChangeWithOneCommitOnTheTip() {
    assertEquals("Renumber home: " + A + " → " + B, reviewed.forge.title(1));
    assertEquals(List.of("Renumber home: " + A + " → " + B), reviewed.commits());
    assertEquals(List.of("Lease home: " + A), house.commits());
    assertEquals(1, reviewed.said(WatchEvent.Proposed.class::isInstance));
    assertEquals("", house.watch.status().target().trouble());
  }

  /** 1. */
  @Test
  void stopsWritingWithOneCommentWhenSomebodyCommits() {
    reviewed.somebodyEditsTheRequest();
    Optional<String> theirs = reviewed.commit();
    reviewed.isReadAgain();
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(1300);
    reviewed.restarts();
    reviewed.isReadAgain();
    assertEquals(theirs, reviewed.commit());
    assertEquals(1, reviewed.forge.comments(1).size(), reviewed.forge.comments(1)::toString);
    assertTrue(reviewed.forge.comments(1).getFirst().contains("not by Leasehold"));
    assertEquals(List.of(1L), reviewed.forge.numbers());
  }

  /** 1. The request still has the change that is needed, so nobody has to act. */
  @Test
  void isNoTroubleWhileSomebodyEditsTheSameChange() {
    reviewed.somebodyEditsTheRequest();
    reviewed.isReadAgain();
    assertInstanceOf(Outcome.Proposed.class, house.outcomes.getLast());
    assertEquals("", house.watch.status().target().trouble());
    assertEquals(
        1,
        reviewed.said(e ->
            e instanceof WatchEvent.Warning w && w.text().contains("By a reviewer")
                || e instanceof WatchEvent.Warning v && v.text().contains("Somebody")));
    reviewed.isMerged();
    assertEquals(1, reviewed.said(WatchEvent.Merged.class::isInstance));
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers(), "the branch is free after the merge");
  }

  /** 1. */
  @Test
  void stallsWhenTheEditedRequestIsOutOfDate() {
    reviewed.somebodyEditsTheRequest();
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    String trouble = house.watch.status().target().trouble();
    assertTrue(trouble.contains("is on the request branch"), trouble);
    int calls = reviewed.calls();
    house.after(5400);
    int more = reviewed.calls() - calls;
    assertTrue(more < 80, "calls in 90 minutes: " + more);
    assertEquals(1, reviewed.said(e -> e instanceof WatchEvent.Failed));
    assertEquals(0, reviewed.said(WatchEvent.Recovered.class::isInstance));
    reviewed.somebodyResetsTheRequest();
    house.watch.looksNow();
    house.advances();
    assertEquals("", house.watch.status().target().trouble());
    assertEquals(List.of(), reviewed.forge.comments(1));
    assertTrue(reviewed.forge.title(1).endsWith(C.toString()));
  }

  /** 2. */
  @Test
  void isNotOpenedAgainForTheSameChangeAfterAPersonClosedIt() {
    reviewed.forge.closeAsPerson(1);
    reviewed.isReadAgain().isReadAgain();
    reviewed.restarts().isReadAgain();
    assertEquals(List.of(1L), reviewed.forge.numbers());
    assertFalse(reviewed.forge.isOpen(1));
    assertTrue(house.watch.status().target().request().orElseThrow().declined());
    assertEquals(2, reviewed.said(WatchEvent.RequestDeclined.class::isInstance), "once a start");
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    assertTrue(reviewed.forge.title(2).endsWith(C.toString()));
  }

  /** 2. */
  @Test
  void continuesWhenAPersonOpensItAgain() {
    reviewed.forge.closeAsPerson(1);
    reviewed.isReadAgain();
    reviewed.forge.reopenAsPerson(1);
    reviewed.isReadAgain();
    assertFalse(house.watch.status().target().request().orElseThrow().declined());
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    assertEquals(List.of(1L), reviewed.forge.numbers());
    assertTrue(reviewed.forge.title(1).endsWith(C.toString()));
  }

  /** 2. Their commit stays in the closed request. */
  @Test
  void usesTheBranchAgainAfterAPersonEditedAndClosedIt() {
    reviewed.somebodyEditsTheRequest();
    reviewed.isReadAgain();
    reviewed.forge.closeAsPerson(1);
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(700);
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    assertEquals(1, reviewed.commits().size());
  }

  /** 3. */
  @Test
  void leavesAutoMergeOffForARepeat() {
    reviewed.changesItsMind();
    reviewed.autoMerge = true;
    house.restarts();
    String rendered = house.text(House.POOL_FILE);
    String edited = rendered.replace("a::1000", "dead::");
    house.somebodyWrites(House.POOL_FILE, edited);
    house.looksAtTip();
    assertEquals(rendered, house.text(House.POOL_FILE), "merged at once");
    house.somebodyWrites(House.POOL_FILE, edited);
    house.looksAtTip();
    reviewed.isReadAgain();
    assertEquals(List.of(1L, 2L, 3L), reviewed.forge.numbers());
    assertTrue(reviewed.forge.isOpen(3));
    assertEquals(edited, house.text(House.POOL_FILE));
    house.restarts().hears(R1, preferred(A)).after(700);
    assertTrue(reviewed.forge.isOpen(3));
  }

  /** 4. */
  @Test
  void isClosedWithACommentWhenNoLongerNeeded() {
    reviewed.changesItsMind();
    assertFalse(reviewed.forge.isOpen(1));
    assertEquals(1, reviewed.forge.comments(1).size());
    assertTrue(reviewed.forge.comments(1).getFirst().contains("no longer needed"));
    assertEquals(Optional.empty(), reviewed.commit());
    assertEquals(Optional.empty(), house.watch.status().target().request());
    int calls = reviewed.calls();
    house.after(3600);
    assertEquals(calls, reviewed.calls());
  }

  /** 5. */
  @Test
  void isLeftOpenWithACommentWhenNoLongerNeededButEdited() {
    reviewed.somebodyEditsTheRequest();
    Optional<String> theirs = reviewed.commit();
    reviewed.changesItsMind();
    assertTrue(reviewed.forge.isOpen(1));
    assertEquals(theirs, reviewed.commit());
    assertTrue(reviewed.forge.comments(1).getLast().contains("no longer needed"));
    int comments = reviewed.forge.comments(1).size();
    house.after(3600);
    house.restarts().after(700);
    assertEquals(comments, reviewed.forge.comments(1).size());
  }

  /**
   * 6. Renovate opens its old request again. We open a new one: the branch is gone, GitHub does not
   * open a request again whose branch has another history, and the old one has the talk about the
   * old occasion.
   */
  @Test
  void opensAnotherWhenTheChangeComesBack() {
    reviewed.changesItsMind();
    reviewed.renumbers();
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    assertFalse(reviewed.forge.isOpen(1));
    assertTrue(reviewed.forge.isOpen(2));
    assertEquals(reviewed.forge.title(1), reviewed.forge.title(2));
  }

  /** 7. */
  @Test
  void writesTheBodyOnlyIfItDiffers() {
    String body = reviewed.forge.body(1);
    assertTrue(body.contains("<!-- leasehold:"));
    long changes = reviewed.changes();
    reviewed.isReadAgain().isReadAgain();
    reviewed.restarts();
    assertEquals(changes, reviewed.changes());
    assertEquals(body, reviewed.forge.body(1));
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    assertTrue(reviewed.forge.body(1).contains(C.toString()));
    assertFalse(reviewed.forge.body(1).contains(B.toString()));
  }

  /** 8. */
  @Test
  void leavesRemovedLabelsRemoved() {
    reviewed.labels = Set.of("network", "automation");
    reviewed.forge.defineLabel("automation");
    reviewed.restarts();
    assertEquals(Set.of("network", "automation"), reviewed.forge.labels(1));
    reviewed.forge.removeLabelAsPerson(1, "network");
    reviewed.forge.addLabelAsPerson(1, "mine");
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    reviewed.restarts().isReadAgain();
    assertEquals(Set.of("automation", "mine"), reviewed.forge.labels(1));
  }

  /** 8. */
  @Test
  void asksForReviewsOnce() {
    reviewed.reviewers = List.of("bob");
    reviewed.restarts();
    assertEquals(Set.of("bob"), reviewed.forge.reviewers(1));
    long changes = reviewed.changes();
    reviewed.restarts().isReadAgain();
    assertEquals(changes, reviewed.changes());
  }

  /** 10. A title for another change would be wrong, so it is replaced. */
  @Test
  void keepsATitleOfAPersonForTheSameChange() {
    reviewed.forge.retitleAsPerson(1, "[urgent] Renumber");
    house.somebodyWrites("other.yaml", "a: b\n");
    house.looksAtTip();
    reviewed.labels = Set.of("network");
    reviewed.restarts().isReadAgain();
    assertEquals("[urgent] Renumber", reviewed.forge.title(1));
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    assertEquals("Renumber home: " + A + " → " + C, reviewed.forge.title(1));
  }

  /** 10. The cluster follows the target's branch, so only a merge into that counts. */
  @Test
  void opensAnotherWhenAPersonChangedTheBranchToMergeInto() {
    house.git("branch", "next", "main");
    reviewed.forge.retargetAsPerson(1, "next");
    Optional<String> commit = reviewed.commit();
    reviewed.isReadAgain();
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    assertEquals(reviewed.forge.title(1), reviewed.forge.title(2));
    assertEquals(commit, reviewed.commit());
    assertTrue(reviewed.forge.isOpen(1), "it is theirs now");
    assertEquals(List.of(), reviewed.forge.comments(1));
    reviewed.restarts().isReadAgain();
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    reviewed.isMerged();
    assertTrue(house.text(House.LEASE_FILE).contains(B.toString()));
    assertEquals(1, reviewed.said(WatchEvent.Merged.class::isInstance));
  }

  /** 11. */
  @Test
  void isNotRebuiltWhenOnlyTheBaseMoved() {
    Optional<String> commit = reviewed.commit();
    house.pushes(work -> house.gitIn(work, "commit", "-q", "--allow-empty", "-m", "Nothing"));
    house.looksAtTip();
    reviewed.isReadAgain();
    assertEquals(commit, reviewed.commit());
  }

  /** 11. */
  @Test
  void isRebuiltWhenThePackageChanged() {
    Optional<String> commit = reviewed.commit();
    house.somebodyWrites("other.yaml", "a: b\n");
    house.looksAtTip();
    assertNotEquals(commit, reviewed.commit());
    assertEquals(1, reviewed.commits().size());
    assertEquals("a: b\n", reviewed.text("other.yaml"));
    assertEquals(1, reviewed.said(WatchEvent.Proposed.class::isInstance), "it is no news");
  }

  /** 11. */
  @Test
  void isRebuiltOnConflicts() {
    String pool = house.text(House.POOL_FILE);
    house.somebodyWrites(House.POOL_FILE, reviewed.text(House.POOL_FILE));
    house.somebodyWrites(House.POOL_FILE, pool.replace("a::1000", "dead::"));
    Optional<String> commit = reviewed.commit();
    reviewed.forge.conflict(Optional.of(true));
    house.looksAtTip();
    reviewed.isReadAgain();
    assertNotEquals(commit, reviewed.commit());
    commit = reviewed.commit();
    reviewed.isReadAgain();
    assertEquals(commit, reviewed.commit(), "it is on the tip already");
  }

  /** 12. */
  @Test
  void hasOneOpenRequestAndFollowsTheCommitLimits() {
    for (int i = 0; i < 20; i++) {
      house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(6);
      house.hears(R1, deprecated(A), preferred(B), deprecated(C)).after(6);
    }
    assertEquals(List.of(1L), reviewed.forge.numbers());
    house.after(120);
    assertEquals(1, reviewed.commits().size());
    assertTrue(reviewed.forge.title(1).endsWith(B.toString()));
    long pushes =
        house.outcomes.stream().filter(o -> o instanceof Outcome.Proposed p && p.pushed()).count();
    assertTrue(pushes <= 1 + 6 * 6, "commits in six minutes: " + pushes);
  }

  /** 13. */
  @Test
  void asksNothingWhileNothingChanges() {
    int calls = reviewed.calls();
    for (int i = 0; i < 9; i++) {
      house.after(60).hears(R1, deprecated(A), preferred(B));
    }
    assertEquals(calls, reviewed.calls());
    house.after(3600);
    int hourly = reviewed.calls() - calls;
    assertTrue(hourly <= 6 * 2 + 2, "calls in an hour: " + hourly);
  }

  /** 14. */
  @Test
  void removesItsCommentWhenTheEditIsUndone() {
    reviewed.somebodyEditsTheRequest();
    reviewed.isReadAgain();
    assertEquals(1, reviewed.forge.comments(1).size());
    reviewed.somebodyResetsTheRequest();
    reviewed.isReadAgain();
    assertEquals(List.of(), reviewed.forge.comments(1));
    reviewed.forge.commentAsPerson(1, "Fine.");
    reviewed.restarts().isReadAgain();
    assertEquals(List.of("Fine."), reviewed.forge.comments(1));
  }

  /** 15. */
  @Test
  void neverOverwritesACommitThatItHasNotSeen() {
    house.meanwhile = reviewed::somebodyEditsTheRequest;
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    assertEquals("By a reviewer", reviewed.commits().getFirst());
    assertEquals(1, reviewed.forge.comments(1).size());
  }

  @Test
  void opensTheBranchAgainAfterAPersonDeletedIt() {
    reviewed.somebodyDeletesTheBranch();
    reviewed.isReadAgain();
    assertEquals(1, reviewed.commits().size());
    assertTrue(reviewed.forge.isOpen(reviewed.newest()));
  }

  @Test
  void isMergedOnce() {
    reviewed.isMerged();
    assertEquals(1, reviewed.said(WatchEvent.Merged.class::isInstance));
    assertEquals(Optional.empty(), reviewed.commit(), "its branch is removed");
    assertEquals(Optional.empty(), house.watch.status().target().request());
    assertEquals(List.of(), reviewed.forge.comments(1));
    reviewed.restarts().isReadAgain();
    assertEquals(List.of(1L), reviewed.forge.numbers());
  }

  /** The forge tells it only after the list of requests was read. */
  @Test
  void getsNoCommentWhenItIsMergedAtTheSameMoment() {
    house.meanwhile = () -> reviewed.forge.mergeAsPerson(1);
    house.hears(R1, deprecated(A), deprecated(B), preferred(C)).after(60);
    house.after(700);
    assertTrue(reviewed.forge.isMerged(1));
    assertEquals(List.of(), reviewed.forge.comments(1));
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers());
    assertTrue(reviewed.forge.title(2).endsWith(C.toString()));
  }
}
