package dev.leasehold.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.EventKind;
import org.junit.jupiter.api.Test;

class BodyTemplateTest {
  private static final Message.Happened LOST =
      new Message.Happened(
          EventKind.LOST, "cluster", "home", "2001:db8::/60 is \"lost\"\nnow {text}");

  @Test
  void fillsATextInOneLinePerValue() {
    BodyTemplate body = BodyTemplate.parse("{event} of {subject} in {target}:\n{text}");
    assertEquals(
        "Lost of home in cluster:\n2001:db8::/60 is \"lost\"\\nnow {text}", body.fill(LOST));
    assertEquals("text/plain; charset=utf-8", body.contentType());
  }

  @Test
  void escapesValuesInJson() {
    BodyTemplate body =
        BodyTemplate.parse(" {\"title\": \"{event}\", \"n\": [1], \"text\": \"{text}\"}");
    assertEquals(
        " {\"title\": \"Lost\", \"n\": [1], \"text\": \"2001:db8::/60 is \\\"lost\\\"\\nnow {text}\"}",
        body.fill(LOST));
    assertEquals("application/json", body.contentType());
  }

  @Test
  void takesAnArrayAsJsonAndBracketsAsText() {
    assertEquals("[\"Lost\"]", BodyTemplate.parse("[\"{event}\"]").fill(LOST));
    BodyTemplate text = BodyTemplate.parse("[{event}] {target}");
    assertEquals("[Lost] cluster", text.fill(LOST));
    assertEquals("text/plain; charset=utf-8", text.contentType());
  }

  @Test
  void namesTheTargetWhereThereIsNoSubject() {
    Message.Happened stalled = new Message.Happened(EventKind.STALLED, "cluster", "", "stalled: x");
    assertEquals("Stalled cluster: stalled: x", BodyTemplate.DEFAULT.fill(stalled));
  }

  @Test
  void limitsTheLengthOfAValue() {
    String large = "😀".repeat(BodyTemplate.MOST_CHARACTERS);
    Message.Happened bug = new Message.Happened(EventKind.BUG, "cluster", "", large);
    assertEquals(BodyTemplate.MOST_CHARACTERS, BodyTemplate.parse("{text}").fill(bug).length());
  }

  @Test
  void refusesUnknownPlaceholders() {
    String message = refusal("{event} {prefix}");
    assertTrue(message.startsWith("'{prefix}' is not a placeholder"), message);
  }

  @Test
  void refusesBrokenJson() {
    assertTrue(refusal("{\"text\": \"{text}\"").startsWith("begins as JSON, but is not"));
    assertTrue(refusal("{\"text\": {text}}").endsWith("write placeholders inside quotes"));
  }

  private static String refusal(String template) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> BodyTemplate.parse(template))
            .getMessage());
  }
}
