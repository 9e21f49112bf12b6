package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.router.Router.Persist;
import dev.leasehold.ssh.SshDeadlines;
import dev.leasehold.ssh.SshFiles;
import dev.leasehold.ssh.SshReply;
import dev.leasehold.ssh.SshServer;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connection to a router: kept, shared, replaced, and paused. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // a hang
final class RouterConnectionIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path directory;

  private static Router router(SshServer server, SshFiles files, int maxConcurrent) {
    return new Router("home", server, files, List.of(), maxConcurrent, false, Persist.OFF);
  }

  /** A server that closes every connection at once. */
  @Test
  void waitsLongerAfterEachFailure() throws Exception {
    AtomicInteger knocks = new AtomicInteger();
    AtomicLong nanos = new AtomicLong();
    Path file = Files.writeString(directory.resolve("file"), "");
    ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<?> serving =
          threads.submit(() -> {
            while (!server.isClosed()) {
              try {
                Socket knock = server.accept();
                knocks.incrementAndGet(); // before the client can see the end
                knock.close();
              } catch (SocketException e) {
                return null; // the end of the test
              }
            }
            return null;
          });
      SshServer named = new SshServer("127.0.0.1", server.getLocalPort(), "root");
      try (RouterConnection connection =
          new RouterConnection(
              router(named, new SshFiles(file, Optional.empty(), file), 1),
              SshDeadlines.DEFAULT,
              nanos::get,
              new Random(1))) {
        List<Integer> after = new ArrayList<>();
        for (int seconds : List.of(0, 0, 1, 1, 2, 64, 64)) {
          nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
          SshReply reply = connection.run("true\n", LIMIT);
          assertInstanceOf(SshReply.Unavailable.class, reply, reply.toString());
          after.add(knocks.get());
        }
        assertEquals(1, after.get(1), after.toString());
        assertEquals(2, after.get(2), "the first pause is at most a second");
        assertTrue(after.get(4) < 5, after.toString());
        assertEquals(after.get(4) + 2, after.get(6), "no pause is longer than 64 s");
        assertEquals(0, connection.opened());
      }
      server.close();
      serving.get();
    }
  }

  @Test
  void runsAtMostSoManyAtOnceOverOneConnection() throws Exception {
    Path running = Files.createDirectories(directory.resolve("running"));
    String script = "cd '%s' || exit; : >$$; ls | wc -l; sleep 0.3; rm $$\n".formatted(running);
    try (Sshd sshd = Sshd.openSsh(directory.resolve("sshd"));
        RouterConnection connection =
            RouterLab.connection(router(sshd.server(), sshd.files("host_rsa.pub"), 3));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SshReply>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        all.add(threads.submit(() -> connection.run(script, LIMIT)));
      }
      int most = 0;
      for (Future<SshReply> each : all) {
        SshReply.Done done =
            assertInstanceOf(SshReply.Done.class, each.get(), each.get().toString());
        most = Math.max(most, Integer.parseInt(done.output().strip()));
      }
      assertTrue(most > 1 && most <= 3, most + " at once");
      assertEquals(1, connection.opened());
      assertEquals(1, sshd.connections().size());
    }
  }

  /** Neither the router nor the network closes the connection; they only fall silent. */
  @Test
  void replacesAConnectionThatDiedSilently() throws IOException {
    List<ProcessHandle> stopped = List.of();
    try (Sshd sshd = Sshd.openSsh(directory.resolve("sshd"));
        RouterConnection connection =
            RouterLab.connection(
                router(sshd.server(), sshd.files("host_rsa.pub"), 1), Duration.ofMillis(300))) {
      assertInstanceOf(SshReply.Done.class, connection.run("true\n", LIMIT));
      stopped = sshd.connections();
      stopped.forEach(p -> Sshd.run(List.of("kill", "-STOP", Long.toString(p.pid()))));
      SshReply reply = connection.run("echo again\n", LIMIT);
      assertEquals(new SshReply.Done(0, "again\n", "", false), reply);
      assertEquals(2, connection.opened());
    }
    assertEquals(1, stopped.size());
  }

  @Test
  void replacesAConnectionThatTheServerClosed() throws IOException {
    try (Sshd sshd = Sshd.openSsh(directory.resolve("sshd"));
        RouterConnection connection =
            RouterLab.connection(router(sshd.server(), sshd.files("host_rsa.pub"), 1))) {
      assertInstanceOf(SshReply.Done.class, connection.run("true\n", LIMIT));
      sshd.connections()
          .forEach(process -> {
            process.destroyForcibly();
            process.onExit().join();
          });
      SshReply reply = connection.run("echo again\n", LIMIT);
      assertEquals(new SshReply.Done(0, "again\n", "", false), reply);
    }
  }

  @Test
  void runsNothingAfterItsEnd() throws IOException {
    try (Sshd sshd = Sshd.openSsh(directory.resolve("sshd"))) {
      RouterConnection connection =
          RouterLab.connection(router(sshd.server(), sshd.files("host_rsa.pub"), 1));
      assertInstanceOf(SshReply.Done.class, connection.run("true\n", LIMIT));
      connection.close();
      assertInstanceOf(SshReply.Unavailable.class, connection.run("true\n", LIMIT));
      assertEquals(1, connection.opened());
    }
  }
}
