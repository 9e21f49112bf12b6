package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.sshd.common.util.threads.NoCloseExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ServerThreadsTest {
  private final UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
  private final List<Throwable> reported = new ArrayList<>();

  @BeforeEach
  void install() {
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> reported.add(e));
    ServerThreads.quiet();
  }

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void reportsNoBugForACompletionAfterAnSshConnectionWasClosed() throws InterruptedException {
    NoCloseExecutor closed = new NoCloseExecutor(Executors.newSingleThreadExecutor());
    closed.shutdown();
    run("InnocuousThread-1", () -> closed.execute(() -> {}));
    assertEquals(0, reported.size());
    run("another", () -> closed.execute(() -> {}));
    assertEquals(1, reported.size());
  }

  @Test
  void reportsABugOfOthers() throws InterruptedException {
    run(
        "InnocuousThread-1",
        () -> {
          throw new IllegalStateException("bad");
        });
    assertEquals(1, reported.size());
  }

  private static void run(String name, Runnable task) throws InterruptedException {
    Thread.ofPlatform().name(name).start(task).join();
  }
}
