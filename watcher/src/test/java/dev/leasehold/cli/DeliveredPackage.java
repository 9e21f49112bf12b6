package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A repository with a package that a deliverer reads, as people and the watcher write it. */
final class DeliveredPackage {
  static final String POOL = "load-balancers-v6";

  private final Path repository;
  private final Path work;

  /** A bare repository {@code home.git} in a folder, and a clone of it with a new package. */
  DeliveredPackage(Path folder) throws Exception {
    repository = folder.resolve("home.git");
    work = folder.resolve("work");
    git(List.of("git", "init", "-q", "--bare", "-b", "main", repository.toString()));
    git(List.of("git", "init", "-q", "-b", "main", work.toString()));
    inWork("remote", "add", "origin", repository.toString());
    Cli made = Cli.run("init", "--component", "bgp", folder().toString());
    assertEquals(0, made.code(), made.err());
  }

  Path repository() {
    return repository;
  }

  /** The folder of the package. */
  Path folder() {
    return work.resolve("network");
  }

  Path manifest(String name) {
    return folder().resolve("manifests").resolve(name);
  }

  /** The prefixes that the watcher holds: the current one, and those that drain; renders. */
  void lease(String... prefixes) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: PrefixLease
            metadata:
              name: home-ipv6
              annotations:
                config.kubernetes.io/local-config: "true"
            spec:
              source: router-advertisement
              prefixes:
            """);
    for (String prefix : prefixes) {
      text.append("    - prefix: \"").append(prefix).append("\"\n");
      text.append(
          prefix.equals(prefixes[0])
              ? "      state: Current\n"
              : "      state: Draining\n      drainUntil: \"2026-11-30T11:00:00Z\"\n");
      text.append("      since: \"2026-11-30T10:00:00Z\"\n");
    }
    Files.writeString(folder().resolve("leases/home-ipv6.yaml"), text.toString());
    Cli rendered = Cli.run("render", folder().toString());
    assertEquals(0, rendered.code(), rendered.err());
  }

  /** Takes a manifest out of what is delivered. */
  void remove(Path manifest) throws IOException {
    Files.delete(manifest);
    Path list = manifest("kustomization.yaml");
    String before = Files.readString(list);
    String after = before.replace("  - " + manifest.getFileName() + "\n", "");
    assertTrue(after.length() < before.length(), before);
    Files.writeString(list, after);
  }

  /** The manifest of the only object of a kind. */
  Path manifestOf(String kind) throws IOException {
    try (var files = Files.list(folder().resolve("manifests"))) {
      for (Path file : files.sorted().toList()) {
        if (Files.readString(file).contains("\nkind: " + kind + "\n")) {
          return file;
        }
      }
    }
    throw new IOException("no " + kind + " in " + folder());
  }

  static void replace(Path file, String before, String after) throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(before), text);
    Files.writeString(file, text.replace(before, after));
  }

  /** Commits all and pushes; returns the commit. */
  String push(String message) throws Exception {
    inWork("add", "-A");
    inWork("commit", "-q", "-m", message);
    inWork("push", "-q", "origin", "main");
    return inWork("rev-parse", "HEAD").strip();
  }

  String inWork(String... arguments) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                "git",
                "-C",
                work.toString(),
                "-c",
                "user.name=Somebody",
                "-c",
                "user.email=somebody@example.org"));
    line.addAll(Arrays.asList(arguments));
    return git(line);
  }

  private static String git(List<String> line) throws Exception {
    List<String> bare =
        new ArrayList<>(List.of("env", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null"));
    bare.addAll(line);
    return Namespace.run(bare, "");
  }
}
