package dev.leasehold.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The record of who added what, as an annotation. */
class OwnedTest {
  private static final Owned TWO =
      Owned.NOTHING
          .with(List.of("lb"), Owned.parse("2001:db8::1000/120"))
          .with(List.of("a@spec.peers[name=tor].address"), Owned.parse("2001:db8::1-2001:db8::5"))
          .with(List.of("lb"), Owned.parse("203.0.113.45"));

  private static final String TWO_TEXT =
      "{\"a@spec.peers[name=tor].address\":[\"2001:db8::1-2001:db8::5\"],"
          + "\"lb\":[\"203.0.113.45/32\",\"2001:db8::1000/120\"]}";

  private static Document document(String text) {
    return Document.inFile("a.yaml", 1, text);
  }

  private static String written(Owned owned, String text) {
    Document document = document(text);
    return document.with(owned.write(document.root())).text();
  }

  @Test
  void isOneLineOfJsonWithOwnersAndAddressesInOrder() {
    assertEquals(
        "metadata:\n  name: x\n  annotations:\n    leasehold.dev/owned: '" + TWO_TEXT + "'\n",
        written(TWO, "metadata:\n  name: x\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata:\n  name: x\nspec: {}\n",
        "metadata:\r\n  name: x\r\nspec: {}\r\n",
        "metadata: {name: x}\n",
        "metadata:\n  annotations:\n    a: b # theirs\n  name: x\n",
        "metadata: {annotations: {a: b}, name: x}\n",
        "{\"metadata\": {\"name\": \"x\"}, \"spec\": {}}\n"
      })
  void isReadAsItWasWrittenAndLeavesNothingBehind(String text) {
    String with = written(TWO, text);
    assertEquals(TWO, Owned.read(document(with).root()));
    assertEquals(with, written(TWO, with), "it is there already");
    assertEquals(text, written(Owned.NOTHING, with));
  }

  @Test
  void stillJsonInAJsonFile() {
    assertEquals(
        "{\"metadata\": {\"name\": \"x\", \"annotations\": {\"leasehold.dev/owned\":"
            + " \"{\\\"lb\\\":[\\\"2001:db8::/64\\\"]}\"}}}\n",
        written(
            Owned.NOTHING.with(List.of("lb"), Owned.parse("2001:db8::/64")),
            "{\"metadata\": {\"name\": \"x\"}}\n"));
  }

  @Test
  void ofAnObjectWithoutOneIsNothing() {
    assertEquals(Owned.NOTHING, Owned.read(document("kind: x\n").root()));
    assertEquals(Owned.NOTHING, Owned.read(document("metadata: x\n").root()));
    assertEquals(Owned.NOTHING, Owned.read(document("metadata: {annotations: [a]}\n").root()));
  }

  @Test
  void anOwnerWithoutAnythingIsNotInIt() {
    assertEquals(
        Owned.NOTHING.with(List.of("b"), Owned.parse("::1")),
        Owned.NOTHING.with(List.of("a", "b"), Owned.parse("::1")).without(List.of("a")));
  }

  @Test
  void anythingElseThereIsAFieldException() {
    Random random = new Random(7);
    String alphabet = "{}[]\",:'&*!|>-# \\ab1/\n";
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(TWO_TEXT);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        text.replace(
            at, at + random.nextInt(2), "" + alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Field root =
          document(
                  "metadata: {annotations: {leasehold.dev/owned: \""
                      + text.toString()
                          .replace("\\", "\\\\")
                          .replace("\"", "\\\"")
                          .replace("\n", "\\n")
                      + "\"}}\n")
              .root();
      try {
        Owned.read(root);
      } catch (FieldException e) {
        refused++;
      }
    }
    assertTrue(refused > 1_000, "refused " + refused);
  }

  @Test
  void aMappingInItsPlaceIsAFieldException() {
    Field root = document("metadata: {annotations: {leasehold.dev/owned: {lb: []}}}\n").root();
    assertThrows(FieldException.class, () -> Owned.read(root));
  }
}
