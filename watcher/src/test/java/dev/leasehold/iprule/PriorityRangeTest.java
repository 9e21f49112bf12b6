package dev.leasehold.iprule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PriorityRangeTest {
  @Test
  void hasBothOfItsEnds() {
    PriorityRange range = PriorityRange.parse("1000-1999");
    assertEquals(new PriorityRange(1000, 1999), range);
    assertFalse(range.contains(999));
    assertTrue(range.contains(1000));
    assertTrue(range.contains(1999));
    assertFalse(range.contains(2000));
    assertFalse(PriorityRange.NONE.contains(1));
    assertTrue(PriorityRange.parse("1-32765").contains(32_765));
  }

  /** The kernel's own rules have 0, 32766 and 32767. */
  @ParameterizedTest
  @ValueSource(strings = {"", "5", "0-5", "1-32766", "5-4", "a-b", "1-2-3", "-1-5", "1-999999"})
  void refusesWhatIsNoRange(String text) {
    assertThrows(IllegalArgumentException.class, () -> PriorityRange.parse(text));
  }
}
