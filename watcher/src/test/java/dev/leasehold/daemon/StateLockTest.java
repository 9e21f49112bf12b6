package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.cli.Logged;
import dev.leasehold.cli.WatchProcess;
import dev.leasehold.log.CorrectableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state directory that two processes try to use. */
final class StateLockTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void rejectsASecondProcess() throws Exception {
    Path state = folder.resolve("state");
    try (WatchProcess other = holder(state)) {
      CorrectableException e =
          assertThrows(
              CorrectableException.class,
              () -> StateLock.take(state, List.of(state.resolve("git")), Path.of("w.yaml")));
      assertEquals(
          "another watcher (process %d) uses %s. Stop it, or set another spec.stateDir in w.yaml"
              .formatted(other.pid(), state),
          e.getMessage());
    }
  }

  @Test
  void isReleasedByACrash() throws Exception {
    Path state = folder.resolve("state");
    holder(state).close();
    assertTrue(Files.exists(state.resolve("lock")));
    assertEquals(OptionalLong.empty(), StateLock.holder(state));
    StateLock.take(state, List.of(state.resolve("git")), Path.of("w.yaml")).close();
  }

  @Test
  void namesTheHolder() throws Exception {
    Path state = folder.resolve("state");
    assertEquals(OptionalLong.empty(), StateLock.holder(state));
    try (WatchProcess other = holder(state)) {
      assertEquals(OptionalLong.of(other.pid()), StateLock.holder(state));
      assertEquals(OptionalLong.of(other.pid()), StateLock.holder(state), "looking frees nothing");
    }
  }

  /** The lock file has the id of an ended watcher, which another process has now. */
  @Test
  void ignoresAnotherProcessWithTheSameId() throws IOException {
    Files.writeString(folder.resolve("lock"), ProcessHandle.current().pid() + "\n");
    assertEquals(OptionalLong.empty(), StateLock.holder(folder));
    Files.writeString(folder.resolve("lock"), "no number\n");
    assertEquals(OptionalLong.empty(), StateLock.holder(folder));
  }

  @Test
  void continuesOnAFileSystemWithoutLocks() throws IOException {
    StateLock.Locks none =
        _ -> {
          throw new IOException("No locks available");
        };
    try (Logged logged = Logged.by(StateLock.class)) {
      Path lock = Files.createFile(folder.resolve("shallow.lock"));
      StateLock.take(folder, List.of(folder), Path.of("w.yaml"), none).close();
      assertTrue(Files.exists(lock), "another watcher may be at work");
      assertEquals(
          List.of(
              "cannot lock "
                  + folder
                  + " (No locks available); make sure that no second watcher uses the state"
                  + " directory"),
          logged.lines(""));
    }
  }

  @Test
  void removesTheLocksOfAKilledWatcher() throws IOException {
    Path shallow = folder.resolve("git/home/shallow.lock");
    Path ref = folder.resolve("git/home/refs/leasehold/tips/main.lock");
    Path kept = folder.resolve("git/home/shallow");
    Path dryRun = folder.resolve("dry-run/home/shallow.lock");
    Path foreign = folder.resolve("database/main.lock");
    for (Path file : List.of(shallow, ref, kept, dryRun, foreign)) {
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    try (Logged logged = Logged.by(StateLock.class)) {
      StateLock.take(folder, List.of(folder.resolve("git/home")), Path.of("w.yaml")).close();
      assertEquals(2, logged.lines(" left by a killed watcher").size());
    }
    assertTrue(Files.notExists(shallow));
    assertTrue(Files.notExists(ref));
    assertTrue(Files.exists(kept));
    assertTrue(Files.exists(dryRun), "somebody may look with it");
    assertTrue(Files.exists(foreign), "another program may keep files there");
  }

  private static WatchProcess holder(Path state) throws Exception {
    WatchProcess daemon =
        WatchProcess.start(
            new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                state.toString()));
    daemon.awaitLine("lock", DEADLINE, "taken"::equals);
    return daemon;
  }

  /** A process that holds the lock until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws IOException {
      Path state = Path.of(arguments[0]);
      StateLock lock = StateLock.take(state, List.of(state.resolve("git")), Path.of("w.yaml"));
      System.err.println("taken");
      while (System.in.read() >= 0) {}
      lock.close();
    }
  }
}
