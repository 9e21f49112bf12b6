package dev.leasehold.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.lease.Decision.Refusal;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much of what is refused is told. */
final class RefusalsTest {
  private static final Instant START = House.START;
  private static final Refusals.News SILENCE = new Refusals.News(List.of(), false);

  private final Refusals refusals = new Refusals();

  @Test
  void eachIsToldOnce() {
    assertEquals(new Refusals.News(numbers(0, 2), false), refusals.at(START, numbers(0, 2)));
    assertEquals(SILENCE, refusals.at(START, numbers(0, 2)));
    assertEquals(SILENCE, refusals.at(START.plusSeconds(7200), numbers(0, 2)));
    assertEquals(
        new Refusals.News(numbers(2, 3), false),
        refusals.at(START.plusSeconds(7200), numbers(0, 3)));
  }

  @Test
  void theFirstTenOfManyAreTold() {
    assertEquals(new Refusals.News(numbers(0, 10), true), refusals.at(START, numbers(0, 13)));
    assertEquals(SILENCE, refusals.at(START.plusSeconds(1), numbers(13, 20)));
  }

  @Test
  void anHourWithoutANewOneStartsOver() {
    refusals.at(START, numbers(0, 13));
    assertEquals(SILENCE, refusals.at(START.plusSeconds(3599), numbers(13, 14)));
    assertEquals(SILENCE, refusals.at(START.plusSeconds(3600), numbers(13, 14)));
    assertEquals(SILENCE, refusals.at(START.plusSeconds(3700), List.of()));
    assertEquals(
        new Refusals.News(numbers(13, 15), false),
        refusals.at(START.plusSeconds(7200), numbers(13, 15)));
  }

  @Test
  void whatIsStillThereAfterAnHourIsNotToldAgain() {
    refusals.at(START, numbers(0, 3));
    assertEquals(
        new Refusals.News(numbers(3, 4), false),
        refusals.at(START.plusSeconds(3600), numbers(1, 4)));
    assertEquals(
        new Refusals.News(numbers(0, 1), false),
        refusals.at(START.plusSeconds(3601), numbers(0, 4)));
  }

  private static List<Refusal> numbers(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Refusal(Prefix.parse("fd00:" + i + "::/56"), "it is unique local"))
        .toList();
  }
}
