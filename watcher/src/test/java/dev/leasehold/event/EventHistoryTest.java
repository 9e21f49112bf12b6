package dev.leasehold.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventHistoryTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path folder;

  @Test
  void keepsOneLinePerEvent() throws IOException {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Found("home"));
    history.happened(
        START.plusSeconds(1), new WatchEvent.Failed(new Outcome.Unreachable("no\nroute")));
    history.save();
    assertEquals(
        List.of(
            "2026-11-21T10:00:00Z INFO Found home no longer lost",
            "2026-11-21T10:00:01Z ERROR Unreachable - trying again: no\\n    route"),
        lines());
  }

  @Test
  void leavesOutWhatIsForDebugging() {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Wrote(new Outcome.NoChange("0".repeat(40))));
    history.save();
    assertFalse(Files.exists(file()));
  }

  @Test
  void goesOnAfterARestartAndKeepsTheLastThousand() throws IOException {
    for (int run = 0; run < 3; run++) {
      EventHistory history = EventHistory.open(file());
      for (int i = 0; i < 400; i++) {
        history.happened(START, new WatchEvent.Warning(run + " " + i));
      }
      history.save();
    }
    assertEquals(EventHistory.MOST, lines().size());
    assertTrue(lines().getFirst().endsWith(" 0 200"), lines().getFirst());
    assertTrue(lines().getLast().endsWith(" 2 399"), lines().getLast());
  }

  @Test
  void hasNoLineWithoutEnd() throws IOException {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Warning("x".repeat(100_000)));
    history.save();
    assertTrue(lines().getFirst().length() < 1100);
  }

  @Test
  void isCutBetweenCharacters() throws IOException {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Warning("x" + "\ud83d\ude00".repeat(1000)));
    history.save();
    assertEquals(1, lines().size());
  }

  @Test
  void isWrittenOnlyWhenSomethingHappened() throws IOException {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Found("home"));
    history.save();
    Files.delete(file());
    history.save();
    assertFalse(Files.exists(file()));
  }

  private Path file() {
    return folder.resolve("history");
  }

  private List<String> lines() throws IOException {
    List<String> all = Files.readAllLines(file());
    return all.subList(1, all.size() - 1);
  }
}
