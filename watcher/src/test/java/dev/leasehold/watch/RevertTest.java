package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.LEASE_FILE;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody reverts a commit of ours: what it did is not done again behind their back. */
final class RevertTest {
  private static final String LEASE_A = "Lease home: " + A;
  private static final String A_TO_B = "Renumber home: " + A + " → " + B;
  private static final String BACK = "By somebody";

  @TempDir private Path folder;

  private House renumbered() {
    House house = House.holdingA(folder).hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(LEASE_A, A_TO_B), house.commits());
    return house;
  }

  private static void reverts(House house, String commit) {
    house.somebody(work -> {
      house.gitIn(work, "revert", "--no-edit", "--no-commit", commit);
    });
  }

  @Test
  void holdsTheLeaseAndSaysWhoseCommitDoesAndHowToResume() {
    House house = renumbered();
    reverts(house, "HEAD");
    String commit = house.git("rev-parse", "main").strip();
    try (Log log = Log.open()) {
      house.after(900).hears(R1, deprecated(A), preferred(B)).after(900);
      assertEquals(List.of(LEASE_A, A_TO_B, BACK), house.commits());
      WatchStatus.Prefix prefix = house.watch.status().prefixes().getFirst();
      WatchStatus.Hold hold = prefix.hold().orElseThrow();
      assertEquals(commit, hold.commit().id());
      assertEquals("Somebody <somebody@example.org>", hold.author());
      assertEquals("fe80::1 on enp1s0 announces " + B, hold.now());
      assertEquals(Optional.of(A), prefix.lease().current().map(c -> c.prefix()));
      assertEquals(
          List.of(
              "WARN home: held: commit "
                  + commit.substring(0, 12)
                  + " by Somebody <somebody@example.org> took back a change of Leasehold, so it is"
                  + " not made again; now fe80::1 on enp1s0 announces "
                  + B
                  + ". To resume, revert that commit or change intent/home.yaml; another prefix"
                  + " from the source resumes too. suspend: true keeps the lease for good"),
          log.lines("held: "));
    }
  }

  @Test
  void holdsAlsoAfterARestartWithoutStateAndBelowOtherCommits() {
    House house = renumbered();
    reverts(house, "HEAD");
    house.somebodyWrites("README.md", "Mine.\n");
    house.restartsWithoutState().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(List.of(LEASE_A, A_TO_B, BACK, BACK), house.commits());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
    house.somebodyWrites("README.md", "Still mine.\n");
    house.after(600).hears(R1, deprecated(A), preferred(B)).after(60);
    assertEquals(5, house.commits().size());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void revertingTheRevertResumes() {
    House house = renumbered();
    reverts(house, "HEAD");
    house.looksAtTip();
    reverts(house, "HEAD");
    house.looksAtTip();
    assertTrue(house.watch.status().prefixes().getFirst().hold().isEmpty());
    assertEquals(List.of(LEASE_A, A_TO_B, BACK, BACK), house.commits());
    house.hears(R1, preferred(B)).after(3600);
    assertEquals("End the drain of home: " + A, house.commits().getLast());
  }

  @Test
  void revertingTheRevertOfTheRevertHoldsAgain() {
    House house = renumbered();
    for (int i = 0; i < 3; i++) {
      reverts(house, "HEAD");
    }
    String commit = house.git("rev-parse", "main").strip();
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(List.of(LEASE_A, A_TO_B, BACK, BACK, BACK), house.commits());
    WatchStatus.Hold hold = house.watch.status().prefixes().getFirst().hold().orElseThrow();
    assertEquals(commit, hold.commit().id());
  }

  @Test
  void anEditBackAndForthOnTopOfARevertHolds() {
    House house = renumbered();
    reverts(house, "HEAD");
    String lease = house.text(LEASE_FILE);
    house.somebodyWrites(LEASE_FILE, lease + "# A note.\n");
    house.somebodyWrites(LEASE_FILE, lease);
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(List.of(LEASE_A, A_TO_B, BACK, BACK, BACK), house.commits());
  }

  @Test
  void changingTheIntentResumes() {
    House house = renumbered();
    reverts(house, "HEAD");
    house.looksAtTip();
    house.somebodyWrites(PREFIX_FILE, PREFIX.replace("60m", "30m"));
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, A_TO_B, BACK, BACK, A_TO_B), house.commits());
  }

  @Test
  void whatIsRenderedIntoTheFileOfTheIntentIsNoChangeOfIt() {
    Map<String, String> files = House.files(PREFIX_FILE, PREFIX + "---\n" + House.POOL);
    files.remove(House.POOL_FILE);
    House house = House.in(folder, files).holding(A);
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    house.somebody(work ->
        house.gitIn(work, "checkout", "-q", house.git("rev-parse", "main~1").strip(), LEASE_FILE));
    house.looksAtTip();
    assertEquals("Render what changed in the package", house.commits().getLast());
    assertEquals(List.of(PREFIX_FILE), house.touched());
    house.somebodyWrites("README.md", "Mine.\n");
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(BACK, house.commits().getLast());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void anotherPrefixFromTheSourceResumes() {
    House house = renumbered();
    reverts(house, "HEAD");
    house.looksAtTip().hears(R1, deprecated(A), deprecated(B), preferred(C)).after(5);
    assertEquals("Renumber home: " + A + " → " + C, house.commits().getLast());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isEmpty());
  }

  @Test
  void whatWasTakenBackMayComeOnceAnotherPrefixHasEndedTheHold() {
    House house = renumbered();
    reverts(house, "HEAD");
    house.looksAtTip().hears(R1, deprecated(A), deprecated(B), preferred(C)).after(5);
    house.hears(R1, deprecated(A), deprecated(C), preferred(B)).after(5);
    assertEquals("Renumber home: " + C + " → " + B, house.commits().getLast());
  }

  @Test
  void aDrainThatIsHeldKeepsNoOtherPrefixAway() {
    House house = renumbered().hears(R1, preferred(B)).after(3600);
    reverts(house, "HEAD");
    house.looksAtTip();
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
    house.hears(R1, deprecated(B), preferred(C)).after(5);
    assertEquals("Renumber home: " + B + " → " + C, house.commits().getLast());
  }

  @Test
  void aRevertOfTheEndOfADrainHoldsToo() {
    House house = renumbered().hears(R1, preferred(B)).after(3600);
    assertEquals("End the drain of home: " + A, house.commits().getLast());
    reverts(house, "HEAD");
    house.hears(R1, preferred(B)).after(600);
    assertEquals(BACK, house.commits().getLast());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void aRevertOfTheFirstLeaseHolds() {
    House house = House.holdingA(folder);
    reverts(house, "HEAD");
    house.after(100).hears(R1, preferred(A)).after(600);
    assertEquals(List.of(LEASE_A, BACK), house.commits());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void severalCommitsTakenBackAtOnceHoldAndWhatIsOnlyRenderedIsNoWayOut() {
    House house = renumbered().hears(R1, preferred(B)).after(3600);
    house.somebody(work ->
        house.gitIn(work, "checkout", "-q", house.git("rev-parse", "main~2").strip(), LEASE_FILE));
    house.looksAtTip();
    assertEquals("Render what changed in the package", house.commits().getLast());
    int commits = house.commits().size();
    house.hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(commits, house.commits().size());
    assertEquals(List.of("2001:db8:a::1000/120"), house.blocks());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void aRevertThatIsMergedNamesTheCommitThatReverted() {
    House house = renumbered();
    house.somebody(work -> {
      house.gitIn(work, "checkout", "-q", "-b", "side");
      house.gitIn(work, "revert", "--no-edit", "HEAD");
      house.gitIn(work, "checkout", "-q", "-");
      House.write(work.resolve("README.md"), "Mine.\n");
      house.gitIn(work, "add", "-A");
      house.gitIn(work, "commit", "-q", "-m", "Aside");
      house.gitIn(work, "merge", "-q", "--no-ff", "-m", "Merge side", "side");
      House.write(work.resolve("other"), "");
    });
    String revert = house.git("log", "-1", "--format=%H", "--grep=^Revert", "main").strip();
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    WatchStatus.Hold hold = house.watch.status().prefixes().getFirst().hold().orElseThrow();
    assertEquals(revert, hold.commit().id());
  }

  @Test
  void aLeaseThatWasRemovedAndPutBackStays() {
    House house = House.holdingA(folder);
    house.somebody(work -> {
      House.delete(work.resolve(PREFIX_FILE));
      House.delete(work.resolve(House.BINDINGS_FILE));
    });
    house.looksAtTip();
    assertTrue(house.commits().getLast().startsWith("Remove the lease of home"));
    reverts(house, "HEAD");
    try (Log log = Log.open()) {
      house.after(600);
      assertTrue(house.text(LEASE_FILE).contains(A.toString()));
      assertEquals(1, log.lines("put it back").size(), log.lines()::toString);
    }
  }
}
