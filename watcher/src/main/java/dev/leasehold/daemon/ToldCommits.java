package dev.leasehold.daemon;

import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit of a target that each receiver was told of last, in a file of the state directory, one
 * receiver per line:
 *
 * <pre>
 * COMMIT RECEIVER
 * </pre>
 *
 * <p>Losing the file affects nothing else. Thread-safe.
 */
final class ToldCommits {
  private static final Logger log = LoggerFactory.getLogger(ToldCommits.class);
  private static final long MAX_BYTES = 1 << 20;

  private final Path path;
  private final StateFile file;
  private final Map<String, String> commits;

  /**
   * Reads the file.
   *
   * @param receivers the names of receivers; others are forgotten
   */
  ToldCommits(Path path, Collection<String> receivers) {
    this.path = path;
    this.file = new StateFile(path, StateKind.TOLD_COMMITS, MAX_BYTES);
    this.commits = read();
    commits.keySet().retainAll(receivers);
  }

  private Map<String, String> read() {
    try {
      return file.read(ToldCommits::parse).orElseGet(TreeMap::new);
    } catch (IOException e) {
      log.warn("cannot read {}: {}", path, e.toString());
      return new TreeMap<>();
    }
  }

  private static Map<String, String> parse(List<String> lines) {
    Map<String, String> commits = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", 2);
      if (words.length < 2) {
        throw new IllegalArgumentException("'" + line + "' has no receiver");
      }
      commits.put(words[1], words[0]);
    }
    return commits;
  }

  /** The commit that a receiver was told of last; empty if that is not known. */
  synchronized Optional<String> of(String receiver) {
    return Optional.ofNullable(commits.get(receiver));
  }

  /** Records the commit that a receiver was told of. */
  synchronized void told(String receiver, String commit) {
    if (commit.equals(commits.put(receiver, commit))) {
      return;
    }
    try {
      file.write(
          commits.entrySet().stream().map(told -> told.getValue() + " " + told.getKey()).toList());
    } catch (IOException e) {
      log.warn("cannot write {}: {}", path, e.toString());
    }
  }
}
