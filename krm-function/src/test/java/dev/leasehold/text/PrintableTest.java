package dev.leasehold.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers wrote, before people read it. */
final class PrintableTest {
  @Test
  void leavesOrdinaryTextAsItIs() {
    assertEquals("a\tb – “ü” 中 🙂", Printable.text("a\tb – “ü” 中 🙂"));
    assertEquals("", Printable.text(""));
  }

  @Test
  void letsNoLineBeginWithWhatAStrangerWrote() {
    assertEquals(
        "x\n    2026-11-28 INFO  forged\n", Printable.text("x\n2026-11-28 INFO  forged\n"));
    assertEquals("x\\n2026-11-28 INFO  forged", Printable.line("x\n2026-11-28 INFO  forged"));
    assertEquals("x\\u000dforged", Printable.text("x\rforged"));
    assertEquals("x\\u2028forged\\u2029\\u0085", Printable.text("x\u2028forged\u2029\u0085"));
  }

  @ParameterizedTest
  @ValueSource(
      chars = {
        0, 7, 8, 0x1b, 0x7f, 0x80, 0x9b, 0x61c, 0x200e, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff
      })
  void letsNoTerminalObeyIt(char c) {
    assertEquals(String.format("a\\u%04xb", (int) c), Printable.text("a" + c + "b"));
  }

  /** Tags, which no terminal shows, and half a character. */
  @Test
  void escapesWhatIsBeyondTheFirstPlaneAndHalves() {
    assertEquals("a\\udb40\\udc01b", Printable.text("a" + Character.toString(0xe0001) + "b"));
    assertEquals("a\\ud83d", Printable.text("a\ud83d"));
  }

  @Test
  void keepsTheLineBreaksOfLines() {
    assertEquals("+a\n b\r\n\\u001b[31m\\u000dc\n", Printable.lines("+a\n b\r\n\u001b[31m\rc\n"));
    assertEquals("a\n    b\n", Printable.lines("a\n    b\n"));
  }

  @Test
  void cutsNoCharacterInHalf() {
    assertEquals("a", Printable.start("a🙂", 2));
    assertEquals("a🙂", Printable.start("a🙂b", 3));
    assertEquals("a", Printable.start("a", 3));
  }

  @Test
  void changesNothingTheSecondTime() {
    String once = Printable.text("a\nb\u001b[31m\n\n    c");
    assertEquals(once, Printable.text(once));
  }
}
