package dev.leasehold.event;

import dev.leasehold.state.StateFile;
import dev.leasehold.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
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
 * <p>The subject is {@code -} where it is the target or the process. An event is kept for as long
 * as no thousand others follow it. Losing the file loses nothing else.
 *
 * <p>What holds for a while is reported again at each start. It is not written again when it was
 * written before that start and has not ended since, and it takes a tenth of the file at most: it
 * must not push out what happened.
 */
public final class EventHistory implements EventListener {
  private static final Logger log = LoggerFactory.getLogger(EventHistory.class);
  static final int MOST = 1000;

  /** The most lines of one kind that holds for a while. */
  static final int MOST_STANDING = 100;

  /** How long a start may take to report what holds. */
  static final Duration START = Duration.ofMinutes(10);

  private static final int MOST_CHARACTERS = 1000;

  // TIME LEVEL KIND SUBJECT TEXT
  private static final int KIND = 2;
  private static final int SUBJECT = 3;
  private static final int FIELDS = 5;

  private static final long MAX_BYTES = 4L * MOST * MOST_CHARACTERS;

  private final StateFile file;
  private final Path path;
  private final Deque<String> lines;

  /** What still held when the process last ended: lines without their time. */
  private final Set<String> before = new HashSet<>();

  private Optional<Instant> start = Optional.empty();
  private boolean changed;
  private boolean failed;

  private EventHistory(Path path, StateFile file, Deque<String> lines) {
    this.path = path;
    this.file = file;
    this.lines = lines;
    for (String line : lines) {
      String[] words = line.split(" ", FIELDS);
      if (words.length == FIELDS) {
        end(words[KIND], words[SUBJECT]);
        before.add(line.substring(line.indexOf(' ') + 1));
      }
    }
  }

  /** Opens the history and continues with the events in the file. */
  public static EventHistory open(Path path) {
    StateFile file = new StateFile(path, "event history", 1, MAX_BYTES);
    Deque<String> lines = new ArrayDeque<>();
    try {
      file.read(before -> before).ifPresent(lines::addAll);
    } catch (IOException e) {
      log.warn("cannot read the event history {}: {}; it begins again", path, e.toString());
    }
    return new EventHistory(path, file, lines);
  }

  @Override
  public synchronized void happened(Instant at, WatchEvent event) {
    if (event.level().toInt() < Level.INFO.toInt()) {
      return;
    }
    String kind = event.kind().spelling();
    String subject = event.subject().isEmpty() ? "-" : event.subject();
    String text = Printable.start(Printable.line(event.text()), MOST_CHARACTERS);
    String line = String.join(" ", event.level().toString(), kind, subject, text);
    if (start.isEmpty()) {
      start = Optional.of(at);
    }
    if (at.isAfter(start.get().plus(START))) {
      before.clear();
    }
    end(kind, subject);
    if (event.kind().isStanding()) {
      if (before.remove(line)) {
        return;
      }
      makeRoom(kind);
    }
    lines.add(at + " " + line);
    while (lines.size() > MOST) {
      lines.remove();
    }
    changed = true;
  }

  /** Forgets what an event of that kind ends. */
  private void end(String kind, String subject) {
    before.removeIf(line -> {
      String[] words = line.split(" ", FIELDS - 1);
      return words[SUBJECT - 1].equals(subject)
          && EventKind.of(words[KIND - 1])
              .flatMap(EventKind::endedBy)
              .filter(end -> end.spelling().equals(kind))
              .isPresent();
    });
  }

  private void makeRoom(String kind) {
    List<String> same = lines.stream().filter(line -> isOf(kind, line.split(" ", FIELDS))).toList();
    if (same.size() >= MOST_STANDING) {
      lines.remove(same.getFirst());
    }
  }

  private static boolean isOf(String kind, String[] words) {
    return words.length > KIND && words[KIND].equals(kind);
  }

  /** Writes what happened since the last time, if anything did. For one thread. */
  public void save() {
    List<String> written;
    synchronized (this) { // but not while the disk works: events come from any thread
      if (!changed) {
        return;
      }
      changed = false;
      written = List.copyOf(lines);
    }
    try {
      file.write(written);
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        log.warn("cannot write the event history {}: {}", path, e.toString());
      }
      failed = true;
    }
  }
}
