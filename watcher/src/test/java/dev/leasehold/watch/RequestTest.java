package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.leasehold.git.Outcome;
import java.io.IOException;
import java.nio.file.Files;
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
    house = House.in(folder).reviews();
    house.hears(R1, preferred(A)).after(5);
    assertInstanceOf(Outcome.Proposed.class, house.outcomes.getLast());
    assertEquals(List.of(), house.commits());
  }

  @Test
  void isOpenedOnceWhileTipAndChangeStay() {
    int writes = house.writes;
    for (int i = 0; i < 9; i++) {
      house.after(60).hears(R1, preferred(A));
    }
    assertEquals(writes, house.writes);
    assertEquals(Set.of(), house.next.waitingFor());
  }

  /** A person may have closed it. */
  @Test
  void isReadAgainAfterTenMinutes() {
    int writes = house.writes;
    house.after(660);
    assertEquals(writes + 1, house.writes);
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
    house.somebodyMerges();
    house.looksAtTip();
    assertInstanceOf(Outcome.NoChange.class, house.outcomes.getLast());
    assertEquals(List.of("2001:db8:a::1000/120"), house.blocks());
    int writes = house.writes;
    house.after(60).hears(R1, preferred(A)).after(600);
    assertEquals(writes, house.writes);
  }

  @Test
  void isWrittenAgainWhenNothingIsDue() {
    house.pushes().hears(R1, preferred(A)).after(5);
    house.reviews().hears(R1, deprecated(A), preferred(B)).after(5);
    assertInstanceOf(Outcome.Proposed.class, house.outcomes.getLast());
    int writes = house.writes;
    house.hears(R1, preferred(A), preferred(B)).after(5);
    assertEquals(writes + 1, house.writes);
    assertInstanceOf(Outcome.NoChange.class, house.outcomes.getLast());
    house.after(600);
    assertEquals(writes + 1, house.writes);
  }

  @Test
  void staysWhereItAlsoRemovesALeaseWithoutIntent() throws IOException {
    house = House.in(Files.createDirectory(folder.resolve("two"))).holding(A).reviews();
    house.somebodyWrites(
        "leases/guest.yaml", house.text("leases/home.yaml").replace("home", "guest"));
    house.hears(R1, deprecated(A), preferred(B)).after(60);
    assertInstanceOf(Outcome.Proposed.class, house.outcomes.getLast());
    int writes = house.writes;
    house.after(30).hears(R1, deprecated(A), preferred(B)).after(30);
    assertEquals(writes, house.writes);
  }

  @Test
  void staysAfterACommitOutsideThePackage() throws IOException {
    house =
        House.in(Files.createDirectory(folder.resolve("sub")), "network", House.filesIn("network"))
            .reviews();
    house.hears(R1, preferred(A)).after(5);
    assertInstanceOf(Outcome.Proposed.class, house.outcomes.getLast());
    int writes = house.writes;
    house.somebodyWrites("apps/other.yaml", "a: b\n");
    house.looksAtTip();
    assertEquals(writes, house.writes);
  }
}
