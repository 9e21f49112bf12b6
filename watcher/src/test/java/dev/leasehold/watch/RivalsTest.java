package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.proposal.Term;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two watchers that write to one folder by mistake do not undo each other's changes. */
final class RivalsTest {
  @TempDir private Path folder;
  private House house;

  @BeforeEach
  void open() {
    house = House.holdingA(folder);
  }

  /** The other watcher replaces A by B. */
  private void rivalWrites(String name) {
    house.pushes(work -> {
      House.write(
          work.resolve(House.LEASE_FILE),
          house.text(House.LEASE_FILE).replace(A.toString(), B.toString()));
      house.gitIn(work, "add", "-A");
      house.gitIn(
          work, "commit", "-q", "-m", "Replace home\n\nBody.\n\nLeasehold-Watcher: " + name);
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"test", "other"})
  void aCommitOfAnotherWatcherStopsThisOne(String name) {
    rivalWrites(name);
    long commits = house.commits().size();
    house.looksAtTip();
    String trouble = house.watch.status().target().trouble();
    assertTrue(trouble.contains("two watchers must not write to one folder"), trouble);
    house.hears(R1, withdrawn(A), withdrawn(B), preferred(C)).after(600);
    assertEquals(commits, house.commits().size());
  }

  @Test
  void aLateCommitOfAnEarlierHolderStopsNothing() {
    house.leadsIn(new Term("node-b_00000002", 13)).hears(R1, preferred(A)).after(10);
    rivalWrites("test (node-a_00000001, term 12)");
    house.looksAtTip();
    assertEquals("", house.watch.status().target().trouble());
    house.hears(R1, withdrawn(A), withdrawn(B), preferred(C)).after(60);
    assertTrue(house.subjects().getLast().endsWith(C.toString()), house.subjects().getLast());
    assertTrue(
        house.message().contains("\nLeasehold-Watcher: test (node-b_00000002, term 13)\n"),
        house.message());
  }

  @Test
  void aCommitOfALaterHolderStopsAnEarlierOne() {
    house.leadsIn(new Term("node-a_00000001", 12)).hears(R1, preferred(A)).after(10);
    rivalWrites("test (node-b_00000002, term 13)");
    long commits = house.commits().size();
    house.looksAtTip();
    String trouble = house.watch.status().target().trouble();
    assertTrue(
        trouble.contains(
            "is by the elected watcher node-b_00000002, term 13, and this one is of"
                + " node-a_00000001, term 12"),
        trouble);
    house.hears(R1, withdrawn(A), withdrawn(B), preferred(C)).after(600);
    assertEquals(commits, house.commits().size());
  }

  @Test
  void aCommitDuringTheWriteStopsItToo() {
    house.meanwhile = () -> rivalWrites("test");
    house.hears(R1, withdrawn(A), withdrawn(B), preferred(C)).after(60);
    assertEquals("Replace home", house.subjects().getLast());
  }

  @Test
  void continuesAfterAnHour() {
    rivalWrites("other");
    house.looksAtTip();
    house
        .hears(R1, withdrawn(A), withdrawn(B), preferred(C))
        .after(3700)
        .hears(R1, withdrawn(A), withdrawn(B), preferred(C))
        .after(60);
    assertTrue(house.subjects().getLast().endsWith(C.toString()), house.subjects().getLast());
    assertEquals("", house.watch.status().target().trouble());
  }

  @Test
  void continuesAfterACommitByAPerson() {
    rivalWrites("other");
    house.looksAtTip();
    house.somebodyWrites("README.md", "Only one now.\n");
    house.looksAtTip();
    house.hears(R1, withdrawn(A), withdrawn(B), preferred(C)).after(60);
    assertTrue(house.subjects().getLast().endsWith(C.toString()), house.subjects().getLast());
  }

  @Test
  void aRestartContinues() {
    rivalWrites("other");
    house.restarts().hears(R1, withdrawn(A), withdrawn(B), preferred(C)).after(60);
    assertTrue(house.subjects().getLast().endsWith(C.toString()), house.subjects().getLast());
  }
}
