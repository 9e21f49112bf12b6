package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.leasehold.git.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write opens a pull request, and the branch stays unchanged until the merge. */
final class RequestTest {
  @TempDir private Path folder;
  private House house;

  @BeforeEach
  void open() {
    house = House.in(folder);
    house.requests = true;
    house.hears(R1, preferred(A)).after(5);
    assertInstanceOf(Outcome.Proposed.class, house.outcomes.getLast());
    assertEquals(List.of(), house.commits());
  }

  @Test
  void isOpenedOnceWhileTipAndChangeStay() {
    int writes = house.writes;
    for (int i = 0; i < 10; i++) {
      house.after(60).hears(R1, preferred(A));
    }
    assertEquals(writes, house.writes);
    assertEquals(Set.of(), house.next.waitingFor());
  }

  @Test
  void isReplacedForAnotherChange() {
    int writes = house.writes;
    house.hears(R1, preferred(B)).after(60);
    assertEquals(writes + 1, house.writes, "its values differ");
  }

  @Test
  void isReplacedOnAnotherTip() {
    int writes = house.writes;
    house.somebodyWrites("other.yaml", "a: b\n");
    house.looksAtTip();
    assertEquals(writes + 1, house.writes);
    house.looksAtTip();
    assertEquals(writes + 1, house.writes);
  }

  @Test
  void isDoneWhenMerged() {
    house.requests = false;
    house.restarts().after(60).hears(R1, preferred(A)).after(5);
    assertEquals(List.of("Lease home: " + A), house.commits());
    int writes = house.writes;
    house.after(600);
    assertEquals(writes, house.writes);
  }
}
