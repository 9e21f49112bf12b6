package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.notify.ServerLab;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the watcher that leads is full or hangs, and another one has a good one. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class ElectionFitnessIT {
  private static final Path COMPONENT = Path.of("../docs/deploy/leader-election");

  @TempDir private Path folder;
  private ServerLab servers;
  private Path disk;
  private boolean isMounted;
  private WatchedRepository first;
  private WatchedRepository second;
  private final List<WatchProcess> running = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to mount a disk");
    servers = new ServerLab(folder);
    servers.up("apiserver");
    String _ = servers.kubectl("create", "namespace", "leasehold");
    servers.apply(Files.readString(COMPONENT.resolve("objects.yaml")));
    servers.markReleased("leasehold", "leasehold-home");
    disk = Files.createDirectories(folder.resolve("first/state"));
    String _ =
        Namespace.run(
            List.of("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.toString()), "");
    isMounted = true;
    first =
        WatchedRepository.create(
            folder.resolve("first"), line -> line, "interface: {name: lo}\n", "drainPeriod: 3s");
    first.rename("home");
    first.configure("web: {listen: \"127.0.0.1:0\"}");
    first.configure(
        "cluster: {kubeconfig: "
            + servers.setting("KUBECONFIG")
            + ", leaderElection: {enabled: true, namespace: leasehold}}");
    second = first.onAnother(folder.resolve("second"), line -> line);
  }

  @AfterEach
  void stop() throws Exception {
    running.forEach(WatchProcess::close);
    if (isMounted) {
      String _ = Namespace.run(List.of("umount", disk.toString()), "");
    }
    if (servers != null) {
      servers.close();
    }
  }

  private WatchProcess start(WatchedRepository house) throws Exception {
    WatchProcess started = house.watch();
    running.add(started);
    return started;
  }

  private void fill() throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertEquals("No space left on device", e.getMessage());
    }
  }

  private static void awaitLine(WatchProcess watch, String part) throws Exception {
    watch.awaitLine(part, WatchedRepository.SOON, line -> line.contains(part));
  }

  @Test
  void anotherWorksWhileTheDiskOfTheLeaderIsFull() throws Exception {
    WatchProcess a = start(first);
    awaitLine(a, "leading: ");
    WatchProcess b = start(second);
    awaitLine(b, "standing by: ");

    fill();
    long full = System.nanoTime();
    awaitLine(a, "No space left on device. Make room there and let this user write; offering");
    print("the Lease was offered", full);
    awaitLine(a, "No space left on device. Make room there and let this user write; giving up");
    awaitLine(b, "leading: ");
    print("another one worked", full);
    awaitLine(a, "standing by: ");

    long ended = System.nanoTime();
    b.terminate(); // there is nobody else: a full disk is better than nobody
    a.awaitLine(
        "term 3",
        WatchedRepository.SOON,
        line -> line.contains("leading: ") && line.contains("in term 3"));
    print("the first one worked again", ended);
  }

  /** A read of its disk never ends, so its work cannot end either: the process does. */
  @Test
  void aLeaderWhoseDiskHangsEndsItself() throws Exception {
    ServerLab.needsPatience(); // 30 s until it offers the Lease, and 45 s for the end of its work
    WatchProcess a = start(first);
    awaitLine(a, "leading: ");
    WatchProcess b = start(second);
    awaitLine(b, "standing by: ");

    Path duid = Files.createDirectories(disk.resolve("dhcpv6")).resolve("duid");
    Files.deleteIfExists(duid);
    String _ = Namespace.run(List.of("mkfifo", duid.toString()), "");
    long hangs = System.nanoTime();
    awaitLine(
        a,
        "reading and writing the DUID and the delegations has not ended after 30 s. See why the"
            + " disk hangs; offering the Lease");
    print("the Lease was offered", hangs);
    awaitLine(a, "the work has not ended after 45 s; ending this process");
    assertEquals(1, a.awaitExit(WatchedRepository.SOON));
    print("the process ended", hangs);
    awaitLine(b, "leading: ");
    print("another one worked", hangs);
  }

  private static void print(String what, long since) {
    System.out.printf("%s after %.1f s%n", what, (System.nanoTime() - since) / 1e9);
  }
}
