package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RequestTextTest {
  private static final String HOUSE = "🏠";

  @Test
  void cutsTextsThatAreTooLong() {
    RequestText text = new RequestText("t".repeat(300), "b".repeat(70_000));
    assertEquals(255, text.title().length());
    assertEquals(65_536, text.body().length());
  }

  @Test
  void halvesNoCharacter() {
    assertEquals(254, new RequestText(HOUSE.repeat(200), "").title().length());
    assertEquals(65_535, new RequestText("", "b" + HOUSE.repeat(40_000)).body().length());
  }

  @Test
  void makesOneLineOfTheTitle() {
    assertEquals("a b c", new RequestText(" a\r\n  b\n\nc\n", "").title());
  }

  @Test
  void keepsTheBody() {
    assertEquals(" a\n\nb\n", new RequestText("t", " a\n\nb\n").body());
  }
}
