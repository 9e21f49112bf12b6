package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.Outcome;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.notify.Listening;
import dev.leasehold.notify.Notifications;
import dev.leasehold.notify.Receiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class PushNoticesTest {
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);
  private static final String C = "c".repeat(40);
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path folder;
  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private Listening server;
  private Notifications notifications;
  private PushNotices notices;

  @BeforeEach
  void start() throws IOException {
    server = new Listening();
    Files.writeString(folder.resolve("token"), "sesame");
    begin();
  }

  @AfterEach
  void stop() {
    server.close();
    notifications.close();
  }

  private void begin() {
    Receiver flux =
        new Receiver.FluxReceiver(
            "flux", server.at("/hook/f10"), folder.resolve("token"), HttpAccess.DEFAULT);
    notifications =
        new Notifications(
            List.of(flux),
            () -> NOW,
            System::nanoTime,
            new SplittableRandom(1),
            _ -> new Semaphore(0).acquire(), // until it is closed
            List.of((_, event) -> events.add(event)));
    notices = notices(folder.resolve("told"));
  }

  private PushNotices notices(Path file) {
    GitTarget target =
        new GitTarget(
            "cluster",
            "/srv/home.git",
            "main",
            "",
            new GitTarget.Auth.None(),
            new GitTarget.Author("Leasehold", "leasehold@example.org"));
    ToldCommits told = new ToldCommits(file, List.of("flux"));
    return new PushNotices(target, List.of("flux"), notifications, told);
  }

  private void restarts() {
    notifications.close();
    begin();
  }

  private void pushes(String commit) {
    notices.happened(
        NOW, new WatchEvent.Wrote(new Outcome.Pushed(commit, commit, NOW, List.of("a.yaml"), 1)));
  }

  private void isTold(String commit) throws InterruptedException {
    assertTrue(server.next().body().contains(commit));
  }

  @Test
  void tellsAfterTheStartWhatWasNotToldBeforeTheStop() throws Exception {
    notices.sees(A);
    server.reply(503);
    pushes(B);
    isTold(B);
    assertEquals("flux", events.take().subject(), "it failed");
    restarts();
    notices.sees(B);
    isTold(B);
    assertEquals(new WatchEvent.Notified("flux", "cluster is at bbbbbbbbbbbb"), events.take());
    restarts();
    notices.sees(B);
    notices.sees(C);
    pushes(C);
    isTold(C);
    assertEquals(0, server.calls.size());
  }

  /** By a push, or a merge while the watcher was down. */
  @Test
  void tellsAfterTheStartOfACommitThatItNeverSaw() throws Exception {
    notices.sees(A);
    restarts();
    notices.sees(B);
    isTold(B);
  }

  @Test
  void tellsNothingAfterTheStateDirectoryWasLost() throws Exception {
    notices.sees(A);
    for (String content : List.of("", "leasehold told commits 1\n" + A + "\nend 00000000\n")) {
      Files.writeString(folder.resolve("told"), content);
      restarts();
      notices.sees(B);
    }
    Files.delete(folder.resolve("told"));
    restarts();
    notices.sees(B);
    pushes(C);
    isTold(C);
  }

  /** A process that leads again has new notices, and the same receivers. */
  @Test
  void recordsNothingAfterItsEnd() throws Exception {
    notices.sees(A);
    notices.close();
    notices = notices(folder.resolve("later"));
    pushes(B);
    isTold(B);
    pushes(C); // what was told of B is recorded before C is sent
    isTold(C);
    assertFalse(Files.readString(folder.resolve("later")).contains(A));
    assertTrue(Files.readString(folder.resolve("told")).contains(A + " flux"));
  }

  @Test
  void tellsAPushAtTheStartOnce() throws Exception {
    notices.sees(A);
    restarts();
    pushes(B);
    notices.sees(B);
    isTold(B);
    pushes(C);
    isTold(C);
  }
}
