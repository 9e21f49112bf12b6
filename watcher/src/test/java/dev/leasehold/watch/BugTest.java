package dev.leasehold.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.event.EventLog;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.Snapshot;
import dev.leasehold.hostparts.HostParts;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.Drains;
import dev.leasehold.render.PackageContents;
import dev.leasehold.subject.KnownRouters;
import dev.leasehold.subject.Memories;
import dev.leasehold.subject.SourceKnowledge;
import dev.leasehold.subject.Subjects;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package that triggers a bug in Leasehold stalls. The watch continues. */
final class BugTest {
  @TempDir private Path folder;

  @Test
  void refusesTheTipAndReportsABugInRenderingOnce() {
    Snapshot tip = House.in(folder).tip();
    String why =
        "a bug in Leasehold: java.lang.StackOverflowError: deep while rendering "
            + tip.commit().substring(0, 12)
            + " (BugTest.java); please report this line";
    try (Log log = Log.open()) {
      Attempt attempt = attempt(() -> new StackOverflowError("deep"));
      assertEquals(why, refused(attempt.push(tip).proposal()));
      assertEquals(why, refused(attempt.push(tip).proposal()));
      assertEquals(List.of("ERROR " + why), brief(log));
    }
    Proposal proposal = attempt(() -> new IllegalStateException("bad")).push(tip).proposal();
    assertEquals(
        why.replace("StackOverflowError: deep", "IllegalStateException: bad"), refused(proposal));
  }

  @Test
  void doesNotCatchOtherErrors() {
    Snapshot tip = House.in(folder).tip();
    assertThrows(
        OutOfMemoryError.class,
        () -> attempt(() -> new OutOfMemoryError("no heap")).push(tip).proposal());
  }

  @Test
  void keepsThePreviousTipAfterABugInReading() {
    House house = House.holdingA(folder);
    WatchEvents events = logged();
    PackageReader reader = new PackageReader(PackageFiles::at);
    Tip before =
        Tip.after(Optional.empty(), house.tip(), reader, d -> contents(house), PLAIN, events);
    house.somebodyWrites("README.md", "Mine.\n");
    Snapshot next = house.tip();
    try (Log log = Log.open()) {
      Tip after =
          Tip.after(
              Optional.of(before),
              next,
              reader,
              documents -> {
                throw new StackOverflowError("deep");
              },
              PLAIN,
              events);
      assertEquals(next.commit(), after.commit());
      assertEquals(before.contents(), after.contents());
      assertEquals(Set.of("home"), after.contents().leases().keySet());
      assertEquals(
          List.of(
              "ERROR a bug in Leasehold: java.lang.StackOverflowError: deep while reading "
                  + next.commit().substring(0, 12)
                  + " (BugTest.java); please report this line"),
          brief(log));
    }
  }

  private static String refused(Proposal proposal) {
    return proposal instanceof Proposal.Refused(String why) ? brief(why) : proposal.toString();
  }

  private static List<String> brief(Log log) {
    return log.lines().stream().map(BugTest::brief).toList();
  }

  /** The line without line numbers and with the first stack frame only. */
  private static String brief(String line) {
    return line.replaceAll("\\((\\w+\\.java):[^)]*\\)", "($1)");
  }

  private static PackageContents contents(House house) {
    return PackageContents.read(PackageFiles.at(house.tip()).yaml().documents());
  }

  /** An attempt with a clock that throws the bug. */
  private static Attempt attempt(Supplier<Throwable> bug) {
    InstantSource clock =
        () -> {
          switch (bug.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError();
          }
        };
    return new Attempt(
        "test",
        new Review(ReviewRules.PUSH, CommitRate.Limits.DEFAULT, false),
        new Rivals("test", false, Optional.empty()),
        clock,
        new PackageReader(PackageFiles::at),
        new SourceKnowledge(Memories.none(), (_, _) -> {}),
        PLAIN,
        Drains.NONE,
        _ -> DampingState.NONE,
        HostParts.NONE,
        Holds.NONE,
        logged());
  }

  private static final Subjects PLAIN = new Subjects(false, KnownRouters.NONE);

  private static WatchEvents logged() {
    return new WatchEvents(() -> House.START, List.of(new EventLog()));
  }
}
