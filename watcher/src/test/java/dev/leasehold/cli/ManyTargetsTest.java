package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.GitTarget;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.notify.Listening;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.wire.Lifetime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One watcher writes to several targets, which share their sources. */
final class ManyTargetsTest {
  private static final Instant HEARD = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path folder;
  private final List<Channel> opened = new ArrayList<>();

  @Test
  void eachTargetGetsItsCommit() throws IOException {
    SeedRepository one = repository("one");
    SeedRepository two = repository("two");
    config(target("one"), target("two"));
    Cli run = once("--exit-code");
    assertEquals(0, run.code(), run.err());
    assertEquals(2, one.commits());
    assertEquals(2, two.commits());
    assertEquals(1, opened.size(), "one source for both");
    assertEquals(3, once("--exit-code").code());
  }

  @Test
  void aTargetThatFailsHoldsUpNoOther() throws IOException {
    SeedRepository one = repository("one");
    config(target("gone"), target("one"));
    Cli run = once();
    assertEquals(1, run.code());
    assertTrue(run.err().contains("leasehold: gone: url: there is no directory "), run.err());
    assertEquals(2, one.commits());
  }

  @Test
  void twoFoldersOfOneBranchAreTwoTargets() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    packageFiles("shared")
        .forEach((path, text) -> {
          files.put("a/" + path, text);
          files.put("b/" + path, text);
        });
    SeedRepository shared = repository("shared", files);
    Path url = folder.resolve("shared.git");
    config("{name: a, url: " + url + ", path: a}", "{name: b, url: " + url + ", path: b}");
    Cli run = once();
    assertEquals(0, run.code(), run.err());
    assertEquals(3, shared.commits());
    assertEquals(3, once("--exit-code").code());
  }

  @Test
  void dryRunShowsTheCommitOfEachTarget() throws IOException {
    repository("one");
    repository("two");
    config(target("one"), target("two"));
    Cli run = once("--dry-run");
    assertEquals(0, run.code(), run.err());
    assertEquals(2, run.out().split("Would commit:", -1).length - 1, run.out());
  }

  @Test
  void tellsAReceiverAtTheNextStartWhatItDidNotGet() throws Exception {
    SeedRepository one = repository("one");
    Files.writeString(folder.resolve("token"), "sesame");
    try (Listening flux = new Listening()) {
      for (int i = 0; i < 100; i++) {
        flux.reply(503);
      }
      config(target("one", folder, "flux"));
      notify(flux);
      assertEquals(0, once().code());
    }
    assertEquals(2, one.commits());
    try (Listening flux = new Listening()) {
      config(target("one", folder, "flux"));
      notify(flux);
      String tip = Files.readString(folder.resolve("one.git/refs/heads/main")).strip();
      do { // the end of a run waits for a delivery for a second
        assertEquals(3, once("--exit-code").code());
      } while (!Files.readString(folder.resolve("state/told")).contains(tip));
      assertTrue(flux.next().body().contains(tip));
      flux.calls.clear();
      assertEquals(3, once("--exit-code").code());
      assertEquals(0, flux.calls.size());
    }
  }

  private static String target(String name, Path folder, String receiver) {
    return "{name: %s, url: %s, notify: [%s]}"
        .formatted(name, folder.resolve(name + ".git"), receiver);
  }

  private void notify(Listening flux) throws IOException {
    Path config = folder.resolve("watcher.yaml");
    Files.writeString(
        config,
        Files.readString(config)
            + "  notify:\n    - {name: flux, fluxReceiver: {url: '"
            + flux.at("/hook/f10")
            + "', tokenFile: token}}\n");
  }

  private Cli once(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("--config", folder.resolve("watcher.yaml").toString(), "--once"));
    arguments.addAll(List.of(options));
    WatchCommand command =
        new WatchCommand(channel -> {
          synchronized (opened) {
            opened.add(channel);
          }
          return announcing(channel);
        });
    return Cli.run(Leasehold.commandLine(command), arguments.toArray(String[]::new));
  }

  private static FakeSource announcing(Channel channel) {
    FakeSource source = new FakeSource();
    SourceEvent heard =
        new SourceEvent.Heard(
            new Observation(
                HEARD,
                new Origin.Advertised(channel.where(), Address.parse("fe80::1")),
                List.of(
                    new Observation.Announced(
                        Prefix.parse("2001:db8:a::/56"), Lifetime.FOREVER, Lifetime.FOREVER))));
    source.emit(new SourceEvent.Listening(HEARD, channel));
    source.emit(heard);
    source.answer(heard);
    return source;
  }

  private String target(String name) {
    return "{name: " + name + ", url: " + folder.resolve(name + ".git") + "}";
  }

  private SeedRepository repository(String name) throws IOException {
    return repository(name, packageFiles(name));
  }

  private SeedRepository repository(String name, Map<String, byte[]> files) throws IOException {
    return SeedRepository.create(
        folder.resolve(name + ".git"),
        files,
        new GitTarget.Author("Somebody", "somebody@example.org"),
        HEARD.minus(Duration.ofDays(1)),
        "Begin\n");
  }

  private Map<String, byte[]> packageFiles(String name) throws IOException {
    Path files = Cli.examplePackage(folder.resolve(name));
    Path intent = files.resolve("intent/home-ipv6.yaml");
    Files.writeString(
        intent,
        Files.readString(intent)
            .replace(
                "    drainPeriod: 60m\n",
                "    minStable: 0s\n  accept:\n    within: [\"2001:db8::/32\"]\n"));
    Map<String, byte[]> bytes = new TreeMap<>();
    Cli.tree(files).forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return bytes;
  }

  private void config(String... targets) {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: WatcherConfig
            metadata:
              name: test
            spec:
              stateDir: state
              batch: {window: 0s}
              targets:
            """);
    for (String target : targets) {
      text.append("    - ").append(target).append('\n');
    }
    Cli.write(folder.resolve("watcher.yaml"), text.toString());
  }
}
