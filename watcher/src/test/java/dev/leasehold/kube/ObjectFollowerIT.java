package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.cli.Forwarder;
import dev.leasehold.cli.Logged;
import dev.leasehold.notify.ServerLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A follower at a real API server that is slow, or has forgotten what changed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class ObjectFollowerIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private ServerLab lab;
  private Forwarder line;
  private ClusterConnection connection;
  private ObjectFollower<String> follower;

  @BeforeEach
  void start() throws Exception {
    lab = new ServerLab(folder);
    lab.up("apiserver");
    line = Forwarder.to(lab.apiServerPort());
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, lab.kubeconfigOf(line.port()));
    connection = new ClusterConnection(new Cluster(Optional.of(kubeconfig)), Map.of(), DEADLINE);
    follower =
        new ObjectFollower<>(
            ObjectKind.SERVICES, connection, ObjectFollowerIT::text, System::nanoTime);
    create("a");
    create("b");
  }

  @AfterEach
  void stop() throws Exception {
    if (follower != null) {
      follower.close();
      connection.close();
      line.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  private static String text(ClusterObject service) {
    return service.name() + service.annotations();
  }

  private void create(String name) throws Exception {
    String _ = lab.kubectl("create", "service", "clusterip", name, "--tcp=80");
  }

  /** What is changed, deleted and created while the follower is told nothing. */
  private void change() throws Exception {
    String _ = lab.kubectl("annotate", "service", "a", "seen=no");
    String _ = lab.kubectl("delete", "service", "b");
    create("c");
  }

  /** The names of the Services with their annotations, but for the API server's own Service. */
  private List<String> told() {
    return follower.list().stream()
        .filter(text -> !text.startsWith("kubernetes"))
        .sorted()
        .toList();
  }

  private void awaitTold(String... services) {
    awaitThat(() -> told().equals(List.of(services)));
  }

  private interface Condition {
    boolean holds();
  }

  private void awaitThat(Condition condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < until, told() + " " + follower.task().trouble());
      Thread.onSpinWait();
    }
  }

  /** Each request ends at its deadline; what was told last stays, and nothing is missed later. */
  @Test
  void givesUpASlowServerAndComesBack() throws Exception {
    follower.start();
    awaitTold("a{}", "b{}");
    line.hold();
    change();
    line.cut();
    awaitThat(() -> !follower.task().trouble().isEmpty());
    assertEquals(
        "the API server https://127.0.0.1:"
            + line.port()
            + "/ does not answer: no answer within 5 s",
        follower.task().trouble());
    assertEquals(List.of("a{}", "b{}"), told());
    line.release();
    awaitTold("a{seen=no}", "c{}");
    awaitThat(() -> follower.task().trouble().isEmpty());
    create("d");
    awaitTold("a{seen=no}", "c{}", "d{}");
  }

  /** The version of the list is gone before the watch begins: 410. */
  @Test
  void listsAgainWhenTheServerHasForgottenTheVersion() throws Exception {
    AtomicInteger lists = new AtomicInteger();
    CountDownLatch listed = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    follower.onChange(() -> {
      if (lists.getAndIncrement() == 0) { // between the first list and its watch
        listed.countDown();
        try {
          goesOn.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    });
    try (Logged of = Logged.by(ObjectFollower.class);
        Logged ofTask = Logged.by(ClusterTask.class)) {
      follower.start();
      listed.await();
      assertEquals(List.of("a{}", "b{}"), told());
      change();
      lab.forgetVersions();
      goesOn.countDown();
      awaitTold("a{seen=no}", "c{}");
      awaitThat(follower::isFollowing);
      create("d");
      awaitTold("a{seen=no}", "c{}", "d{}");
      assertEquals(
          1,
          of.lines(
                  "the API server no longer has the changes of services since the last list (410 Gone)")
              .size());
      assertEquals(List.of(), ofTask.lines(""));
    }
  }
}
