package dev.leasehold.watch;

import dev.leasehold.api.Kinds;
import dev.leasehold.git.GitTarget;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a watcher is told at its start.
 *
 * @param name its identity, in the trailers of its commits
 * @param stateDir where it keeps what protocols and Git need to start again
 * @param target what it writes
 */
public record WatcherConfig(String name, Path stateDir, GitTarget target) {
  private static final String KIND = "WatcherConfig";

  /**
   * Reads a configuration.
   *
   * @param file what errors call it; relative paths in it count from its folder
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static WatcherConfig read(Path file, String text) {
    Field root = Document.inFile(file.toString(), 1, text).root();
    if (!Kinds.kindOf(root).equals(KIND)) {
      throw root.error("is no WatcherConfig of " + Kinds.API_VERSION);
    }
    String name = root.get("metadata").get("name").text();
    Field spec = root.get("spec");
    spec.allowOnly("stateDir", "targets", "auth", "author");
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    Field targets = spec.get("targets");
    List<Field> items = targets.items();
    if (items.size() != 1) {
      throw targets.error("this version writes to exactly one target, not to " + items.size());
    }
    return new WatcherConfig(
        name,
        folder.resolve(spec.get("stateDir").text()),
        target(items.getFirst(), spec, name, folder));
  }

  private static GitTarget target(Field target, Field spec, String watcher, Path folder) {
    target.allowOnly("name", "url", "branch", "path", "auth", "mode");
    target.find("mode").ifPresent(WatcherConfig::requirePush);
    GitTarget.Auth auth =
        target
            .find("auth")
            .map(reference -> auth(reference, spec, folder))
            .orElseGet(GitTarget.Auth.None::new);
    try {
      return new GitTarget(
          target.get("name").text(),
          target.get("url").text(),
          target.find("branch").map(Field::text).orElse("main"),
          target.find("path").map(Field::text).orElse(""),
          auth,
          author(spec.find("author"), watcher));
    } catch (IllegalArgumentException e) {
      throw target.error(String.valueOf(e.getMessage()));
    }
  }

  private static void requirePush(Field mode) {
    if (!mode.text().equals("Push")) {
      throw mode.error("'" + mode.text() + "' is not supported by this version; use Push");
    }
  }

  private static GitTarget.Auth auth(Field reference, Field spec, Path folder) {
    for (Field entry : spec.find("auth").map(Field::items).orElse(List.of())) {
      entry.allowOnly("name", "ssh");
      if (entry.get("name").text().equals(reference.text())) {
        Field ssh = entry.get("ssh");
        ssh.allowOnly("keyFile", "knownHosts");
        return new GitTarget.Auth.SshKey(
            folder.resolve(ssh.get("keyFile").text()),
            folder.resolve(ssh.get("knownHosts").text()));
      }
    }
    throw reference.error("'" + reference.text() + "' is not the name of an entry in spec.auth");
  }

  private static GitTarget.Author author(Optional<Field> author, String watcher) {
    author.ifPresent(field -> field.allowOnly("name", "email"));
    return new GitTarget.Author(
        author.flatMap(field -> field.find("name")).map(Field::text).orElse("Leasehold " + watcher),
        author
            .flatMap(field -> field.find("email"))
            .map(Field::text)
            .orElse("leasehold@localhost"));
  }
}
