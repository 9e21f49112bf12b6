package dev.leasehold.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.proposal.RequestDraft;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is hidden at the end of a body. */
final class RequestStateTest {
  private static final RequestState STATE =
      RequestState.of(new RequestDraft("key", "title", "summary", "body"), true)
          .with(List.of("network", "a \"b\" -->"), List.of("ada"));

  @Test
  void isReadFromTheBodyThatHasIt() {
    String body = STATE.appendedTo("Text.\n");
    assertEquals(Optional.of(STATE), RequestState.in(body));
    assertEquals("Text.", RequestState.visible(body));
    assertEquals(
        Optional.of(STATE.closedByUs()), RequestState.in(STATE.closedByUs().appendedTo("")));
  }

  /** Forges and people change line ends and the end of a text. */
  @Test
  void survivesOtherLineEnds() {
    String body = STATE.appendedTo("Text.\n").replace("\n", "\r\n").strip();
    assertEquals(Optional.of(STATE), RequestState.in(body));
  }

  @Test
  void isHiddenInOneComment() {
    String body = STATE.appendedTo("Text.");
    assertEquals(body.indexOf("-->"), body.lastIndexOf("-->"));
    assertEquals(body.indexOf("<!--"), body.lastIndexOf("<!--"));
  }

  @Test
  void isEmptyWhereItIsMissingOrDamaged() {
    String body = STATE.appendedTo("Text.");
    for (String damaged :
        List.of(
            "",
            "Text.",
            "<!-- leasehold:edited -->",
            body.substring(0, body.length() - 20),
            "<!-- leasehold:e30 -->x",
            "<!-- leasehold:bm8= -->",
            "<!-- leasehold:" + "A".repeat(100_000) + " -->")) {
      assertTrue(
          RequestState.in(damaged).filter(STATE::equals).isEmpty(),
          damaged.substring(0, Math.min(60, damaged.length())));
    }
  }
}
