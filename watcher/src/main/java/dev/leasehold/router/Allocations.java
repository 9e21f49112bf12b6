package dev.leasehold.router;

import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interfaces that a router was asked to make and whose lease is not in Git yet, in a file of
 * the state directory, one per line:
 *
 * <pre>
 * NAME MAC PARENT
 * </pre>
 *
 * <p>If the watcher ends before the commit, and the claim is deleted before the next start, nothing
 * else knows of the interface. Losing the file affects nothing else.
 */
public final class Allocations {
  private static final Logger log = LoggerFactory.getLogger(Allocations.class);
  private static final long MAX_BYTES = 1 << 20;

  private final Path path;
  private final StateFile file;
  private List<WanInterface> saved;

  /** Reads the file of a router. */
  public Allocations(Path stateDir, String router) {
    this.path = path(stateDir, router);
    this.file = new StateFile(path, StateKind.ALLOCATIONS, MAX_BYTES);
    this.saved = read();
  }

  private static Path path(Path stateDir, String router) {
    return stateDir.resolve("allocations").resolve(router);
  }

  /** Whether the file of a router exists: only then it may name interfaces. */
  public static boolean mayHave(Path stateDir, String router) {
    return Files.exists(path(stateDir, router));
  }

  private List<WanInterface> read() {
    try {
      return file.read(Allocations::parse).orElse(List.of());
    } catch (IOException e) {
      log.warn("cannot read {}: {}", path, e.toString());
      return List.of();
    }
  }

  private static List<WanInterface> parse(List<String> lines) {
    return lines.stream().map(Allocations::parse).toList();
  }

  private static WanInterface parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 3) {
      throw new IllegalArgumentException("'" + line + "' is not NAME MAC PARENT");
    }
    return new WanInterface(words[0], words[1], words[2]);
  }

  List<WanInterface> saved() {
    return saved;
  }

  /** Replaces what is saved. A file that cannot be written is a warning. */
  void save(List<WanInterface> allocations) {
    if (allocations.equals(saved)) {
      return;
    }
    saved = List.copyOf(allocations);
    try {
      file.write(
          allocations.stream().map(on -> on.name() + " " + on.mac() + " " + on.parent()).toList());
    } catch (IOException e) {
      log.warn("cannot write {}: {}", path, e.toString());
    }
  }
}
