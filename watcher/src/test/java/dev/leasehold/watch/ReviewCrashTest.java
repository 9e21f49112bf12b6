package dev.leasehold.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.WatchEvent;
import dev.leasehold.forge.Forge.Product;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A watch that is killed, or gets no reply, at any step of a request. */
final class ReviewCrashTest {
  @TempDir private Path folder;

  // Each test begins with open().
  @SuppressWarnings("NullAway.Init")
  private ReviewedHouse reviewed;

  @SuppressWarnings("NullAway.Init")
  private House house;

  private void open(Product product) {
    reviewed = ReviewedHouse.holdingA(folder, product);
    house = reviewed.house;
    reviewed.labels = Set.of("network");
    reviewed.reviewers = List.of("bob");
    reviewed.autoMerge = true;
    reviewed.forge.checksArePending(true);
    house.restarts();
  }

  @AfterEach
  void close() {
    reviewed.close();
  }

  /** Before it is opened, its branch is pushed. */
  @ParameterizedTest
  @ValueSource(strings = {"newest", "addLabels", "requestReview", "update", "mergeWhenReady"})
  void opensOneRequestAlthoughItIsKilledBefore(String step) {
    open(Product.GITEA);
    reviewed.killedBefore = step;
    assertThrows(House.Killed.class, reviewed::renumbers);
    reviewed.restarts();
    assertOneWholeRequest();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"newest", "open", "addLabels", "requestReview", "update", "mergeWhenReady"})
  void opensOneRequestAlthoughItIsKilledAfter(String step) {
    open(Product.GITEA);
    reviewed.killedAfter = step;
    assertThrows(House.Killed.class, reviewed::renumbers);
    reviewed.restarts();
    assertOneWholeRequest();
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void opensOneRequestAlthoughRepliesAreLost(Product product) {
    open(product);
    for (String part :
        List.of("/pulls$", "/merge_requests$", "/labels", "/reviewers", "/requested_reviewers")) {
      reviewed.forge.loseNextReply("POST", part);
    }
    reviewed.renumbers();
    house.after(300);
    assertOneWholeRequest();
    assertEquals(1, reviewed.said(WatchEvent.Proposed.class::isInstance));
    assertEquals("", house.watch.status().target().trouble());
  }

  private void assertOneWholeRequest() {
    Optional<String> commit = reviewed.commit();
    assertEquals(List.of(1L), reviewed.forge.numbers());
    assertEquals(1, reviewed.commits().size());
    assertEquals(Set.of("network"), reviewed.forge.labels(1));
    assertEquals(Set.of("bob"), reviewed.forge.reviewers(1));
    assertTrue(reviewed.forge.isMergeWaiting(1), "the merge waits for the checks");
    assertEquals(List.of(), reviewed.forge.comments(1));
    reviewed.restarts().isReadAgain();
    assertEquals(commit, reviewed.commit());
    assertEquals(List.of(1L), reviewed.forge.numbers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "update", "comment", "close"})
  void closesTheRequestAlthoughItIsKilledAfter(String step) {
    open(Product.GITEA);
    reviewed.renumbers();
    reviewed.killedAfter = step;
    assertThrows(House.Killed.class, reviewed::changesItsMind);
    house.restarts();
    reviewed.changesItsMind();
    assertClosed();
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void closesTheRequestAlthoughRepliesAreLost(Product product) {
    open(product);
    reviewed.renumbers();
    for (String method : List.of("PATCH", "PUT", "POST")) {
      reviewed.forge.loseNextReply(method, "");
    }
    reviewed.changesItsMind();
    house.after(180);
    assertClosed();
  }

  private void assertClosed() {
    assertEquals(List.of(1L), reviewed.forge.numbers());
    assertFalse(reviewed.forge.isOpen(1));
    assertEquals(1, reviewed.forge.comments(1).size());
    assertEquals(Optional.empty(), reviewed.commit());
    reviewed.renumbers();
    assertEquals(List.of(1L, 2L), reviewed.forge.numbers(), "a close of ours is no refusal");
  }

  /** Between the mark that we closed it and the close. */
  @ParameterizedTest
  @ValueSource(strings = {"update", "comment"})
  void keepsTheRequestWhenTheChangeComesBackBeforeTheClose(String step) {
    open(Product.GITEA);
    reviewed.renumbers();
    reviewed.killedAfter = step;
    assertThrows(House.Killed.class, reviewed::changesItsMind);
    reviewed.restarts();
    assertEquals(List.of(1L), reviewed.forge.numbers());
    assertTrue(reviewed.forge.isOpen(1));
    assertEquals(List.of(), reviewed.forge.comments(1));
    reviewed.forge.closeAsPerson(1);
    reviewed.isReadAgain();
    assertEquals(List.of(1L), reviewed.forge.numbers(), "a person closed it");
  }

  @Test
  void commentsOnceAlthoughItIsKilledAfterwards() {
    open(Product.GITEA);
    reviewed.renumbers();
    reviewed.somebodyEditsTheRequest();
    reviewed.killedAfter = "comment";
    assertThrows(House.Killed.class, reviewed::isReadAgain);
    reviewed.restarts().isReadAgain();
    assertEquals(1, reviewed.forge.comments(1).size());
  }
}
