package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.cli.Launcher;
import dev.leasehold.cli.WatchProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shipped watcher with a token and an encrypted key: neither is where others may look. */
class RuntimeSecretsIT extends OpenSshLab {
  private static final String TOKEN = "tok-7c1f0e55aa";
  private static final String PASSPHRASE = "phrase-91d2bb07";

  private final Set<String> seen = new LinkedHashSet<>();

  @Test
  void keepsSecretsOutOfProcessesLogsAndState() throws Exception {
    Path key = Files.copy(server.clientKey, directory.resolve("id"));
    GitScenario.run(
        directory,
        List.of("ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", key.toString()));
    Files.writeString(directory.resolve("passphrase"), PASSPHRASE + "\n");
    Files.writeString(directory.resolve("token"), TOKEN + "\n");
    List<String> secrets = List.of(TOKEN, PASSPHRASE, Files.readAllLines(key).get(2));
    try (GitHttpServer http = GitHttpServer.plain(directory)) {
      http.writers.add(TOKEN);
      ProcessBuilder builder =
          new ProcessBuilder(
              Launcher.built().toString(), "watch", "--config", config(http).toString());
      builder.environment().put("LEASEHOLD_LOG_LEVEL", "DEBUG");
      try (WatchProcess watch = WatchProcess.start(builder)) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!(hasFetched("by-ssh") && hasFetched("by-https") && pushes(http))) {
          assertTrue(System.nanoTime() < end, () -> String.join("\n", watch.said()));
          look(watch.pid());
          boolean _ = watch.says(Duration.ofMillis(20), _ -> false);
        }
        look(watch.pid());
        assertTrue(
            Files.readAllLines(proc(watch.pid(), "limits")).stream()
                .anyMatch(line -> line.matches("Max core file size +0 +0 .*")),
            "it leaves no core dump");
        assertTrue(seen.stream().anyMatch(text -> text.contains("-XX:-CreateCoredumpOnCrash")));
        watch.terminate();
        assertNone(secrets, "the log", String.join("\n", watch.said()));
      }
    }
    seen.forEach(text -> assertNone(secrets, "a process", text));
    try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertNone(secrets, file.toString(), Files.readString(file, ISO_8859_1));
      }
    }
  }

  private static void assertNone(List<String> secrets, String where, String text) {
    for (String secret : secrets) {
      assertFalse(text.contains(secret), () -> where + " has " + secret + ": " + text);
    }
  }

  private boolean hasFetched(String target) throws IOException {
    Path packs = directory.resolve("state/git").resolve(target).resolve("objects/pack");
    if (!Files.isDirectory(packs)) {
      return false;
    }
    try (Stream<Path> files = Files.list(packs)) {
      return files.anyMatch(file -> file.toString().endsWith(".pack"));
    }
  }

  private static boolean pushes(GitHttpServer http) {
    return http.requests.stream().anyMatch(request -> request.contains("git-receive-pack"));
  }

  /** Collects what the other processes of this user see of a process and its children. */
  private void look(long pid) {
    Stream.concat(
            Stream.of(pid),
            ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid))
        .forEach(one -> {
          seen.add(read(proc(one, "cmdline")));
          seen.add(read(proc(one, "environ")));
        });
  }

  private static Path proc(long pid, String file) {
    return Path.of("/proc", String.valueOf(pid), file);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (FileSystemException e) {
      if (e instanceof NoSuchFileException || "No such process".equals(e.getReason())) {
        return ""; // it has ended, before or after the file was opened
      }
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path config(GitHttpServer http) throws IOException {
    Path config = directory.resolve("watcher.yaml");
    Files.writeString(
        config,
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata:
          name: home
        spec:
          stateDir: state
          targets:
            - {name: by-ssh, url: "%s", path: network, auth: key}
            - {name: by-https, url: "%s", branch: other, path: network, auth: token}
          auth:
            - {name: key, ssh: {keyFile: id, passphraseFile: passphrase, knownHostsFile: "%s"}}
            - {name: token, https: {username: me, tokenFile: token}}
        """
            .formatted(server.url(lab.remote), http.url("/remote.git"), knownHosts));
    lab.remoteGit("branch", "other", "main");
    return config;
  }
}
