package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.PullRequest.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every forge does. */
abstract class ForgeContract {
  private static final String BRANCH = "leasehold/home-home";
  private static final RequestText TEXT =
      new RequestText("network: home-ipv6 2001:db8::/60", "Old → *new*\n\n| a | b |\n");

  protected ForgeLab lab;
  protected Forge forge;

  protected abstract ForgeLab start();

  @BeforeEach
  void startLab() {
    lab = start();
    forge = lab.forge();
  }

  @AfterEach
  void closeLab() {
    lab.close();
  }

  static <T> T done(ForgeAnswer<T> answer) {
    if (answer instanceof Done<T>(T value)) {
      return value;
    }
    throw new AssertionError(String.valueOf(answer));
  }

  private PullRequest opened() {
    lab.commit(BRANCH);
    return done(forge.open(BRANCH, "main", TEXT));
  }

  @Test
  void findsNoRequestBeforeTheFirst() {
    lab.commit(BRANCH);
    assertEquals(Optional.empty(), done(forge.newest(BRANCH, "main")));
  }

  @Test
  void opensARequest() {
    String commit = lab.commit(BRANCH);
    PullRequest request = done(forge.open(BRANCH, "main", TEXT));
    assertEquals(State.OPEN, request.state());
    assertEquals(TEXT, new RequestText(request.title(), request.body()));
    assertEquals("main", request.base());
    assertEquals(commit, request.head());
    assertEquals(Set.of(), request.labels());
    assertEquals(Optional.empty(), request.mergeCommit());
    assertTrue(request.url().contains(String.valueOf(request.number())), request.url());
    PullRequest found = done(forge.newest(BRANCH, "main")).orElseThrow();
    assertEquals(request.number(), found.number());
    assertEquals(commit, done(forge.read(request)).head());
  }

  @Test
  void opensOnlyOneRequestOfABranch() {
    PullRequest first = opened();
    PullRequest second = done(forge.open(BRANCH, "main", new RequestText("another", "another")));
    assertEquals(first.number(), second.number());
    assertEquals(TEXT.title(), second.title());
  }

  @Test
  void acceptsTheLongestTexts() {
    lab.commit(BRANCH);
    RequestText text = new RequestText("ü".repeat(300), "€".repeat(70_000));
    PullRequest request = done(forge.open(BRANCH, "main", text));
    assertEquals(255, request.title().length());
    assertEquals(65_536, request.body().length());
  }

  @Test
  void findsTheNewestOfSeveralClosedRequests() {
    PullRequest first = opened();
    done(forge.close(first));
    PullRequest second = opened();
    lab.closeAsPerson(second.number());
    lab.commit("other");
    done(forge.open("other", "main", TEXT));
    PullRequest found = done(forge.newest(BRANCH, "main")).orElseThrow();
    assertEquals(second.number(), found.number());
    assertEquals(State.CLOSED, found.state());
    assertEquals(Optional.empty(), done(forge.newest(BRANCH, "other")));
  }

  @Test
  void prefersTheOpenRequest() {
    PullRequest first = opened();
    done(forge.close(first));
    PullRequest second = opened();
    done(forge.close(second));
    lab.reopenAsPerson(first.number());
    assertEquals(first.number(), done(forge.newest(BRANCH, "main")).orElseThrow().number());
  }

  @Test
  void followsTheBranch() {
    PullRequest request = opened();
    String commit = lab.commit(BRANCH);
    assertNotEquals(commit, request.head());
    lab.settled(() ->
        forge
            .read(request)
            .then(now ->
                now.head().equals(commit)
                    ? new Done<>(now)
                    : new Unavailable<>(now.head(), Optional.empty())));
  }

  @Test
  void changesTheText() {
    PullRequest request = opened();
    RequestText other = new RequestText("other", "");
    PullRequest updated = done(forge.update(request, other));
    assertEquals(other, new RequestText(updated.title(), updated.body()));
    assertEquals("other", done(forge.read(request)).title());
    assertEquals("", done(forge.read(request)).body());
  }

  @Test
  void closesAndReopens() {
    PullRequest request = opened();
    assertEquals(State.CLOSED, done(forge.close(request)).state());
    assertEquals(State.CLOSED, done(forge.close(request)).state());
    assertEquals(State.CLOSED, done(forge.newest(BRANCH, "main")).orElseThrow().state());
    assertEquals(State.OPEN, done(forge.reopen(request)).state());
    assertEquals(State.OPEN, done(forge.reopen(request)).state());
    assertEquals(State.OPEN, done(forge.read(request)).state());
  }

  @Test
  void seesThatAPersonClosedIt() {
    PullRequest request = opened();
    lab.closeAsPerson(request.number());
    assertEquals(State.CLOSED, done(forge.read(request)).state());
  }

  @Test
  void seesThatAPersonMergedIt() {
    PullRequest request = opened();
    String merged = lab.mergeAsPerson(request.number());
    PullRequest now = done(forge.read(request));
    assertEquals(State.MERGED, now.state());
    assertEquals(Optional.of(merged), now.mergeCommit());
    assertEquals(request.head(), now.head());
    assertEquals(State.MERGED, done(forge.newest(BRANCH, "main")).orElseThrow().state());
  }

