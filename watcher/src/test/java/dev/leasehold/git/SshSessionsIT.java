package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome.Pushed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The number of SSH connections of a writer. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class SshSessionsIT {
  @TempDir Path directory;
  private GitScenario lab;
  private GarblingServer server;

  @BeforeEach
  void start() throws Exception {
    lab = GitScenario.withPackage(directory);
    server = new GarblingServer(directory.resolve("server"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void usesOneConnectionForAllOperations() {
    AtomicInteger tries = new AtomicInteger();
    try (GitWriter writer = lab.writer(server.target(lab.remote))) {
      Outcome outcome =
          writer.write(tip -> {
            if (tries.incrementAndGet() < 4) {
              lab.pushed(Map.of("network/other.yaml", tip.commit()));
            }
            return GitScenario.change("pool.yaml", tip.deletion("gone.yaml") + "\n");
          });
      assertEquals(4, assertInstanceOf(Pushed.class, outcome, outcome.toString()).attempts());
      assertEquals(1, server.connections());
      assertInstanceOf(Snapshot.class, writer.fetch());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void reconnectsAfterTheServerClosedTheConnection() {
    try (GitWriter writer = lab.writer(server.target(lab.remote))) {
      Outcome outcome =
          writer.write(tip -> {
            try {
              server.disconnect();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return GitScenario.change("pool.yaml", "ours\n");
          });
      assertEquals(List.of("pool.yaml"), assertInstanceOf(Pushed.class, outcome).files());
      assertEquals(2, server.connections());
    }
  }

  @Test
  void doesNotReconnectForAnEndedOperation() throws Exception {
    Operations operations = GitScenario.operations();
    try (GitWriter writer =
            new GitWriter(
                server.target(lab.remote),
                lab.state,
                () -> GitScenario.NOW,
                new Random(1),
                pause -> {},
                operations);
        var threads = Executors.newSingleThreadExecutor()) {
      Future<Outcome> written =
          threads.submit(() ->
              writer.write(tip -> {
                server.hangAtPrograms();
                return GitScenario.change("pool.yaml", "ours\n");
              }));
      server.awaitHang();
      operations.close();
      server.release();
      String outcome = written.get().toString();
      assertTrue(outcome.contains("was closed: the process was told to end"), outcome);
      assertEquals(1, server.connections());
    }
  }

  @Test
  void reconnectsForEachOperationWhenTheServerStartsOnlyOneProgram() {
    server.startOneProgram();
    try (GitWriter writer = lab.writer(server.target(lab.remote))) {
      for (int i = 0; i < 4; i++) {
        String content = "ours " + i + "\n";
        Outcome outcome = writer.write(tip -> GitScenario.change("pool.yaml", content));
        assertInstanceOf(Pushed.class, outcome, outcome.toString());
      }
      assertEquals(5, server.connections()); // a fetch and four pushes
    }
  }

  @Test
  void replacesAConnectionThatWasIdleForLong() {
    AtomicLong nanos = new AtomicLong();
    Operations operations = new Operations(Timeouts.DEFAULT, nanos::get);
    try (GitWriter writer =
        new GitWriter(
            server.target(lab.remote),
            lab.state,
            () -> GitScenario.NOW,
            new Random(1),
            pause -> {},
            operations)) {
      assertInstanceOf(Snapshot.class, writer.fetch());
      nanos.addAndGet(Duration.ofMinutes(4).toNanos());
      assertInstanceOf(Snapshot.class, writer.fetch());
      assertEquals(1, server.connections());
      nanos.addAndGet(Duration.ofMinutes(5).toNanos());
      assertInstanceOf(Snapshot.class, writer.fetch());
      assertEquals(2, server.connections());
    }
  }

  @Test
  void leavesNoConnectionOpenAfterItsEnd() throws Exception {
    try (GitWriter writer = lab.writer(server.target(lab.remote))) {
      assertInstanceOf(
          Pushed.class, writer.write(tip -> GitScenario.change("pool.yaml", "ours\n")));
      assertInstanceOf(Snapshot.class, writer.fetch());
    }
    server.awaitNoConnection();
  }
}
