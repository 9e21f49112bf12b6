package dev.leasehold.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.EventFilter.Rule;
import dev.leasehold.git.Outcome;
import dev.leasehold.lease.Standing;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventHistoryTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private static final Channel CHANNEL = new Channel.Advertisements("wan0");

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
  void omitsDebugEvents() {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Wrote(new Outcome.NoChange("0".repeat(40))));
    history.save();
    assertFalse(Files.exists(file()));
  }

  @Test
  void continuesAfterARestartAndKeepsTheLastThousand() throws IOException {
    for (int run = 0; run < 3; run++) {
      EventHistory history = EventHistory.open(file());
      for (int i = 0; i < 400; i++) {
        history.happened(START, new WatchEvent.Found("run-" + run + "-" + i));
      }
      history.save();
    }
    assertEquals(EventHistory.MOST, lines().size());
    assertTrue(lines().getFirst().contains(" run-0-200 "), lines().getFirst());
    assertTrue(lines().getLast().contains(" run-2-399 "), lines().getLast());
  }

  @Test
  void doesNotRepeatLastingStatesAfterAStart() throws IOException {
    List<WatchEvent> standing =
        List.of(
            new WatchEvent.Warning("nothing delivers a"),
            new WatchEvent.Warning("nothing delivers b"),
            lost("home"),
            new WatchEvent.Failed(new Outcome.Unreachable("no route")));
    EventHistory first = EventHistory.open(file());
    standing.forEach(event -> first.happened(START, event));
    first.save();
    List<String> written = lines();
    EventHistory second = EventHistory.open(file());
    standing.forEach(event -> second.happened(START.plusSeconds(60), event));
    second.save();
    assertEquals(written, lines());
    second.happened(START.plusSeconds(70), new WatchEvent.Warning("nothing delivers c"));
    second.happened(START.plusSeconds(80), new WatchEvent.Warning("nothing delivers a"));
    second.save();
    assertEquals(written.size() + 2, lines().size());
  }

  @Test
  void repeatsAStateThatEndedBeforeTheStart() throws IOException {
    run(stream -> {
      report(stream, EventKind.LOST, lost("home"));
      report(stream, EventKind.LOST, lost("work"));
      stream.report(EventKind.LOST, "home", Rule.EACH, List.of());
    });
    run(stream -> {
      report(stream, EventKind.LOST, lost("home"));
      report(stream, EventKind.LOST, lost("work"));
      stream.report(EventKind.LOST, "work", Rule.EACH, List.of());
      report(stream, EventKind.LOST, lost("work"));
    });
    assertEquals(
        List.of("Lost home", "Lost work", "Found home", "Lost home", "Found work", "Lost work"),
        lines().stream().map(line -> line.split(" ")).map(w -> w[2] + " " + w[3]).toList());
  }

  @Test
  void repeatsAFixedWarningAfterAStart() throws IOException {
    WatchEvent a = new WatchEvent.Warning("nothing delivers a");
    WatchEvent b = new WatchEvent.Warning("nothing delivers b");
    run(stream -> {
      report(stream, EventKind.WARNING, a, b);
      report(stream, EventKind.WARNING, b);
    });
    run(stream -> report(stream, EventKind.WARNING, a, b));
    run(stream -> report(stream, EventKind.WARNING, a, b));
    assertEquals(List.of("delivers a", "delivers b", "delivers a"), lastWords());
  }

  @Test
  void recordsAReturnToAnEarlierStateAfterAStart() throws IOException {
    run(stream -> {
      note(stream, new SourceNotice.Present("has A"));
      note(stream, new SourceNotice.Present("has B"));
    });
    run(stream -> note(stream, new SourceNotice.Present("has A")));
    run(stream -> {
      note(stream, new SourceNotice.Present("has A"));
      note(stream, new SourceNotice.Present("has B"));
      note(stream, new SourceNotice.Present("has A"));
    });
    run(stream -> {
      note(stream, new SourceNotice.Present("has B"));
      note(stream, new SourceNotice.Present("has A"));
    });
    assertEquals(
        List.of("has A", "has B", "has A", "has B", "has A", "has B", "has A"), lastWords());
  }

  @Test
  void recordsEveryRemark() throws IOException {
    run(stream -> note(stream, new SourceNotice.Remark("asks again")));
    run(stream -> note(stream, new SourceNotice.Remark("asks again")));
    assertEquals(List.of("asks again", "asks again"), lastWords());
  }

  @Test
  void repeatsAFullDiskOnlyAfterTheDiskWorked() throws IOException {
    SourceNotice full = new SourceNotice.NotSaved("disk full");
    run(stream -> {
      note(stream, full);
      note(stream, new SourceNotice.Lent("home", "terms", false, true, "lease delegated"));
    });
    run(stream -> {
      note(stream, full);
      note(stream, new SourceNotice.Saved());
    });
    run(stream -> note(stream, full));
    assertEquals(List.of("disk full", "lease delegated", "saved again", "disk full"), lastWords());
  }

  @Test
  void doesNotRepeatAnUnchangedStart() throws IOException {
    for (int i = 0; i < 2; i++) {
      run(stream -> {
        note(stream, new SourceNotice.Started("DHCPv6 client"));
        stream.told(new SourceEvent.Listening(START, CHANNEL));
      });
    }
    assertEquals(List.of("DHCPv6 client", "router advertisements"), lastWords());
    run(stream -> {
      note(stream, new SourceNotice.Started("DHCPv6 client"));
      stream.told(new SourceEvent.Lost(START, CHANNEL, "is down"));
      stream.told(new SourceEvent.Listening(START, CHANNEL));
    });
    assertEquals(
        List.of("DHCPv6 client", "router advertisements", "is down", "router advertisements"),
        lastWords());
  }

  private void run(Consumer<EventStream> what) {
    EventHistory history = EventHistory.open(file());
    what.accept(new EventStream(() -> START, List.of(history)));
    history.save();
  }

  private static void report(EventStream stream, EventKind kind, WatchEvent... holding) {
    var _ = stream.report(kind, holding[0].subject(), Rule.EACH, List.of(holding));
  }

  private static void note(EventStream stream, SourceNotice notice) {
    stream.told(new SourceEvent.Noted(START, CHANNEL, notice));
  }

  /** The last two words of each line. */
  private List<String> lastWords() throws IOException {
    return lines().stream()
        .map(line -> line.split(" "))
        .map(words -> words[words.length - 2] + " " + words[words.length - 1])
        .toList();
  }

  @Test
  void recordsAStateThatBeginsLongAfterAStart() throws IOException {
    EventHistory first = EventHistory.open(file());
    first.happened(START, new WatchEvent.Warning("nothing delivers a"));
    first.save();
    EventHistory second = EventHistory.open(file());
    second.happened(START, new WatchEvent.Found("home"));
    second.happened(
        START.plus(EventHistory.START).plusSeconds(1),
        new WatchEvent.Warning("nothing delivers a"));
    second.save();
    assertEquals(3, lines().size());
  }

  @Test
  void limitsTheLinesOfLastingStates() throws IOException {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Found("home"));
    for (int i = 0; i < 2 * EventHistory.MOST; i++) {
      history.happened(START, new WatchEvent.Warning("nothing delivers " + i));
    }
    history.save();
    assertTrue(lines().getFirst().contains(" Found home "), lines().getFirst());
    assertEquals(1 + EventHistory.MOST_STANDING, lines().size());
    assertTrue(lines().getLast().endsWith(" " + (2 * EventHistory.MOST - 1)));
  }

  private static WatchEvent lost(String prefix) {
    return new WatchEvent.Lost(prefix, "2001:db8:a::/56", Standing.WITHDRAWN, "stays in Git");
  }

  @Test
  void limitsTheLengthOfALine() throws IOException {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Warning("x".repeat(100_000)));
    history.save();
    assertTrue(lines().getFirst().length() < 1100);
  }

  @Test
  void cutsALineBetweenCharacters() throws IOException {
    EventHistory history = EventHistory.open(file());
    history.happened(START, new WatchEvent.Warning("x" + "\ud83d\ude00".repeat(1000)));
    history.save();
    assertEquals(1, lines().size());
  }

  @Test
  void isWrittenOnlyAfterAnEvent() throws IOException {
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
