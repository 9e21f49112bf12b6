package dev.leasehold.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.cli.Forwarder;
import dev.leasehold.notify.ServerLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The follower of the agent at a real API server that is slow, or has forgotten what changed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class ObjectWatchIT {
  private static final String PATH = "/api/v1/namespaces/default/configmaps";

  @TempDir private Path folder;
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private ServerLab lab;
  private Forwarder line;
  private @Nullable ApiServer server;
  private @Nullable ObjectWatch watch;
  private @Nullable Thread thread;

  @BeforeEach
  void start() throws Exception {
    lab = new ServerLab(folder);
    lab.up("apiserver");
    line = Forwarder.to(lab.apiServerPort());
    Files.writeString(folder.resolve("kubeconfig"), lab.kubeconfigOf(line.port()));
    create("a");
    create("b");
  }

  @AfterEach
  void stop() throws Exception {
    if (watch != null && server != null && thread != null) {
      watch.stop();
      server.close();
      thread.interrupt();
      thread.join();
    }
    if (line != null) {
      line.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  private void follow(Duration endOfWatch, RandomGenerator random) {
    Duration answer = Duration.ofSeconds(5);
    ApiServer made =
        new ApiServer(
            AccessSource.of(Optional.of(folder.resolve("kubeconfig")), Map.of()),
            "test",
            "docs/ip-rules.md",
            new ApiServer.Limits(answer, answer, Duration.ofMinutes(5), endOfWatch));
    Duration pause = Duration.ofMillis(20);
    ObjectWatch follower =
        new ObjectWatch(
            made,
            PATH,
            Projection.SCALARS_OF_SPEC,
            new Told(),
            random,
            new ObjectWatch.Pauses(pause, pause));
    server = made;
    watch = follower;
    thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                follower.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private final class Told implements ObjectWatch.Listener {
    @Override
    public void listed(List<ApiObject> objects) {
      told.add("listed " + objects.stream().map(ApiObject::name).sorted().toList());
    }

    @Override
    public void changed(ApiObject object) {
      told.add("changed " + object.name());
    }

    @Override
    public void deleted(ApiObject object) {
      told.add("deleted " + object.name());
    }

    @Override
    public void forgotten(String why) {
      told.add("forgotten " + why);
    }

    @Override
    public void lost(String why) {
      told.add("lost " + why);
    }
  }

  private String next() throws InterruptedException {
    String said = told.poll(60, TimeUnit.SECONDS);
    assertNotNull(said, "silence");
    return said;
  }

  private void create(String name) throws Exception {
    String _ = lab.kubectl("create", "configmap", name);
  }

  private void delete(String name) throws Exception {
    String _ = lab.kubectl("delete", "configmap", name);
  }

  @Test
  void givesUpASlowServerAndComesBack() throws Exception {
    follow(Duration.ofMinutes(5), new Random(1));
    assertEquals("listed [a, b]", next());
    line.hold();
    delete("b");
    create("c");
    line.cut();
    String lost = next();
    while (!lost.contains("no answer within 5 s")) { // the end of the watch is said first
      assertTrue(lost.startsWith("lost GET "), lost);
      lost = next();
    }
    line.release();
    String back = next();
    while (back.startsWith("lost GET ")) {
      back = next();
    }
    assertEquals("listed [a, c]", back);
    create("d");
    assertEquals("changed d", next());
  }

  /** Between two watches the server forgets the version of the first: 410. */
  @Test
  void listsAgainWhenTheServerHasForgottenTheVersion() throws Exception {
    SynchronousQueue<Boolean> pauses = new SynchronousQueue<>();
    follow(
        Duration.ofSeconds(1),
        new Random(1) {
          private static final long serialVersionUID = 1L;

          @Override
          public long nextLong(long bound) { // the length of a pause
            try {
              pauses.put(true);
              pauses.put(true);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return 0;
          }
        });
    assertEquals("listed [a, b]", next());
    pauses.take(); // the first watch has ended
    delete("b");
    create("c");
    lab.forgetVersions();
    pauses.take();
    String gone = "forgotten GET " + PATH + ": 410 ";
    String said = next();
    assertTrue(said.startsWith(gone), said);
    pauses.take();
    pauses.take();
    assertEquals("listed [a, c]", next());
  }
}
