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
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person reverts a commit of Leasehold. Leasehold does not repeat the reverted change. */
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
  void holdsTheLeaseAndReportsTheCommitAndHowToResume() {
    House house = renumbered();
    reverts(house, "HEAD");
    String commit = house.git("rev-parse", "main").strip();
    try (Log log = Log.open()) {
      house.after(900).hears(R1, deprecated(A), preferred(B)).after(900);
      assertEquals(List.of(LEASE_A, A_TO_B, BACK), house.commits());
      PrefixStatus prefix = house.watch.status().prefixes().getFirst();
      WatchStatus.Hold hold = prefix.hold().orElseThrow();
      assertEquals(commit, hold.commit().id());
      assertEquals("Somebody <somebody@example.org>", hold.author());
      assertEquals("fe80::1 on enp1s0 announces " + B, hold.now());
      assertEquals(Optional.of(A), prefix.lease().current().map(c -> c.prefix()));
      assertEquals(
          List.of(
              "WARN home: held: commit "
                  + commit.substring(0, 12)
                  + " by Somebody <somebody@example.org> reverted a change by Leasehold, so Leasehold"
                  + " does not repeat it; now fe80::1 on enp1s0 announces "
                  + B
                  + ". To resume, revert that commit or change intent/home.yaml; another prefix"
                  + " from the source resumes too. suspend: true keeps the lease for good"),
          log.lines("held: "));
    }
  }

  /**
   * The commit outside the package arrives before the history below it is searched for a revert.
   */
  @Test
  void holdsBelowACommitOutsideThePackageWhileACommitWaits() {
    House house = House.in(folder, "network", House.filesIn("network"));
    house.limits = new CommitRate.Limits(0, 2);
    house.restarts().holding(A);
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(LEASE_A, A_TO_B), house.commits());
    reverts(house, "HEAD");
    house.looksAtTip();
    house.somebodyWrites("apps/other.yaml", "a: b\n");
    for (int i = 0; i < 10; i++) {
      house.after(600).hears(R1, deprecated(A), preferred(B));
    }
    assertEquals(List.of(LEASE_A, A_TO_B, BACK, BACK), house.commits());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  /** The package is the same as after the revert. */
  @Test
  void endsWhenTheBranchIsResetToBeforeBothCommits() {
    House house = House.in(folder, "network", House.filesIn("network")).holding(A);
    String before = house.git("rev-parse", "main").strip();
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    reverts(house, "HEAD");
    house.after(900);
    assertEquals(List.of(LEASE_A, A_TO_B, BACK), house.commits());
    house.git("update-ref", "refs/heads/main", before);
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, A_TO_B), house.commits());
    assertEquals(Optional.empty(), house.watch.status().prefixes().getFirst().hold());
  }

  @Test
  void holdsAfterARestartWithoutStateAndBelowOtherCommits() {
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
  void resumesWhenTheRevertIsReverted() {
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
  void holdsAgainAfterARevertOfTheRevertOfTheRevert() {
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
  void holdsAfterAnEditBackAndForth() {
    House house = renumbered();
    reverts(house, "HEAD");
    String lease = house.text(LEASE_FILE);
    house.somebodyWrites(LEASE_FILE, lease + "# A note.\n");
    house.somebodyWrites(LEASE_FILE, lease);
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(List.of(LEASE_A, A_TO_B, BACK, BACK, BACK), house.commits());
  }

  @Test
  void resumesWhenTheIntentChanges() {
    House house = renumbered();
    reverts(house, "HEAD");
    house.looksAtTip();
    house.somebodyWrites(PREFIX_FILE, PREFIX.replace("60m", "30m"));
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, A_TO_B, BACK, BACK, A_TO_B), house.commits());
  }

  @Test
  void doesNotResumeWhenARenderingChangesTheFileOfTheIntent() {
    Map<String, String> files = House.files(PREFIX_FILE, PREFIX + "---\n" + House.POOL);
    files.remove(House.POOL_FILE);
    House house = House.in(folder, files).holding(A);
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    house.somebody(work ->
        house.gitIn(work, "checkout", "-q", house.git("rev-parse", "main~1").strip(), LEASE_FILE));
    house.looksAtTip();
    assertEquals("Render the changed package", house.commits().getLast());
    assertEquals(List.of(PREFIX_FILE), house.touched());
    house.somebodyWrites("README.md", "Mine.\n");
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(BACK, house.commits().getLast());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void resumesForAnotherPrefixFromTheSource() {
    House house = renumbered();
    reverts(house, "HEAD");
    house.looksAtTip().hears(R1, deprecated(A), deprecated(B), preferred(C)).after(5);
    assertEquals("Renumber home: " + A + " → " + C, house.commits().getLast());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isEmpty());
  }

  @Test
  void mayUseTheRevertedPrefixAfterTheHoldEnded() {
    House house = renumbered();
    reverts(house, "HEAD");
    house.looksAtTip().hears(R1, deprecated(A), deprecated(B), preferred(C)).after(5);
    house.hears(R1, deprecated(A), deprecated(C), preferred(B)).after(10);
    assertEquals("Renumber home: " + C + " → " + B, house.commits().getLast());
  }

  @Test
  void takesAnotherPrefixWhileADrainIsHeld() {
    House house = renumbered().hears(R1, preferred(B)).after(3600);
    reverts(house, "HEAD");
    house.looksAtTip();
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
    house.hears(R1, deprecated(B), preferred(C)).after(5);
    assertEquals("Renumber home: " + B + " → " + C, house.commits().getLast());
  }

  @Test
  void holdsForARevertOfTheEndOfADrain() {
    House house = renumbered().hears(R1, preferred(B)).after(3600);
    assertEquals("End the drain of home: " + A, house.commits().getLast());
    reverts(house, "HEAD");
    house.hears(R1, preferred(B)).after(600);
    assertEquals(BACK, house.commits().getLast());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void holdsForARevertOfTheFirstLease() {
    House house = House.holdingA(folder);
    reverts(house, "HEAD");
    house.after(100).hears(R1, preferred(A)).after(600);
    assertEquals(List.of(LEASE_A, BACK), house.commits());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void holdsForSeveralRevertedCommitsDespiteARendering() {
    House house = renumbered().hears(R1, preferred(B)).after(3600);
    house.somebody(work ->
        house.gitIn(work, "checkout", "-q", house.git("rev-parse", "main~2").strip(), LEASE_FILE));
    house.looksAtTip();
    assertEquals("Render the changed package", house.commits().getLast());
    int commits = house.commits().size();
    house.hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(commits, house.commits().size());
    assertEquals(List.of("2001:db8:a::1000/120"), house.blocks());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void namesTheRevertingCommitOfAMerge() {
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
  void keepsARestoredLease() {
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

  /** A house with two leases in one file. */
  private House twoInOneFile() {
    Map<String, String> files =
        House.files("intent/work.yaml", PREFIX.replace("name: home", "name: work"));
    House house = House.in(folder, files);
    house.hears(R1, preferred(A)).after(5);
    house.somebody(work -> {
      House.write(
          work.resolve("leases/all.yaml"),
          house.text(LEASE_FILE) + "---\n" + house.text("leases/work.yaml"));
      House.delete(work.resolve(LEASE_FILE));
      House.delete(work.resolve("leases/work.yaml"));
    });
    return house.looksAtTip();
  }

  private static String lease(House house, String name) {
    for (String document : house.text("leases/all.yaml").split("---\n")) {
      if (document.contains("name: " + name)) {
        return document;
      }
    }
    throw new AssertionError("no lease of " + name);
  }

  @Test
  void holdsOnlyTheRevertedLeaseOfTwoInOneFile() {
    House house = twoInOneFile();
    String before = lease(house, "home");
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    String text = house.text("leases/all.yaml");
    house.somebodyWrites("leases/all.yaml", text.replace(lease(house, "home"), before));
    int commits = house.commits().size();
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals(commits, house.commits().size() - 1, "only the pool is rendered again");
    assertEquals("Render the changed package", house.commits().getLast());
    List<PrefixStatus> prefixes = house.watch.status().prefixes();
    assertTrue(prefixes.get(0).hold().isPresent(), "home is held");
    assertTrue(prefixes.get(1).hold().isEmpty(), "work is not");
    assertEquals(Optional.of(B), prefixes.get(1).lease().current().map(c -> c.prefix()));
  }

  @Test
  void holdsWhenTheLeaseWasMovedBefore() {
    House house = renumbered();
    String first = house.git("show", "main~1:" + LEASE_FILE);
    house.somebody(work -> house.gitIn(work, "mv", LEASE_FILE, "leases/moved.yaml"));
    house.somebodyWrites("leases/moved.yaml", first + "# As it was.\n");
    int commits = house.commits().size();
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals("Render the changed package", house.commits().getLast());
    assertEquals(commits + 1, house.commits().size());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  /** The revert is made on another branch and merged after the intent changed. */
  @Test
  void holdsForARevertMergedAfterAChangeOfTheIntent() {
    House house = renumbered();
    mergesRevert(house, "merge", "-q", "--no-ff", "-m", "Merge side", "side");
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals("Merge side", house.commits().getLast());
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  @Test
  void holdsForARevertThatTheBranchIsMergedInto() {
    House house = renumbered();
    mergesRevert(house, "pull", "-q", "--no-rebase", "--no-edit", ".", "side");
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertTrue(house.commits().getLast().startsWith("Merge"), house.commits()::toString);
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
  }

  private static void mergesRevert(House house, String... merge) {
    house.pushes(work -> {
      house.gitIn(work, "checkout", "-q", "-b", "side");
      house.gitIn(work, "revert", "--no-edit", "HEAD");
      house.gitIn(work, "checkout", "-q", "-");
      House.write(work.resolve(PREFIX_FILE), PREFIX.replace("60m", "30m"));
      house.gitIn(work, "commit", "-q", "-a", "-m", "Drain for less long");
      if (merge[0].equals("pull")) { // the branch is merged into the revert
        house.gitIn(work, "checkout", "-q", "-B", "main-before");
        house.gitIn(work, "checkout", "-q", "-B", "main", "side");
        merge[merge.length - 1] = "main-before";
      }
      house.gitIn(work, merge);
    });
  }

  /** A merge that keeps the old side reverts the change too. */
  @Test
  void holdsForAMergeThatKeepsTheOldLease() {
    House house = renumbered();
    house.pushes(work -> {
      house.gitIn(work, "checkout", "-q", "-b", "side", "HEAD~1");
      House.write(work.resolve("README.md"), "Mine.\n");
      house.gitIn(work, "add", "-A");
      house.gitIn(work, "commit", "-q", "-m", "Aside");
      house.gitIn(work, "checkout", "-q", "main");
      house.gitIn(work, "merge", "-q", "--no-commit", "--no-ff", "side");
      house.gitIn(work, "checkout", "-q", "side", "--", ".");
      house.gitIn(work, "commit", "-q", "-m", "Merge side");
    });
    String merge = house.git("rev-parse", "main").strip();
    house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(600);
    assertEquals("Merge side", house.commits().getLast());
    WatchStatus.Hold hold = house.watch.status().prefixes().getFirst().hold().orElseThrow();
    assertEquals(merge, hold.commit().id());
  }

  @Test
  void holdsOnlyTheRevertedChangeBelowOtherChanges() {
    House house = renumbered(); // A drains for an hour
    house.after(600).hears(R1, deprecated(B), preferred(C)).after(5);
    reverts(house, "HEAD"); // B is current, A drains
    house.looksAtTip();
    assertTrue(house.watch.status().prefixes().getFirst().hold().isPresent());
    house.hears(R1, deprecated(B), preferred(C)).after(3600);
    assertEquals("End the drain of home: " + A, house.commits().getLast());
    house.hears(R1, deprecated(B), preferred(C)).after(600);
    assertEquals("End the drain of home: " + A, house.commits().getLast());
    house.restartsWithoutState().hears(R1, deprecated(B), preferred(C)).after(600);
    assertEquals("End the drain of home: " + A, house.commits().getLast());
    PrefixStatus prefix = house.watch.status().prefixes().getFirst();
    assertTrue(prefix.hold().isPresent());
    assertEquals(Optional.of(B), prefix.lease().current().map(c -> c.prefix()));
  }

  @Test
  void reportsAnOverwrittenManualEdit() {
    House house = House.holdingA(folder);
    house.somebodyWrites(LEASE_FILE, house.text(LEASE_FILE).replace(A.toString(), C.toString()));
    String commit = house.git("rev-parse", "main").strip().substring(0, 12);
    try (Log log = Log.open()) {
      house.looksAtTip().hears(R1, preferred(A), withdrawn(C)).after(600);
      String line =
          "home: commit "
              + commit
              + " by Somebody <somebody@example.org> changed the current prefix in "
              + LEASE_FILE
              + " by hand; Leasehold overwrites it with the value from the source. To keep a lease as"
              + " it is, set suspend: true in the DynamicPrefix";
      assertEquals(List.of("WARN " + line), log.lines("by hand"));
      String message = house.git("log", "-1", "--format=%B", "main", "--", LEASE_FILE);
      assertTrue(message.contains("\nWarnings:\n  " + line + "\n"), message);
    }
  }

  @Test
  void reportsNothingForAMovedOrCommentedLease() {
    House house = House.holdingA(folder);
    house.somebody(work -> {
      House.write(work.resolve("leases/mine.yaml"), "# Mine.\n" + house.text(LEASE_FILE));
      House.delete(work.resolve(LEASE_FILE));
    });
    try (Log log = Log.open()) {
      house.looksAtTip().hears(R1, deprecated(A), preferred(B)).after(5);
      assertEquals(A_TO_B, house.commits().getLast());
      assertEquals(List.of(), log.lines("by hand"));
    }
  }
}
