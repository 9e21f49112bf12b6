package dev.leasehold.config;

import dev.leasehold.api.Durations;
import dev.leasehold.api.Kinds;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.Signing;
import dev.leasehold.git.Timeouts;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.krm.Place;
import dev.leasehold.kube.ClusterSecret;
import dev.leasehold.kube.ClusterSettings;
import dev.leasehold.net.Address;
import dev.leasehold.notify.Receiver;
import dev.leasehold.router.Router;
import dev.leasehold.ssh.SshSecret;
import dev.leasehold.subject.KnownRouters;
import dev.leasehold.watch.CommitRate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings of a watcher.
 *
 * @param name the name of the watcher, in the trailers of its commits
 * @param stateDir the directory for protocol state and the clone
 * @param targets the targets to write to; none only if it has something else to do in the cluster
 * @param signing how commits are signed; empty: they are not
 * @param timeouts the time limits of operations with the Git server
 * @param listen the address of the status page; empty: none
 * @param webhookSecret the file with the secret of {@code POST /webhook}; empty: there is none
 * @param batch the commit limits of each target
 * @param receivers who is told of commits and events
 * @param routers the routers that public addresses are leased through, and that are asked for
 *     prefixes
 * @param dhcpv6OptionFiles the files with contents of DHCPv6 options, by name
 * @param cluster what the watcher does with the API server of its cluster; empty: nothing
 * @param warnings what is valid but has no effect
 */
public record WatcherConfig(
    String name,
    Path stateDir,
    List<TargetConfig> targets,
    Optional<Signing> signing,
    Timeouts timeouts,
    Optional<InetSocketAddress> listen,
    Optional<Path> webhookSecret,
    CommitRate.Limits batch,
    List<Receiver> receivers,
    List<Router> routers,
    Map<String, Path> dhcpv6OptionFiles,
    Optional<ClusterSettings> cluster,
    List<Finding> warnings) {
  public WatcherConfig {
    targets = List.copyOf(targets);
    receivers = List.copyOf(receivers);
    routers = List.copyOf(routers);
    dhcpv6OptionFiles = Map.copyOf(dhcpv6OptionFiles);
    warnings = List.copyOf(warnings);
  }

  /** The default address, reachable only from this machine. */
  private static final String LOOPBACK = "127.0.0.1:9546";

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration LONGEST_WINDOW = Duration.ofSeconds(60);

  private static final String KIND = "WatcherConfig";
  private static final String WHAT_TO_WRITE =
      "start with 'apiVersion: "
          + Kinds.API_VERSION
          + "' and 'kind: "
          + KIND
          + "', or use the file that leasehold init DIR creates";
  private static final Pattern OBJECT_NAME =
      Pattern.compile(
          "(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** The routers, by which claims find theirs. */
  public KnownRouters knownRouters() {
    return new KnownRouters(
        routers.stream()
            .map(router ->
                new KnownRouters.Login(
                    router.name(),
                    router.server().host(),
                    router.server().port(),
                    router.server().user(),
                    secret(router)))
            .toList());
  }

  private static Optional<String> secret(Router router) {
    return router.keys() instanceof SshSecret keys && keys.secret() instanceof ClusterSecret secret
        ? Optional.of(secret.name())
        : Optional.empty();
  }

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
        "stateDir",
        "targets",
        "auth",
        "author",
        "signing",
        "timeouts",
        "web",
        "batch",
        "notify",
        "cluster",
        "routers",
        "dhcpv6OptionFiles");
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    String name = name(root.get("metadata"));
    AuthSection auth = AuthSection.read(spec.find("auth"), folder);
    List<Receiver> receivers = NotifySection.read(spec.find("notify"), folder);
    Optional<Field> web = spec.find("web");
    web.ifPresent(field -> field.allowOnly("listen", "webhook"));
    Optional<ClusterSettings> cluster =
        spec.find("cluster").map(field -> ClusterSection.read(field, folder));
    if (cluster.flatMap(ClusterSettings::leaderElection).isPresent()
        && !OBJECT_NAME.matcher(name).matches()) {
      throw spec.get("cluster")
          .get("leaderElection")
          .error(
              "needs a name of the watcher that can be part of the name of an object; metadata.name"
                  + " is '"
                  + name
                  + "': use at most 200 lower-case letters, digits, '-' and '.'");
    }
    List<TargetConfig> targets =
        new TargetsSection(auth, receivers, name, author(spec, name))
            .read(
                spec.get("targets"),
                cluster.map(ClusterSettings::worksWithoutTarget).orElse(false));
    List<Finding> warnings = new ArrayList<>(auth.unused());
    warnings.addAll(NotifySection.unused(spec.find("notify"), receivers, targets));
    List<Router> routers =
        RoutersSection.read(spec.find("routers"), folder, cluster.map(ClusterSettings::access));
    if (!cluster.map(ClusterSettings::doesSomething).orElse(false)) {
      warnings.addAll(unused(spec.find("cluster"), routers));
    }
    return new WatcherConfig(
        name,
        folder.resolve(spec.get("stateDir").text()),
        targets,
        spec.find("signing").map(field -> signing(field, folder)),
        timeouts(spec.find("timeouts")),
        listen(web),
        NotifySection.webhookSecret(web, folder),
        batch(spec.find("batch")),
        receivers,
        routers,
        optionFiles(spec.find("dhcpv6OptionFiles"), folder),
        cluster,
        warnings);
  }

  private static List<Finding> unused(Optional<Field> cluster, List<Router> routers) {
    return !routers.isEmpty() // a PublicIPAutoscaler may ask for the Services
        ? List.of()
        : cluster.stream()
            .map(field ->
                Finding.warning(
                    field.place(),
                    "has no effect: nothing of it is enabled, and there are no routers"))
            .toList();
  }

  private static Signing signing(Field signing, Path folder) {
    signing.allowOnly("sshKeyFile", "passphraseFile");
    return new Signing(
        folder.resolve(signing.get("sshKeyFile").text()),
        signing.find("passphraseFile").map(field -> folder.resolve(field.text())));
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
    batch.ifPresent(field -> field.allowOnly("window", "perMinute", "perHour"));
    return new CommitRate.Limits(
        limit(batch, "perMinute", CommitRate.Limits.DEFAULT.perMinute()),
        limit(batch, "perHour", CommitRate.Limits.DEFAULT.perHour()),
        batch
            .flatMap(b -> b.find("window"))
            .map(WatcherConfig::window)
            .orElse(CommitRate.Limits.DEFAULT.window()));
  }

  private static Duration window(Field field) {
    Duration window = Durations.read(field);
    if (window.compareTo(LONGEST_WINDOW) > 0) {
      throw field.error("'" + field.text() + "' is longer than 60s; the default is 2s");
    }
    return window;
  }

  private static int limit(Optional<Field> batch, String key, int otherwise) {
    return batch.flatMap(b -> b.find(key)).map(f -> f.integer(0, 10_000)).orElse(otherwise);
  }

  private static Optional<InetSocketAddress> listen(Optional<Field> web) {
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
  static String name(Field parent) {
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

  /** An error at the field that the message begins with. */
  static FieldException misfit(Field parent, IllegalArgumentException e) {
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
