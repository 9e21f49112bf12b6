package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A bare remote, a clone for people's commits, and native git as the other client. */
final class GitScenario {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final GitTarget.Author AUTHOR =
      new GitTarget.Author("Leasehold", "leasehold@home.example");

  final Path remote;
  final Path people;
  final Path state;
  final List<Duration> pauses = new ArrayList<>();

  GitScenario(Path directory) {
    remote = directory.resolve("remote.git");
    people = directory.resolve("people");
    state = directory.resolve("state/home.git");
    try {
      Files.createDirectories(state.getParent());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    git(directory, "init", "-q", "--bare", "-b", "main", remote.toString());
    git(directory, "clone", "-q", remote.toString(), people.toString());
    git(people, "checkout", "-q", "-B", "main");
    git(people, "config", "user.name", "Person");
    git(people, "config", "user.email", "person@home.example");
  }

  /** A scenario with a pushed package of two files in {@code network}. */
  static GitScenario withPackage(Path directory) {
    GitScenario lab = new GitScenario(directory);
    lab.pushed(
        Map.of(
            "README.md", "ours\n",
            "network/pool.yaml", "kind: Pool\n",
            "network/intent/prefix.yaml", "kind: Prefix\n"));
    return lab;
  }

  GitTarget target() {
    return target("main", "network");
  }

  GitTarget target(String branch, String path) {
    return new GitTarget(
        "home", "file://" + remote, branch, path, new GitTarget.Auth.None(), AUTHOR);
  }

  GitWriter writer() {
    return writer(target());
  }

  GitWriter writer(GitTarget target) {
    return writer(target, state);
  }

  GitWriter writer(GitTarget target, Path directory) {
    return new GitWriter(target, directory, () -> NOW, new Random(1), pauses::add, operations());
  }

  /** A writer with the default deadlines. */
  static Operations operations() {
    return new Operations(Timeouts.DEFAULT, System::nanoTime);
  }

  /** Commits and pushes as a person; returns the commit id. */
  String pushed(Map<String, String> files) {
    new TreeMap<>(files).forEach((path, content) -> write(people.resolve(path), content));
    return pushAll();
  }

  String pushAll() {
    git(people, "add", "-A");
    git(people, "commit", "-q", "-m", "By a person");
    git(people, "push", "-q", "origin", "HEAD");
    return git(people, "rev-parse", "HEAD").strip();
  }

  String tip() {
    return remoteGit("rev-parse", "main").strip();
  }

  String file(String path) {
    return remoteGit("show", "main:" + path);
  }

  List<String> tree() {
    return remoteGit("ls-tree", "-r", "main").lines().toList();
  }

  long commits() {
    return remoteGit("rev-list", "main").lines().count();
  }

  String remoteGit(String... arguments) {
    return git(remote, arguments);
  }

  /** Creates a Git object from input; returns its id. */
  String made(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return run(remote, command, input).strip();
  }

  void hook(String name, String script) {
    Path hook = remote.resolve("hooks").resolve(name);
    write(hook, "#!/bin/sh\n" + script);
    try {
      Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void unhook(String name) {
    try {
      Files.delete(remote.resolve("hooks").resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Proposal.Change change(String path, String content) {
    return new Proposal.Change(Map.of(path, content.getBytes(UTF_8)), Set.of(), "Change " + path);
  }

  static Proposal.Change deletion(String path) {
    return new Proposal.Change(Map.of(), Set.of(path), "Delete " + path);
  }

  static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String git(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return run(directory, command);
  }

  static String run(Path directory, List<String> command) {
    return run(directory, command, "");
  }

  private static String run(Path directory, List<String> command, String input) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.redirectErrorStream(true);
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      builder.environment().put("GIT_COMMITTER_DATE", NOW.minusSeconds(1000).toString());
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
