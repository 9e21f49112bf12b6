package dev.leasehold.event;

import dev.leasehold.state.StateFile;
import dev.leasehold.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
 */
public final class EventHistory implements EventListener {
  private static final Logger log = LoggerFactory.getLogger(EventHistory.class);
  static final int MOST = 1000;
  private static final int MOST_CHARACTERS = 1000;
  private static final long MAX_BYTES = 4L * MOST * MOST_CHARACTERS;

  private final StateFile file;
  private final Path path;
  private final Deque<String> lines;
  private boolean changed;
  private boolean failed;

  private EventHistory(Path path, StateFile file, Deque<String> lines) {
    this.path = path;
    this.file = file;
    this.lines = lines;
  }

  /** Goes on with what the file has. */
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
    String subject = event.subject().isEmpty() ? "-" : event.subject();
    String text = Printable.line(event.text());
    lines.add(
        String.join(
            " ",
            at.toString(),
            event.level().toString(),
            event.kind().spelling(),
            subject,
            Printable.start(text, MOST_CHARACTERS)));
    while (lines.size() > MOST) {
      lines.remove();
    }
    changed = true;
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
