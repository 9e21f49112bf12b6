package dev.leasehold.config;

import dev.leasehold.api.Durations;
import dev.leasehold.api.Kinds;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.Timeouts;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.krm.Place;
import dev.leasehold.net.Address;
import dev.leasehold.watch.CommitRate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings of a watcher.
 *
 * @param name the name of the watcher, in the trailers of its commits
 * @param stateDir the directory for protocol state and the clone
 * @param target the target to write to
 * @param timeouts the time limits of operations with the Git server
 * @param listen the address of the status page; empty: none
 * @param batch the commit limit of the target
 * @param dhcpv6OptionFiles the files with contents of DHCPv6 options, by name
 */
public record WatcherConfig(
    String name,
    Path stateDir,
    GitTarget target,
    Timeouts timeouts,
    Optional<InetSocketAddress> listen,
    CommitRate.Limits batch,
    Map<String, Path> dhcpv6OptionFiles) {
  public WatcherConfig {
    dhcpv6OptionFiles = Map.copyOf(dhcpv6OptionFiles);
  }

  /** The default address, reachable only from this machine. */
  private static final String LOOPBACK = "127.0.0.1:9546";

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final String KIND = "WatcherConfig";
  private static final String WHAT_TO_WRITE =
      "start with 'apiVersion: "
          + Kinds.API_VERSION
          + "' and 'kind: "
          + KIND
          + "', or use the file that leasehold init DIR creates";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /**
   * Reads a configuration.
   *
   * @param file the name of the file in errors; relative paths in the text start at its folder
   * @throws dev.leasehold.krm.FieldException for the first invalid field
   */
  public static WatcherConfig read(Path file, String text) {
    Document document = onlyDocument(file.toString(), text);
    if (document.tree().isEmpty()) {
      throw new FieldException(Place.file(file.toString()), "is empty; " + WHAT_TO_WRITE);
    }
    Field root = document.root();
    if (!Kinds.kindOf(root).equals(KIND)) {
      throw root.error("is not a WatcherConfig; " + WHAT_TO_WRITE);
    }
    root.allowOnly("apiVersion", "kind", "metadata", "spec");
    Field spec = root.get("spec");
    spec.allowOnly(
        "stateDir", "targets", "auth", "author", "timeouts", "web", "batch", "dhcpv6OptionFiles");
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    Field targets = spec.get("targets");
    List<Field> items = targets.items();
    if (items.size() != 1) {
      throw targets.error("this version writes to exactly one target, not to " + items.size());
    }
    String name = name(root.get("metadata"));
    return new WatcherConfig(
        name,
        folder.resolve(spec.get("stateDir").text()),
        target(items.getFirst(), spec, name, folder),
        timeouts(spec.find("timeouts")),
        listen(spec.find("web")),
        batch(spec.find("batch")),
        optionFiles(spec.find("dhcpv6OptionFiles"), folder));
  }

  private static Document onlyDocument(String file, String text) {
    List<Document> documents =
        KrmPackage.of(new TreeMap<>(Map.of(file, text))).documents().stream()
            .filter(document -> document.tree().isPresent())
            .toList();
    if (documents.size() > 1) {
      throw new FieldException(
          new Place(file, documents.get(1).fileLine(0), "", ""),
          "a second document begins here; keep only one WatcherConfig in this file");
    }
    return documents.isEmpty() ? Document.inFile(file, 1, text) : documents.getFirst();
  }

  private static Map<String, Path> optionFiles(Optional<Field> entries, Path folder) {
    Map<String, Path> files = new HashMap<>();
    for (Field entry : entries.map(Field::items).orElse(List.of())) {
      entry.allowOnly("name", "file");
      Path file = folder.resolve(entry.get("file").text());
      if (files.put(name(entry), file) != null) {
        throw entry.get("name").error("'" + name(entry) + "' is a duplicate name; choose another");
      }
    }
    return files;
  }

  private static Timeouts timeouts(Optional<Field> given) {
    given.ifPresent(field -> field.allowOnly("look", "push", "clone", "idle"));
    return new Timeouts(
        timeout(given, "look", Timeouts.DEFAULT.look()),
        timeout(given, "push", Timeouts.DEFAULT.push()),
        timeout(given, "clone", Timeouts.DEFAULT.cloning()),
        timeout(given, "idle", Timeouts.DEFAULT.idle()));
  }

  private static Duration timeout(Optional<Field> given, String key, Duration otherwise) {
    Optional<Field> field = given.flatMap(timeouts -> timeouts.find(key));
    Duration timeout = field.map(Durations::read).orElse(otherwise);
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw field
          .orElseThrow()
          .error(
              "'"
                  + field.get().text()
                  + "' is not within 1s and 24h; leave it out for "
                  + otherwise.toSeconds()
                  + "s");
    }
    return timeout;
  }

  private static CommitRate.Limits batch(Optional<Field> batch) {
    batch.ifPresent(field -> field.allowOnly("perMinute", "perHour"));
    return new CommitRate.Limits(
        limit(batch, "perMinute", CommitRate.Limits.DEFAULT.perMinute()),
        limit(batch, "perHour", CommitRate.Limits.DEFAULT.perHour()));
  }

  private static int limit(Optional<Field> batch, String key, int otherwise) {
    return batch.flatMap(b -> b.find(key)).map(f -> f.integer(0, 10_000)).orElse(otherwise);
  }

  private static Optional<InetSocketAddress> listen(Optional<Field> web) {
    web.ifPresent(field -> field.allowOnly("listen"));
    Optional<Field> field = web.flatMap(w -> w.find("listen"));
    String text = field.map(Field::text).orElse(LOOPBACK);
    if (text.equals("none")) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      String host = text.substring(0, Math.max(colon, 0));
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      Address address = Address.parse(bracketed ? host.substring(1, host.length() - 1) : host);
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port));
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw field
          .orElseThrow()
          .error(
              "'"
                  + text
                  + "' is not an address with a port; use a form such as 127.0.0.1:9546, [::]:9546, or none");
    }
  }

  /** A name that is safe in trailers and as a folder of the state directory. */
  private static String name(Field parent) {
    Field field = parent.get("name");
    String name = field.text();
    if (!NAME.matcher(name).matches()) {
      throw field.error(
          "'"
              + name.replaceAll("\\s", " ")
              + "' is not a valid name: use letters, digits, '.', '_' and '-', with a letter or digit first"
              + " two");
    }
    return name;
  }

  private static GitTarget target(Field target, Field spec, String watcher, Path folder) {
    target.allowOnly("name", "url", "branch", "path", "auth", "mode");
    target.find("mode").ifPresent(WatcherConfig::requirePush);
    Map<String, GitTarget.Auth> known = auth(spec.find("auth"), folder);
    GitTarget.Auth auth =
        target
            .find("auth")
            .map(reference -> referred(reference, known))
            .orElseGet(GitTarget.Auth.None::new);
    String name = name(target);
    GitTarget.Author author = author(spec, watcher);
    try {
      return new GitTarget(
          name,
          target.get("url").text(),
          target.find("branch").map(Field::text).orElse("main"),
          target.find("path").map(Field::text).orElse(""),
          auth,
          author);
    } catch (IllegalArgumentException e) {
      throw misfit(target, e);
    }
  }

  /** An error at the field that the message begins with. */
  private static FieldException misfit(Field parent, IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    int colon = message.indexOf(": ");
    String key = message.substring(message.lastIndexOf('.', colon) + 1, colon);
    String words = message.substring(colon + 2);
    return parent
        .find(key)
        .map(field -> field.error(words))
        .orElseGet(() -> {
          Place at = parent.place();
          String path = at.field() + "." + key;
          return new FieldException(new Place(at.file(), at.line(), at.object(), path), words);
        });
  }

  private static void requirePush(Field mode) {
    if (!mode.text().equals("Push")) {
      throw mode.error("'" + mode.text() + "' is not supported by this version; use Push");
    }
  }

  private static GitTarget.Auth referred(Field reference, Map<String, GitTarget.Auth> known) {
    return Optional.ofNullable(known.get(reference.text()))
        .orElseThrow(() ->
            reference.error(
                "'"
                    + reference.text()
                    + "' is not the name of an entry in spec.auth; "
                    + (known.isEmpty()
                        ? "the list is empty; add {name: "
                            + reference.text()
                            + ", ssh: {keyFile: FILE, knownHostsFile: FILE}}"
                        : "available: " + String.join(", ", new TreeSet<>(known.keySet())))));
  }

  private static Map<String, GitTarget.Auth> auth(Optional<Field> entries, Path folder) {
    Map<String, GitTarget.Auth> known = new HashMap<>();
    for (Field entry : entries.map(Field::items).orElse(List.of())) {
      entry.allowOnly("name", "ssh");
      Field ssh = entry.get("ssh");
      ssh.allowOnly("keyFile", "knownHostsFile");
      known.put(
          entry.get("name").text(),
          new GitTarget.Auth.SshKey(
              folder.resolve(ssh.get("keyFile").text()),
              folder.resolve(ssh.get("knownHostsFile").text())));
    }
    return known;
  }

  private static GitTarget.Author author(Field spec, String watcher) {
    Optional<Field> author = spec.find("author");
    author.ifPresent(field -> field.allowOnly("name", "email"));
    try {
      return new GitTarget.Author(
          author
              .flatMap(field -> field.find("name"))
              .map(Field::text)
              .orElse("Leasehold " + watcher),
          author
              .flatMap(field -> field.find("email"))
              .map(Field::text)
              .orElse("leasehold@localhost"));
    } catch (IllegalArgumentException e) {
      throw misfit(author.orElse(spec), e);
    }
  }
}
