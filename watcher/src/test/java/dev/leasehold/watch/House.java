package dev.leasehold.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.autoscale.AddressUse;
import dev.leasehold.event.EventLog;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.files.PackageMemory;
import dev.leasehold.git.Fetched;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.Proposer;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.git.Snapshot;
import dev.leasehold.git.Timeouts;
import dev.leasehold.hostparts.HostPartMemory;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.proposal.Term;
import dev.leasehold.request.RequestPlanner;
import dev.leasehold.request.Requests;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.subject.KnownRouters;
import dev.leasehold.subject.Memories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A test bed with routers on a link, a real repository that people change with native git, a watch,
 * and a clock that the test moves. Time passes as in the command: from one wake-up to the next.
 */
final class House {
  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  /** A random generator that returns the middle of every range. */
  static final RandomGenerator CHANCE = () -> Long.MIN_VALUE;

  static final String INTERFACE = "enp1s0";
  static final Origin R1 = router("fe80::1");
  static final Origin R2 = router("fe80::2");
  static final Prefix A = Prefix.parse("2001:db8:a::/56");
  static final Prefix B = Prefix.parse("2001:db8:b::/56");
  static final Prefix C = Prefix.parse("2001:db8:c::/56");

  static final String PREFIX_FILE = "intent/home.yaml";
  static final String BINDINGS_FILE = "intent/bindings.yaml";
  static final String LEASE_FILE = "leases/home.yaml";
  static final String POOL_FILE = "manifests/pool.yaml";

