package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.daemon.StateLock;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.watch.Watch;
import dev.leasehold.wire.Lifetime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold watch}, on a real repository, with sources of the test. */
final class WatchCommandTest {
  private static final Instant HEARD = Instant.parse("2026-11-21T10:00:00Z");

  private static final Channel CHANNEL = new Channel.Advertisements("enp1s0");

  @TempDir private Path folder;

  @Test
  void onceCommitsAPrefixOnlyOnce() throws IOException {
    SeedRepository repository = repository("minStable: 0s");
    assertEquals(0, once(this::announcing, "--exit-code").code());
    assertEquals(2, repository.commits());
    assertEquals(3, once(this::announcing, "--exit-code").code());
    assertEquals(2, repository.commits());
  }

  @Test
  void asksTheRoutersWhenItBeginsToListen() throws IOException {
    repository("minStable: 0s");
    FakeSource source = new FakeSource();
    source.emit(new SourceEvent.Listening(HEARD, CHANNEL));
    source.answer(heard("enp1s0"));
    assertEquals(0, once(_ -> source).code());
    assertEquals(1, source.questions());
  }

  @Test
  void dryRunShowsTheCommitOnceAndPushesNothing() throws IOException {
    SeedRepository repository = repository("minStable: 0s");
    Cli run = once(this::announcing, "--dry-run");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("Would commit:\n\nLease home-ipv6: 2001:db8:a::/56\n"));
    assertTrue(run.out().contains("+++ b/leases/home-ipv6.yaml\n"), run.out());
    assertEquals(run.out().indexOf("Would commit"), run.out().lastIndexOf("Would commit"));
    assertEquals(1, repository.commits());
  }

  @Test
  void dryRunReportsThatThereIsNothingToCommit() throws IOException {
    SeedRepository repository = repository("minStable: 0s");
    assertEquals(0, once(this::announcing).code());
    Cli run = once(this::announcing, "--dry-run");
    assertEquals(0, run.code(), run.err());
    assertEquals(
        "Would commit nothing: the branch is up to date with the package and its sources.\n",
        run.out());
    assertEquals(3, once(this::announcing, "--dry-run", "--exit-code").code());
    assertEquals(2, repository.commits());
  }

  @Test
  void dryRunCreatesNoStateDirectory() throws IOException {
    repository("minStable: 0s");
    Cli run = once(this::announcing, "--dry-run");
    assertTrue(run.out().startsWith("Would commit:"), run.out());
    assertFalse(Files.exists(folder.resolve("state")));
  }

  /** Paths are relative to the repository, for a package in any folder. */
  @Test
  void dryRunShowsPathsOfTheRepository() throws IOException {
    Path remote = folder.resolve("remote.git");
    Path files = Cli.examplePackage(folder.resolve("package"));
    Map<String, byte[]> bytes = new TreeMap<>();
    Cli.tree(files)
        .forEach((path, text) ->
            bytes.put(
                "network/" + path,
                text.replace(
                        "spec:\n  acquisition",
                        "spec:\n  accept: {within: [\"2001:db8::/32\"]}\n  acquisition")
                    .getBytes(StandardCharsets.UTF_8)));
    SeedRepository.create(
        remote,
        bytes,
        new GitTarget.Author("Somebody", "somebody@example.org"),
        Instant.parse("2026-11-20T10:00:00Z"),
        "Begin\n");
    config("url: " + remote + "\n      path: network");
    Cli run = once(this::announcing, "--dry-run");
    assertTrue(run.out().contains("(network/manifests/load-balancers-v6.yaml)"), run.out());
    assertTrue(run.out().contains("+++ b/network/manifests/load-balancers-v6.yaml\n"), run.out());
  }

  @Test
  void reportsAnUnusableStateDirectory() throws IOException {
    repository("minStable: 0s");
    Files.writeString(folder.resolve("state"), "");
    Path state = folder.resolve("state");
    assertEquals(
        "leasehold: spec.stateDir: cannot work in %s (%s is not a folder); create this folder and let this user write to it, or set another one in %s%n"
            .formatted(state, state, folder.resolve("watcher.yaml")),
        fails(once(this::announcing)));
  }

  @Test
  void rejectsOptionsWithoutEffect() throws IOException {
    repository("minStable: 0s");
    Cli time = once(this::announcing, "--timeout", "x");
    assertEquals(2, time.code());
    assertTrue(
        time.err().contains("'--timeout': invalid duration 'x'; use whole seconds, such as 90"),
        time.err());
    Cli code =
        Cli.run(
            Leasehold.commandLine(new WatchCommand(this::announcing)),
            "--config",
            folder.resolve("watcher.yaml").toString(),
            "--exit-code");
    assertEquals(2, code.code());
    assertTrue(code.err().contains("--exit-code needs --once"), code.err());
  }

  /**
   * The advertisement alone would be enough without a delegation; here it must not end the wait.
   */
  @Test
  void onceWaitsForTheDelegationAndCommitsIt() throws IOException {
    SeedRepository repository = repository("minStable: 0s", "    dhcpv6: {interface: enp1s0}\n");
    Function<Channel, Source> silent =
        channel -> channel instanceof Channel.Delegation ? new FakeSource() : announcing(channel);
    assertEquals(
        "leasehold: after 0 s still waiting for a DHCPv6 server on enp1s0; if your router holds the"
            + " delegation, use routerAdvertisement, interface or router in the intent\n",
        fails(once(silent, "--timeout", "0")));
    Origin origin = new Origin.Delegated("enp1s0", "home-ipv6");
    FakeSource delegation = new FakeSource();
    delegation.emit(
        new SourceEvent.Heard(new Observation(HEARD, origin, announced("2001:db8:d::/56"))));
    Cli run = once(_ -> delegation, "--exit-code");
    assertEquals(0, run.code(), run.err());
    assertEquals(2, repository.commits());
  }

  @Test
  void onceNamesThePendingPrefixesAfterTheTimeout() throws IOException {
    repository("minStable: 0s");
    assertEquals(
        "leasehold: after 0 s still waiting for a router advertisement on enp1s0\n",
        fails(once(name -> new FakeSource(), "--timeout", "0")));
  }

  @Test
  void escapesNamesInTheOutputOfOnce() throws IOException {
    repository(
        """
        minStable: 1h
        ---
        apiVersion: leasehold.dev/v1alpha1
        kind: DynamicPrefix
        metadata: {name: "x\\nleasehold: forged"}
        spec:
          acquisition:
            routerAdvertisement: {interface: enp1s0}
          transition: {}\
        """);
    String said = fails(once(this::announcing, "--timeout", "0"));
    assertTrue(said.contains("metadata.name: invalid name 'x\\nleasehold: forged'"), said);
    assertEquals(1, said.lines().count(), said);
  }

  @Test
  void onceReportsWhyASourceCannotListen() throws IOException {
    repository("minStable: 0s");
    assertEquals(
        "leasehold: after 0 s still waiting for a router advertisement on enp1s0 (router"
            + " advertisements on enp1s0: interface enp1s0 not found)\n",
        fails(
            once(
                _ ->
                    new FakeSource().showing(SourceStatus.State.LOST, "interface enp1s0 not found"),
                "--timeout",
                "0")));
  }

  @Test
  void onceFailsIfEveryPrefixIsRefused() throws IOException {
    repository("minStable: 0s");
    String refused = fails(once(channel -> announcing(channel, "2001:db9::/56")));
    assertTrue(
        refused.startsWith("leasehold: home-ipv6 has no prefix; 2001:db9::/56 is refused: "),
        refused);
    assertEquals(1, refused.lines().count(), refused);
  }

  @Test
  void onceFailsWithoutAPrefix() throws IOException {
    repository("minStable: 0s");
    assertEquals(
        "leasehold: home-ipv6 has no prefix; no source lends one\n",
        fails(once(channel -> announcing(channel, List.of()))));
  }

  @Test
  void onceFailsIfThePrefixInGitIsLost() throws IOException {
    repository("minStable: 0s");
    assertEquals(0, once(this::announcing).code());
    Observation.Announced withdrawn =
        new Observation.Announced(Prefix.parse("2001:db8:a::/56"), Duration.ZERO, Duration.ZERO);
    assertEquals(
        "leasehold: home-ipv6 is lost: 2001:db8:a::/56 was withdrawn; no source lends one\n",
        fails(once(channel -> announcing(channel, List.of(withdrawn)))));
  }

  @Test
  void onceFailsWithoutARepository() {
    config("url: " + folder.resolve("nowhere.git"));
    assertEquals(
        "leasehold: url: there is no directory "
            + folder.resolve("nowhere.git")
            + ". Create the repository there (git init --bare), or fix the url.\n",
        fails(once(name -> new FakeSource())));
  }

  @Test
  void onceFailsWithoutTheBranch() throws IOException {
    SeedRepository repository = repository("minStable: 0s");
    config("url: " + folder.resolve("remote.git") + "\n      branch: mian");
    assertEquals(
        "leasehold: "
            + folder.resolve("remote.git")
            + " has no branch mian. Create it, or configure an existing branch: main.\n",
        fails(once(this::announcing)));
    assertEquals(1, repository.commits());
  }

  @Test
  void onceWaitsForAnUnreachableRepository() throws IOException {
    config(
        """
        url: ssh://git@127.0.0.1:%d/home.git
              auth: key
          auth:
            - name: key
              ssh: {keyFile: watcher.yaml, knownHostsFile: watcher.yaml}
        """
            .formatted(portOfNobody()));
    String error = fails(once(name -> new FakeSource(), "--timeout", "3"));
    assertTrue(
        error.startsWith(
            "leasehold: after 3 s still waiting for the repository (last failure: cannot reach ssh://"),
        error);
    assertTrue(error.contains("the host refuses the connection"), error);
  }

  private static int portOfNobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void onceFailsIfThePackageDoesNotRender() throws IOException {
    SeedRepository repository = repository("minStabel: 0s");
    try (Logged logged = Logged.by(Watch.class)) {
      String error = fails(once(this::announcing));
      assertTrue(error.contains("spec.transition.minStabel: unknown field"), error);
      assertEquals(1, repository.commits());
      assertEquals(List.of(), logged.lines("unknown field"), "it is told once");
    }
  }

  @Test
  void endsInOneLineIfItCannotListen() throws IOException {
    repository("minStable: 0s");
    assertEquals(
        "leasehold: no permission to capture on enp1s0: run as root\n",
        fails(
            once(channel ->
                failing(
                    new IOException(
                        "no permission to capture on " + channel.where() + ": run as root")))));
  }

  @Test
  void endsIfAListenerDies() throws IOException {
    repository("minStable: 0s");
    assertEquals(
        "leasehold: stopped listening to router advertisements on enp1s0:"
            + " java.lang.IllegalStateException: a bug\n",
        fails(once(name -> failing(new IllegalStateException("a bug")))));
    assertEquals(
        "leasehold: stopped listening to router advertisements on enp1s0:"
            + " java.lang.NoClassDefFoundError: a.Class\n",
        fails(once(name -> failing(new NoClassDefFoundError("a.Class")))));
  }

  @Test
  void reportsAnInvalidConfigurationInOneLine() {
    config("uri: /srv/home.git");
    String error = fails(once(name -> new FakeSource()));
    assertTrue(
        error.startsWith(
            "leasehold: "
                + folder.resolve("watcher.yaml")
                + ":10: WatcherConfig test: spec.targets[0].uri: unknown field"),
        error);
    assertEquals(1, error.lines().count());
  }

  @Test
  void reportsAMissingConfiguration() {
    assertEquals(
        "leasehold: --config: "
            + folder.resolve("watcher.yaml")
            + " does not exist; create a WatcherConfig with: leasehold init DIR\n",
        fails(once(name -> new FakeSource())));
  }

  @Test
  void endsAtOnceIfAnotherWatcherUsesTheState() throws IOException {
    SeedRepository repository = repository("minStable: 0s");
    Path config = folder.resolve("watcher.yaml");
    Path state = folder.resolve("state");
    try (StateLock _ = StateLock.take(state, List.of(state.resolve("git")), config)) {
      String mine = "(process " + ProcessHandle.current().pid() + ")";
      assertEquals(
          "leasehold: another watcher %s uses %s. Stop it, or set another spec.stateDir in %s%n"
              .formatted(mine, state, config),
          fails(once(this::announcing)));
      assertEquals(1, repository.commits());
    }
    assertEquals(0, once(this::announcing).code());
    assertEquals(2, repository.commits());
  }

  @Test
  void dryRunWorksNextToAnotherWatcher() throws IOException {
    repository("minStable: 0s");
    Path state = folder.resolve("state");
    try (StateLock _ =
        StateLock.take(state, List.of(state.resolve("git")), folder.resolve("watcher.yaml"))) {
      Cli run = once(this::announcing, "--dry-run");
      assertEquals(0, run.code(), run.err());
      assertTrue(run.out().startsWith("Would commit:"), run.out());
      try (Stream<Path> files = Files.list(state)) {
        assertEquals(
            List.of("dry-run", "lock"),
            files.map(f -> f.getFileName().toString()).sorted().toList());
      }
    }
  }

  private static String fails(Cli run) {
    assertEquals(Leasehold.FAILED, run.code(), run.err());
    assertEquals("", run.out());
    return run.err();
  }

  private Cli once(Function<Channel, Source> sources, String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "--config";
    arguments[1] = folder.resolve("watcher.yaml").toString();
    arguments[2] = "--once";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Cli.run(Leasehold.commandLine(new WatchCommand(sources)), arguments);
  }

  private FakeSource announcing(Channel channel) {
    return announcing(channel, "2001:db8:a::/56");
  }

  private static FakeSource announcing(Channel channel, String prefix) {
    return announcing(channel, announced(prefix));
  }

  private static FakeSource announcing(Channel channel, List<Observation.Announced> prefixes) {
    FakeSource source = new FakeSource();
    source.emit(new SourceEvent.Listening(HEARD, channel));
    source.emit(heard(channel.where(), prefixes));
    return source;
  }

  private static SourceEvent heard(String interfaceName) {
    return heard(interfaceName, announced("2001:db8:a::/56"));
  }

  private static SourceEvent heard(String interfaceName, List<Observation.Announced> prefixes) {
    return new SourceEvent.Heard(
        new Observation(
            HEARD, new Origin.Advertised(interfaceName, Address.parse("fe80::1")), prefixes));
  }

  private static List<Observation.Announced> announced(String prefix) {
    return List.of(
        new Observation.Announced(Prefix.parse(prefix), Lifetime.FOREVER, Lifetime.FOREVER));
  }

  private static Source failing(Throwable why) {
    return new Source() {
      @Override
      public void run(Consumer<? super SourceEvent> events) throws IOException {
        switch (why) {
          case IOException e -> throw e;
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          default -> throw new AssertionError(why);
        }
      }

      @Override
      public void ask() {}

      @Override
      public SourceStatus status() {
        return new SourceStatus(SourceStatus.State.FAILED, "", Map.of());
      }

      @Override
      public void close() {}
    };
  }

  /** A repository with the example package, and a configuration for it. */
  private SeedRepository repository(String transition) throws IOException {
    return repository(transition, "");
  }

  private SeedRepository repository(String transition, String acquisition) throws IOException {
    Path files = Cli.examplePackage(folder.resolve("package"));
    Path intent = files.resolve("intent/home-ipv6.yaml");
    Files.writeString(
        intent,
        Files.readString(intent)
            .replace("  acquisition:\n", "  acquisition:\n" + acquisition)
            .replace(
                "    drainPeriod: 60m\n",
                "    " + transition + "\n  accept:\n    within: [\"2001:db8::/32\"]\n"));
    Map<String, byte[]> bytes = new TreeMap<>();
    Cli.tree(files).forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    Path remote = folder.resolve("remote.git");
    config("url: " + remote);
    return SeedRepository.create(
        remote,
        bytes,
        new GitTarget.Author("Somebody", "somebody@example.org"),
        HEARD.minus(Duration.ofDays(1)),
        "Begin\n");
  }

  private void config(String url) {
    Cli.write(
        folder.resolve("watcher.yaml"),
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata:
          name: test
        spec:
          stateDir: state
          batch: {window: 0s}
          targets:
            - name: cluster
              %s
        """
            .formatted(url));
  }
}
