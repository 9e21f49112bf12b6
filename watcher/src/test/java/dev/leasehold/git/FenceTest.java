package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.fence.Fence;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that must not act pushes nothing, and reads all the same. */
final class FenceTest {
  private static final Optional<String> CLOSED = Optional.of("this watcher stands by");

  @TempDir Path directory;
  private GitScenario lab;
  private int asked;

  @BeforeEach
  void open() {
    lab = GitScenario.withPackage(directory);
  }

  private Outcome write(Fence fence) {
    Operations operations = new Operations(Timeouts.DEFAULT, System::nanoTime, fence);
    try (GitWriter writer =
        new GitWriter(
            lab.target(), lab.state, () -> GitScenario.NOW, new Random(1), _ -> {}, operations)) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      return writer.write(_ -> GitScenario.change("pool.yaml", "kind: Pool # ours\n"));
    }
  }

  @Test
  void pushesNothingWhileItIsClosed() {
    String tip = lab.tip();
    Outcome.Unreachable outcome = assertInstanceOf(Outcome.Unreachable.class, write(() -> CLOSED));
    assertTrue(
        outcome.reason().contains("pushing did not begin: this watcher stands by"),
        outcome.reason());
    assertEquals(tip, lab.tip());
  }

  @Test
  void pushesNothingIfItClosesAfterTheServerHasListedItsBranches() {
    String tip = lab.tip();
    Outcome outcome =
        write(() -> {
          asked++;
          return asked == 1 ? Optional.empty() : CLOSED;
        });
    assertInstanceOf(Outcome.Unreachable.class, outcome);
    assertTrue(asked > 1, asked + " questions");
    assertEquals(tip, lab.tip());
  }

  @Test
  void pushesWhileItIsOpen() {
    assertInstanceOf(Outcome.Pushed.class, write(Fence.OPEN));
    assertEquals("kind: Pool # ours\n", lab.file("network/pool.yaml"));
  }
}
