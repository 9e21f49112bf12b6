package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image of the watcher, on a node with a provider that delegates and a router. */
class WatcherImageIT {
  private static final String IMAGE = "localhost/leasehold:it";
  private static final String CONTAINER = "leasehold-it-" + ProcessHandle.current().pid();
  private static final String ACQUISITION =
      "dhcpv6: {interface: %1$s, requestedPrefixLength: 60}\nrouterAdvertisement: {interface: %1$s}\n"
          .formatted(NetworkLab.ACCESS_INTERFACE);

  @TempDir private static Path folder;
  private static NetworkLab lab;

  @BeforeAll
  static void buildTheImage() throws Exception {
    NetworkLab.needs("podman", "crun", "setcap");
    lab = NetworkLab.up(folder.resolve("lab"), Map.of("LAB_PD_POOLLEN", "60", "LAB_NODE_DAD", "0"));
    Launcher.built();
    say(List.of(".build/dist/image", IMAGE));
    // The files of this machine, so that a broken image fails and is not skipped.
    assumeTrue(
        succeeds(podman("run", "--rm", "--network", "none", "--rootfs", "/:O", "/bin/true")),
        "podman runs no container here");
    String version =
        say(podman("run", "--rm", "--network", "none", "--cap-add", "NET_RAW", IMAGE, "version"));
    assertTrue(version.contains("leasehold " + Version.NUMBER), version);
  }

  @AfterAll
  static void removeNetwork() throws Exception {
    if (lab != null) {
      lab.down();
    }
  }

  @Test
  void isTheSameWhenBuiltAgainAndNotOfRoot() throws Exception {
    List<String> facts =
        List.of("podman", "image", "inspect", "--format", "{{.Digest}} {{.User}} {{.Size}}", IMAGE);
    String first = say(facts);
    say(List.of(".build/dist/image", IMAGE));
    assertEquals(first, say(facts));
    String[] words = first.strip().split(" ");
    assertEquals("65532:65532", words[1]);
    assertTrue(Long.parseLong(words[2]) < 200_000_000, words[2] + " bytes");
  }

  /** As the Pod of the agent: root, with one capability that is not the watcher's. */
  @Test
  void anAgentNeedsOneCapabilityAlone() throws Exception {
    String said = restricted("0:0", List.of("--cap-add", "NET_ADMIN"), "agent", "--help");
    assertTrue(said.startsWith("Usage: leasehold agent"), said);
  }

  /** As a watcher that only probes, or only follows interfaces and routers. */
  @Test
  void startsWithoutTheCapabilitiesThatItDoesNotNeed() throws Exception {
    for (String user : List.of("0:0", "65532:65532")) {
      for (List<String> added : List.of(List.<String>of(), List.of("--cap-add", "NET_RAW"))) {
        String said = restricted(user, added, "version");
        assertTrue(said.contains("leasehold " + Version.NUMBER), user + " " + added + ": " + said);
      }
    }
  }

  private static String restricted(String user, List<String> more, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(podman("run", "--rm", "--network", "none"));
    line.addAll(List.of("--user", user, "--read-only", "--cap-drop", "all"));
    line.addAll(more);
    line.addAll(List.of("--security-opt", "no-new-privileges", IMAGE));
    line.addAll(List.of(command));
    return say(line);
  }

  @Test
  void acquiresAPrefixOnAReadOnlyRootAndPushesACommit() throws Exception {
    Path mine = folder.resolve("house");
    WatchedRepository house =
        WatchedRepository.create(
            mine, line -> inContainer(mine, line), ACQUISITION, "drainPeriod: 3s");
    // The container's user owns the state, and may write to the repository.
    say(List.of("install", "-d", "-o", "65532", "-m", "700", house.state().toString()));
    say(List.of("chmod", "-R", "a+rwX", house.remote().toString()));
    String prefix = lab.setting("LAB_PD_POOL");
    try (WatchProcess watch = house.watch()) {
      watch.awaitLine(
          "advertisement", WatchedRepository.SOON, line -> line.contains("fe80::1 on up0 lends "));
      house.awaitPush(watch, "Lease home-ipv6: " + prefix, "New: " + prefix, "Reason: Acquired");
      String config = mine.resolve("watcher.yaml").toString();
      String status = say(podman("exec", CONTAINER, "leasehold", "status", "--config", config));
      assertTrue(status.contains(prefix), status);
      say(podman("stop", "--time", "60", CONTAINER));
      watch.awaitLine(
          "last line",
          WatchedRepository.SOON,
          line -> line.contains(" ended; leases in Git do not change"));
      assertNotEquals(137, watch.awaitExit(Duration.ofMinutes(1)), "killed");
      house.assertNoMoreCommits();
    } finally {
      succeeds(podman("rm", "--force", "--ignore", CONTAINER));
    }
  }

  /** The image in place of the program of this machine; only these files are in it. */
  private static List<String> inContainer(Path mine, List<String> line) {
    List<String> command =
        new ArrayList<>(
            podman(
                "run",
                "--rm",
                "--name",
                CONTAINER,
                "--network",
                "ns:/run/netns/" + lab.namespace("node"),
                "--read-only",
                "--read-only-tmpfs=false",
                "--cap-drop",
                "all",
                "--cap-add",
                "NET_RAW",
                "--cap-add",
                "NET_BIND_SERVICE",
                "--env",
                "LEASEHOLD_LOG_LEVEL"));
    for (String file : List.of("watcher.yaml:ro", "remote.git:rw", "state:rw")) {
      String[] words = file.split(":");
      String path = mine.resolve(words[0]).toString();
      command.addAll(List.of("--volume", path + ":" + path + ":" + words[1]));
    }
    command.add(IMAGE);
    command.addAll(line.subList(1, line.size()));
    return command;
  }

  private static List<String> podman(String... arguments) {
    List<String> line =
        new ArrayList<>(List.of(Launcher.ROOT.resolve(".build/in-cgroup2").toString(), "podman"));
    line.addAll(List.of(arguments));
    return line;
  }

  private static boolean succeeds(List<String> line) throws IOException, InterruptedException {
    return start(line).waitFor() == 0;
  }

  private static String say(List<String> line) throws IOException, InterruptedException {
    Process process = start(line);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), line + "\n" + out);
    return out;
  }

  private static Process start(List<String> line) throws IOException {
    return new ProcessBuilder(line)
        .directory(Launcher.ROOT.toFile())
        .redirectErrorStream(true)
        .redirectInput(Path.of("/dev/null").toFile())
        .start();
  }
}