  static final String PREFIX =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefix
      metadata:
        name: home
      spec:
        acquisition:
          routerAdvertisement: {interface: enp1s0}
        accept:
          within: ["2001:db8::/32"]
        subnets:
          - {name: lb, offset: 0x1000, prefixLength: 120}
          - {name: other, offset: 0x2000, prefixLength: 120}
        transition: {drainPeriod: 60m, minStable: 5s}
      """;
  static final String BINDINGS =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefixBinding
      metadata:
        name: lb
      spec:
        prefixRef: {name: home, subnet: lb}
        target: {kind: CiliumLoadBalancerIPPool, name: pool}
      """;
  static final String POOL =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: pool
      spec:
        blocks: []
      """;

  /** The solicited interfaces, in order. */
  final List<String> solicited = new ArrayList<>();

  final List<Outcome> outcomes = new ArrayList<>();

  /** The number of reads of the package. */
  int reads;

  /** Which changes the watch pushes; others open a pull request and leave the branch unchanged. */
  ReviewRules rules = ReviewRules.PUSH;

  /** The routers of the next watch that starts. */
  KnownRouters routers = KnownRouters.NONE;

  /** What tells the next watch that starts which addresses Services use. */
  AddressUse use = AddressUse.NO_CLUSTER;

  private Proposal.Change requested = new Proposal.Change(Map.of(), Set.of(), "Nothing");

  Instant now = START;
  Watch.Next next;
  Watch watch;

  /** An action of a person between our fetch and our push. It runs once. */
  Runnable meanwhile = () -> {};

  /** Whether a push cannot reach the server although a fetch can. */
  boolean pushFails;

  /** Why the server refuses pushes; empty: it accepts them. */
  Optional<Outcome.Failure> closed = Optional.empty();

  /** Why the server refuses each push to the branch; empty: it accepts them. */
  Optional<Outcome.Stalled> refused = Optional.empty();

  /** The host parts of Services that the watch knows, and whether the next one may know any. */
  HostPartMemory hostParts;

  boolean looksAtServices = true;

  /** The number of pushes that it refused. */
  int refusals;

  /** Whether the server's answer to a successful push is lost. */
  boolean answerIsLost;

  /** Whether the program is killed right after a write. */
  boolean diesAfterWriting;

  /** The requests of the next start; null: they are only recorded. */
  @Nullable Function<GitWriter, Requests> asks;

  private @Nullable Requests requests;

  /** The events of all lives. */
  final List<WatchEvent> events = new ArrayList<>();

  final Path folder;
  final Path remote;
  private final String path;
  private GitWriter writer;
  private PackageMemory memory = new PackageMemory();
  private int lives;
  private Duration set = Duration.ZERO;

  /** The limits of the next watch that starts. */
  private Optional<Term> term = Optional.empty();

  CommitRate.Limits limits = new CommitRate.Limits(6, 30);

  /** The number of fetches and writes since the first start. */
  int looks;

  int writes;

  private Instant wake = START;
  private Instant answerAt = Instant.MAX;
  private final Map<Origin, List<Announced>> answers = new LinkedHashMap<>();

  private House(Path folder, String path, Map<String, byte[]> files) {
    this.folder = folder;
    this.path = path;
    remote = folder.resolve("remote.git");
    try {
      SeedRepository.create(
          remote,
          files,
          new GitTarget.Author("Person", "person@example.org"),
          START.minusSeconds(1000),
          "Begin\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    writer = writer();
    hostParts = hostParts();
    watch = watch();
    next = watch.advance();
    wake = next.at();
  }

  static Map<String, String> files() {
    return new LinkedHashMap<>(
        Map.of(
            PREFIX_FILE,
            PREFIX,
            BINDINGS_FILE,
            BINDINGS,
            "leases/README.md",
            "Leases.\n",
            POOL_FILE,
            POOL));
  }

  static Map<String, String> files(String path, String text) {
    Map<String, String> files = files();
    files.put(path, text);
    return files;
  }

  /** The files of the default package in a folder of the repository. */
  static Map<String, String> filesIn(String path) {
    Map<String, String> files = new LinkedHashMap<>();
    files().forEach((file, text) -> files.put(path + "/" + file, text));
    return files;
  }

  /** A house with the default package at the root of the repository. */
  static House in(Path folder) {
    return in(folder, "", files());
  }

  static House in(Path folder, Map<String, String> files) {
    return in(folder, "", files);
  }

  static House in(Path folder, String path, Map<String, String> files) {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach((file, text) -> bytes.put(file, text.getBytes(UTF_8)));
    return new House(folder, path, bytes);
  }

  /** A house with the leased and rendered prefix A. */
  static House holdingA(Path folder) {
    return in(folder).holding(A);
  }

  static Origin router(String address) {
    return router(address, INTERFACE);
  }

  static Origin router(String address, String interfaceName) {
    return new Origin.Advertised(interfaceName, Address.parse(address));
  }

  /** A prefix with lifetimes of 2 and 4 hours. */
  static Announced preferred(Prefix prefix) {
    return announced(prefix, 7200, 14_400);
  }

  static Announced deprecated(Prefix prefix) {
    return announced(prefix, 0, 14_400);
  }

  static Announced withdrawn(Prefix prefix) {
    return announced(prefix, 0, 0);
  }

  static Announced announced(Prefix prefix, long preferredSeconds, long validSeconds) {
    return new Announced(
        prefix, Duration.ofSeconds(preferredSeconds), Duration.ofSeconds(validSeconds));
  }

  House holding(Prefix prefix) {
    hears(R1, preferred(prefix));
    after(5);
    assertEquals("Lease home: " + prefix, subjects().getLast());
    return this;
  }

  House hears(Origin router, Announced... prefixes) {
    watch.heard(new Observation(now, router, List.of(prefixes)));
    return advances();
  }

  /**
   * Makes the router announce these prefixes at once and 100 ms after each solicitation. A router
   * without prefixes is silent.
   */
  House announces(Origin router, Announced... prefixes) {
    answers.put(router, List.of(prefixes));
    return hears(router, prefixes);
  }

  /**
   * Lets the time pass in which a router that does not split is solicited twice about a lost
   * prefix.
   */
  House isAsked() {
    return after(8);
  }

  /** Lets time pass and runs everything that becomes due. */
  House after(long seconds) {
    Instant end = now.plusSeconds(seconds);
    for (int wakes = 0; !next().isAfter(end); wakes++) {
      assertTrue(wakes < 1000 + seconds, "it wakes up without end");
      now = next().isAfter(now) ? next() : now;
      if (!answerAt.isAfter(now)) {
        answerAt = Instant.MAX;
        answers.forEach((router, said) -> watch.heard(new Observation(now, router, said)));
      }
      advances();
    }
    now = end;
    return this;
  }

  /** When the next event is due. */
  private Instant next() {
    return wake.isBefore(answerAt) ? wake : answerAt;
  }

  /** Sets the wall clock, as a person or NTP does. A sleep keeps its length. */
  House clockIsSet(Duration step) {
    set = set.plus(step);
    now = now.plus(step);
    wake = wake.plus(step);
    return this;
  }

  /** Starts to listen on the interface. */
  House listens() {
    watch.listening(new Channel.Advertisements(INTERFACE));
    return advances();
  }

  House advances() {
    next = watch.advance();
    wake = next.at();
    assertTrue(next.at().isAfter(now), () -> "asks to be woken at " + next.at() + ", at " + now);
    next.ask().forEach(channel -> solicited.add(channel.where()));
    if (next.ask().stream().anyMatch(Channel.Advertisements.class::isInstance)) {
      answerAt = now.plusMillis(100);
    }
    next.outcome().ifPresent(outcomes::add);
    return this;
  }

  /** Lets enough time pass for the watch to fetch the tip. */
  House looksAtTip() {
    return after(60);
  }

  /** Ends the watch and starts another one with the same state. */
  House restarts() {
    writer.close();
    writer = writer();
    hostParts = hostParts();
    watch = watch();
    return advances();
  }

  /** Restarts as the elected watcher of this term. */
  House leadsIn(Term elected) {
    term = Optional.of(elected);
    return restarts();
  }

  /** Restarts with a target whose changes are reviewed. */
  House reviews() {
    rules = new ReviewRules(true, false, true);
    return restarts();
  }

  /** Restarts with a target whose changes are pushed. */
  House pushes() {
    rules = ReviewRules.PUSH;
    return restarts();
  }

  /** Restarts without the state directory, as on another machine. */
  House restartsWithoutState() {
    lives++;
    return restarts();
  }

  Path state() {
    return folder.resolve("state" + lives);
  }

  /** Commits and pushes a file as another person. */
  void somebodyWrites(String file, String text) {
    somebody(work -> write(work.resolve(file), text));
  }

  /** Somebody merges the request. */
  void somebodyMerges() {
    somebody(work -> {
      requested
          .writes()
          .forEach((path, content) -> write(work.resolve(path), new String(content, UTF_8)));
      requested.deletes().forEach(path -> delete(work.resolve(path)));
    });
  }

  interface Work {
    void in(Path work);
  }

  void somebody(Work does) {
    pushes(work -> {
      does.in(work);
      git(work, "add", "-A");
      git(work, "commit", "-q", "-m", "By somebody");
    });
  }

  /** Pushes commits that another person made. */
  void pushes(Work does) {
    Path work = folder.resolve("somebody");
    if (!Files.exists(work)) {
      git(folder, "clone", "-q", remote.toString(), work.toString());
    }
    git(work, "pull", "-q", "--ff-only");
    does.in(work);
    git(work, "push", "-q", "origin", "HEAD:main");
  }

  /** Commits as a person with a wrong clock. */
  void commitsAhead(Duration ahead) {
    Instant before = now;
    now = now.plus(ahead);
    somebodyWrites("README.md", "Mine.\n");
    now = before;
  }

  /** The tip as a snapshot. */
  Snapshot tip() {
    return (Snapshot) writer.fetch();
  }

  /** The tip in the status of the watch. */
  String watchStatusTip() {
    return watch.status().target().tip().orElseThrow().id();
  }

  void breaksTheConnection() {
    move(remote, folder.resolve("away.git"));
  }

  void restoresTheConnection() {
    move(folder.resolve("away.git"), remote);
  }

  /** The subject lines of all commits, the oldest first. */
  List<String> subjects() {
    return git(remote, "log", "--reverse", "--format=%s", "main").lines().toList();
  }

  /** The subject lines of the commits after the first one. */
  List<String> commits() {
    List<String> subjects = subjects();
    return subjects.subList(1, subjects.size());
  }

  String message() {
    return git(remote, "log", "-1", "--format=%B", "main");
  }

  String text(String file) {
    return git(remote, "show", "main:" + file);
  }

  /** The files that the last commit changed. */
  List<String> touched() {
    return git(remote, "diff-tree", "--no-commit-id", "--name-only", "-r", "main").lines().toList();
  }

  /** The lines with the blocks of the pool. */
  List<String> blocks() {
    return text(POOL_FILE)
        .lines()
        .filter(line -> line.contains("cidr:"))
        .map(line -> line.replaceAll(".*cidr: *\"?([^\"]*)\"?", "$1"))
        .toList();
  }

  String git(String... arguments) {
    return git(remote, arguments);
  }

  String gitIn(Path directory, String... arguments) {
    return git(directory, arguments);
  }

  private HostPartMemory hostParts() {
    return new HostPartMemory(
        state().resolve("host-parts"), looksAtServices ? "" : "nobody looks", true, () -> now);
  }

  private Watch watch() {
    memory = new PackageMemory();
    SteadyClock clock =
        new SteadyClock(() -> now, () -> Duration.between(START, now.minus(set)).toNanos());
    Watch.Settings settings =
        Watch.Settings.of("test").with(limits).with(rules).with(routers).with(hostParts);
    Watch started =
        new Watch(
            term.map(settings::with).orElse(settings),
            new Interrupted(),
            clock,
            Memories.in(state().resolve("routers")),
            CHANCE,
            List.of(new EventLog(), (_, event) -> events.add(event)),
            new PackageReader(this::read));
    started.followUse(use);
    return started;
  }

  private GitWriter writer() {
    GitTarget target =
        new GitTarget(
            "cluster",
            remote.toString(),
            "main",
            path,
            new GitTarget.Auth.None(),
            new GitTarget.Author("Leasehold", "leasehold@example.org"));
    try {
      Files.createDirectories(state());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    GitWriter opened =
        new GitWriter(
            target,
            state().resolve("git"),
            () -> now,
            new Random(1),
            pause -> {},
            new Operations(Timeouts.DEFAULT, System::nanoTime));
    requests = asks == null ? null : asks.apply(opened);
    return opened;
  }

  private PackageFiles read(Snapshot snapshot) {
    reads++;
    return memory.read(snapshot);
  }

  /** The real branch, with concurrent pushes and failures. */
  private final class Interrupted implements Branch {
    @Override
    public Fetched fetch() {
      looks++;
      return writer.fetch();
    }

    @Override
    public Optional<Outcome.Failure> mayPush() {
      return closed.or(writer::mayPush);
    }

    @Override
    public boolean hasRequests() {
      return requests != null;
    }

    @Override
    public Outcome request(RequestPlanner planner) {
      writes++;
      if (requests != null) {
        return requests.put(
            new RequestPlanner() {
              @Override
              public Planned plan(Snapshot at, Optional<Snapshot> open) {
                Planned planned = planner.plan(at, open);
                Runnable once = meanwhile;
                meanwhile = () -> {};
                once.run();
                return planned;
              }

              @Override
              public void merged(String commit) {
                planner.merged(commit);
              }
            });
      }
      Snapshot tip = tip();
      if (planner.plan(tip, Optional.empty()).proposal() instanceof Proposal.Change change) {
        requested = change;
        return new Outcome.Proposed(
            "1".repeat(40), "https://forge.example/request/1", true, List.of());
      }
      return new Outcome.NoChange(tip.commit());
    }

    @Override
    public Outcome write(Proposer proposer) {
      writes++;
      if (pushFails) {
        return new Outcome.Unreachable("no route");
      }
      if (refused.isPresent()) {
        refusals++;
        return refused.get();
      }
      Outcome outcome =
          writer.write(tip -> {
            var proposal = proposer.propose(tip);
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return proposal;
          });
      if (diesAfterWriting) {
        throw new Killed();
      }
      if (answerIsLost && outcome instanceof Outcome.Pushed pushed) {
        return new Outcome.Unreachable("no answer", Optional.of(pushed));
      }
      return outcome;
    }
  }

  /** Simulates SIGKILL. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String git(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.redirectErrorStream(true);
      Map<String, String> environment = builder.environment();
      environment.put("GIT_CONFIG_NOSYSTEM", "1");
      environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
      for (String who : List.of("AUTHOR", "COMMITTER")) {
        environment.put("GIT_" + who + "_NAME", "Somebody");
        environment.put("GIT_" + who + "_EMAIL", "somebody@example.org");
        environment.put("GIT_" + who + "_DATE", now.toString());
      }
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