  @Test
  void stillFindsAMergedRequestWhoseBranchIsDeleted() {
    PullRequest request = opened();
    lab.mergeAsPerson(request.number());
    lab.deleteBranch(BRANCH);
    PullRequest now = done(forge.newest(BRANCH, "main")).orElseThrow();
    assertEquals(request.number(), now.number());
    assertEquals(request.head(), now.head());
  }

  @Test
  void addsLabelsAndRemovesNone() {
    lab.defineLabel("network");
    lab.defineLabel("urgent");
    lab.defineLabel("seen");
    PullRequest request = opened();
    lab.addLabelAsPerson(request.number(), "seen");
    PullRequest labelled = done(forge.addLabels(request, Set.of("network", "urgent")));
    assertEquals(Set.of("network", "urgent", "seen"), labelled.labels());
    assertEquals(Set.of("network", "urgent", "seen"), lab.labels(request.number()));
    lab.removeLabelAsPerson(request.number(), "urgent");
    assertEquals(Set.of("network", "seen"), done(forge.read(request)).labels());
    done(forge.addLabels(request, Set.of()));
    assertEquals(Set.of("network", "seen"), lab.labels(request.number()));
  }

  @Test
  void hasOneCommentForATopic() {
    PullRequest request = opened();
    done(forge.comment(request, "foreign-commits", "Stopped."));
    done(forge.comment(request, "superseded", "Superseded."));
    done(forge.comment(request, "foreign-commits", "Stopped."));
    assertEquals(2, lab.comments(request.number()).size());
    done(forge.comment(request, "foreign-commits", "Still stopped."));
    assertEquals(
        List.of(
            "<!-- leasehold:foreign-commits -->\nStill stopped.",
            "<!-- leasehold:superseded -->\nSuperseded."),
        lab.comments(request.number()));
    done(forge.removeComment(request, "foreign-commits"));
    done(forge.removeComment(request, "foreign-commits"));
    assertEquals(
        List.of("<!-- leasehold:superseded -->\nSuperseded."), lab.comments(request.number()));
  }

  @Test
  void leavesCommentsOfPeopleAlone() {
    PullRequest request = opened();
    String copied = "<!-- leasehold:superseded -->\ncopied by a person";
    lab.commentAsPerson(request.number(), copied);
    done(forge.comment(request, "superseded", "ours"));
    done(forge.comment(request, "superseded", "ours, changed"));
    assertEquals(
        List.of(copied, "<!-- leasehold:superseded -->\nours, changed"),
        lab.comments(request.number()));
    done(forge.removeComment(request, "superseded"));
    assertEquals(List.of(copied), lab.comments(request.number()));
  }

  @Test
  void requestsReviews() {
    PullRequest request = opened();
    done(forge.requestReview(request, List.of(lab.reviewer())));
    done(forge.requestReview(request, List.of(lab.reviewer())));
    assertEquals(Set.of(lab.reviewer()), lab.reviewers(request.number()));
  }

  @Test
  void namesReviewersAsTheCauseOfARefusedReview() {
    PullRequest request = opened();
    Refused<?> refused =
        assertInstanceOf(
            Refused.class, forge.requestReview(request, List.of("nobody-of-this-name")));
    assertTrue(refused.reason().contains("nobody-of-this-name"), refused.reason());
    assertTrue(refused.whatToDo().contains("reviewers"), refused.whatToDo());
  }

  @Test
  void mergesAtOnceWhenNothingIsPending() {
    PullRequest request = opened();
    lab.settled(() -> forge.mergeWhenReady(request, request.head()));
    PullRequest merged =
        lab.settled(() ->
            forge
                .read(request)
                .then(now ->
                    now.state() == State.MERGED
                        ? new Done<>(now)
                        : new Unavailable<>("not yet", Optional.empty())));
    assertTrue(merged.mergeCommit().isPresent());
    assertEquals(State.MERGED, done(forge.mergeWhenReady(request, request.head())).state());
  }

  @Test
  void doesNotMergeAnotherCommit() {
    PullRequest request = opened();
    String commit = lab.commit(BRANCH);
    Unavailable<?> answer =
        assertInstanceOf(
            Unavailable.class,
            lab.settled(() -> {
              ForgeAnswer<PullRequest> got = forge.mergeWhenReady(request, request.head());
              return got instanceof Unavailable<PullRequest> late && late.reason().contains(commit)
                  ? new Done<ForgeAnswer<PullRequest>>(got)
                  : new Unavailable<>(got.toString(), Optional.empty());
            }));
    assertTrue(answer.reason().contains(commit), answer.reason());
    assertEquals(State.OPEN, done(forge.read(request)).state());
  }

  @Test
  void doesNotMergeAClosedRequest() {
    PullRequest request = opened();
    lab.closeAsPerson(request.number());
    Refused<?> refused =
        assertInstanceOf(Refused.class, forge.mergeWhenReady(request, request.head()));
    assertEquals("Reopen it.", refused.whatToDo());
  }

  @Test
  void doesNotOpenARequestOfABranchThatDoesNotExist() {
    assertInstanceOf(Refused.class, forge.open("nothing", "main", TEXT));
  }
}
