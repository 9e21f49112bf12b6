package dev.leasehold.event;

import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import dev.leasehold.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The last events in a file of the state directory, one per line, the oldest first:
 *
 * <pre>
 * TIME LEVEL KIND SUBJECT TEXT
 * </pre>
 *
 * <p>The subject is {@code -} for the target or the process. The file keeps the last thousand
 * events. Losing the file affects nothing else.
 *
 * <p>A lasting state is reported again at each start. It is not written again if it still held at
 * the end of the last run: a second file, with the suffix {@code -standing}, has these lines
 * without their time. Lasting states take at most a tenth of the history, so that they do not
 * displace other events.
 */
public final class EventHistory implements EventListener {
  private static final Logger log = LoggerFactory.getLogger(EventHistory.class);
  static final int MOST = 1000;

  /** The most lines of one kind of lasting state. */
  static final int MOST_STANDING = 100;

  /** The time after the start in which lasting states are reported again. */
  static final Duration START = Duration.ofMinutes(10);

  private static final int MOST_CHARACTERS = 1000;

  // TIME LEVEL KIND SUBJECT TEXT
  private static final int KIND = 2;
  private static final int SUBJECT = 3;

  private static final long MAX_BYTES = 4L * MOST * MOST_CHARACTERS;

  // LEVEL KIND SUBJECT TEXT
  private static final int STANDING_FIELDS = 4;

  private final StateFile file;
  private final StateFile standingFile;
  private final Path path;
  private final Deque<String> lines;

  /**
   * The states that held at the end of the last run and were not reported yet: lines without their
   * time.
   */
  private final Set<String> before;

  /** The states that hold now: lines without their time. */
  private final Set<String> standing = new LinkedHashSet<>();

  private Optional<Instant> start = Optional.empty();
  private boolean changed;
  private boolean failed;

  private EventHistory(Path path, StateFile file, StateFile standingFile) {
    this.path = path;
    this.file = file;
    this.standingFile = standingFile;
    this.lines = new ArrayDeque<>(read(file, path));
    this.before = new LinkedHashSet<>(read(standingFile, path));
    before.removeIf(line -> line.split(" ", STANDING_FIELDS).length < STANDING_FIELDS);
  }

  /** Opens the history and continues with the events in the file. */
  public static EventHistory open(Path path) {
    Path standing = path.resolveSibling(path.getFileName() + "-standing");
    return new EventHistory(
        path,
        new StateFile(path, StateKind.EVENT_HISTORY, MAX_BYTES),
        new StateFile(standing, StateKind.STANDING_EVENTS, MAX_BYTES));
  }

  private static List<String> read(StateFile file, Path path) {
    try {
      return file.read(lines -> lines).orElse(List.of());
    } catch (IOException e) {
      log.warn("cannot read the event history {}: {}; starting a new one", path, e.toString());
      return List.of();
    }
  }

  @Override
  public synchronized void happened(Instant at, WatchEvent event) {
    if (event.level().toInt() < Level.INFO.toInt()) {
      return;
    }
    String kind = event.kind().spelling();
    String line = line(event);
    if (start.isEmpty()) {
      start = Optional.of(at);
    }
    if (at.isAfter(start.get().plus(START)) && !before.isEmpty()) {
      before.clear();
      changed = true;
    }
    if (event.isStanding()) {
      stands(line);
      if (before.remove(line)) {
        return;
      }
    }
    endBefore(event);
    if (event.kind().isStanding()) {
      makeRoom(kind);
    }
    lines.add(at + " " + line);
    while (lines.size() > MOST) {
      lines.remove();
    }
    changed = true;
  }

  @Override
  public synchronized void ended(WatchEvent event) {
    changed |= standing.remove(line(event));
  }

  private static String line(WatchEvent event) {
    return String.join(
        " ",
        event.level().toString(),
        event.kind().spelling(),
        subject(event),
        Printable.start(Printable.line(event.text()), MOST_CHARACTERS));
  }

  private static String subject(WatchEvent event) {
    return event.subject().isEmpty() ? "-" : event.subject();
  }

  private void stands(String line) {
    if (standing.size() >= MOST) {
      standing.remove(standing.iterator().next());
    }
    standing.add(line);
  }

  /** Removes the states from before the start that an event ends. */
  private void endBefore(WatchEvent event) {
    before.removeIf(line -> {
      String[] words = line.split(" ", STANDING_FIELDS);
      return words[SUBJECT - 1].equals(subject(event))
          && EventKind.of(words[KIND - 1]).filter(kind -> event.kind().ends(kind)).isPresent();
    });
  }

  private void makeRoom(String kind) {
    List<String> same =
        lines.stream().filter(line -> isOf(kind, line.split(" ", SUBJECT + 1))).toList();
    if (same.size() >= MOST_STANDING) {
      lines.remove(same.getFirst());
    }
  }

  private static boolean isOf(String kind, String[] words) {
    return words.length > KIND && words[KIND].equals(kind);
  }

  /** Writes the events since the last call, if there are any. For one thread only. */
  public void save() {
    List<String> written;
    Set<String> held;
    synchronized (this) { // not held during disk writes, because events come from any thread
      if (!changed) {
        return;
      }
      changed = false;
      written = List.copyOf(lines);
      held = new LinkedHashSet<>(standing);
      held.addAll(before);
    }
    try {
      file.write(written);
      standingFile.write(List.copyOf(held));
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        log.warn("cannot write the event history {}: {}", path, e.toString());
      }
      failed = true;
    }
  }
}
