package dev.leasehold.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.SeedRepository;
import dev.leasehold.git.Timeouts;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.subject.Memories;
import dev.leasehold.watch.Branch;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code plan} shows exactly what a watch commits: its diff, applied to the package, gives the tree
 * of the commit.
 */
final class PlanAndWatchTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Prefix A = Prefix.parse("2001:db8:a::/56");
  private static final Prefix B = Prefix.parse("2001:db8:b::/56");
  private static final Prefix C = Prefix.parse("2001:db8:c::/56");
  private static final Prefix LOCAL = Prefix.parse("fd00:1::/56");
  private static final Origin ROUTER = new Origin.Advertised("lan0", Address.parse("fe80::7"));
  private static final Origin SERVER = new Origin.Delegated("wan0", "home");
  private static final Origin KERNEL = new Origin.Configured("wan0");
  private static final String ADVERTISED = "routerAdvertisement: {interface: lan0}";
  private static final String DELEGATED = "dhcpv6: {interface: wan0}";
  private static final String FALLBACK =
      DELEGATED + "\n    " + ADVERTISED + "\n    fallback: RouterAdvertisement";
  private static final String CONFIGURED = "interface: {name: wan0}";
  private static final String INTENT =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefix
      metadata:
        name: home
      spec:
        acquisition:
          ACQUISITION
        accept:
          within: ["2001:db8::/32"]
        subnets:
          - {name: lb, offset: 0x1000, prefixLength: 120}
        transition: {TRANSITION}
      """;
  private static final String REST =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefixBinding
      metadata:
        name: lb
      spec:
        prefixRef: {name: home, subnet: lb}
        target: {kind: CiliumLoadBalancerIPPool, name: pool}
      ---
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: pool
      spec:
        blocks: []
      """;
  private static final String CURRENT_A =
      "{prefix: \"2001:db8:a::/56\", state: Current, since: \"2026-11-01T10:00:00Z\"}";
  private static final String UNTIL_NOON = draining(C, "2026-11-21T12:00:00Z");

  @TempDir private Path folder;

  @Test
  void aFirstLease() {
    household(ADVERTISED, "minStable: 5s").hears(ROUTER, preferred(B)).commitsWhatIsPlanned();
  }

  @ParameterizedTest
  @ValueSource(strings = {"onFlash: Drain", "onFlash: Replace"})
  void aDeprecatedPrefixThatIsValidForLongerThanItDrains(String onFlash) {
    holding(ADVERTISED, onFlash + ", drainPeriod: 60m", "router-advertisement")
        .hears(ROUTER, deprecated(A, 14_400), preferred(B))
        .commitsWhatIsPlanned();
  }

  @ParameterizedTest
  @ValueSource(strings = {"onFlash: Drain", "onFlash: Replace"})
  void aWithdrawnPrefix(String onFlash) {
    holding(ADVERTISED, onFlash, "router-advertisement")
        .hears(ROUTER, deprecated(A, 0), preferred(B))
        .commitsWhatIsPlanned("--old", "gone");
  }

  @Test
  void aDrainEndsWithTheValidLifetime() {
    holding(ADVERTISED, "drainPeriod: 3h, minStable: 5s", "router-advertisement")
        .hears(ROUTER, deprecated(A, 1805), preferred(B))
        .commitsWhatIsPlanned("--valid", "30m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"drainPeriod: 0s", "maxPrefixHistory: 0"})
  void aPrefixThatMayNotDrain(String transition) {
    holding(ADVERTISED, transition, "router-advertisement")
        .hears(ROUTER, deprecated(A, 14_400), preferred(B))
        .commitsWhatIsPlanned();
  }

  @Test
  void theOldestDrainGoesWhereThereAreTooMany() {
    holding(ADVERTISED, "maxPrefixHistory: 1", "router-advertisement", UNTIL_NOON)
        .hears(ROUTER, deprecated(A, 14_400), preferred(B), deprecated(C, 14_400))
        .commitsWhatIsPlanned();
  }

  @Test
  void twoDrainsStayWhereTheyMay() {
    holding(ADVERTISED, "maxPrefixHistory: 2", "router-advertisement", UNTIL_NOON)
        .hears(ROUTER, deprecated(A, 14_400), preferred(B), deprecated(C, 14_400))
        .commitsWhatIsPlanned();
  }

  @Test
  void aFinishedDrainIsRemovedInTheSameCommit() {
    String over = draining(C, START.plusSeconds(4).toString());
    holding(ADVERTISED, "minStable: 0s", "router-advertisement", over)
        .hears(ROUTER, deprecated(A, 14_400), preferred(B), deprecated(C, 14_400))
        .commitsWhatIsPlanned();
  }

  @Test
  void aDrainingPrefixThatComesBack() {
    holding(ADVERTISED, "minStable: 5s", "router-advertisement", UNTIL_NOON)
        .hears(ROUTER, deprecated(A, 14_400), preferred(C))
        .commits(C);
  }

  @Test
  void aDelegatedPrefix() {
    holding(DELEGATED, "minStable: 5s", "dhcpv6-pd")
        .hears(SERVER, deprecated(A, 14_400), preferred(B))
        .commitsWhatIsPlanned();
  }

  /** The lease has the source of its prefix; the next prefix comes from another source. */
  @Test
  void aDelegatedPrefixAfterAnAdvertisedOneThatWasTheFallback() {
    holding(FALLBACK, "minStable: 5s", "router-advertisement")
        .hears(ROUTER, preferred(A))
        .hears(SERVER, preferred(B))
        .commitsWhatIsPlanned();
  }

  @Test
  void aDelegatedPrefixAfterTheSourceWasChanged() {
    holding(DELEGATED, "minStable: 5s", "router-advertisement")
        .hears(SERVER, preferred(B))
        .commitsWhatIsPlanned();
  }

  @ParameterizedTest
  @ValueSource(strings = {"onFlash: Drain", "onFlash: Replace"})
  void aDelegationThatOmitsThePrefix(String onFlash) {
    holding(DELEGATED, onFlash + ", drainPeriod: 60m", "dhcpv6-pd")
        .hears(SERVER, preferred(A))
        .hears(SERVER, preferred(B))
        .commitsWhatIsPlanned("--old", "flash");
  }

  @ParameterizedTest
  @CsvSource({"Drain, Draining", "Replace, -"})
  void aRouterThatOmitsThePrefix(String onFlash, String state) {
    WatchedRepository household =
        holding(ADVERTISED, "onFlash: " + onFlash, "router-advertisement");
    Cli plan = household.plan(START, B, "--old", "flash", "--valid", "30m");
    assertEquals(0, plan.code(), plan.err());
    boolean drains =
        plan.out()
            .contains(
                "state: Draining, since: \"2026-11-01T10:00:00Z\", drainUntil: \"2026-11-21T10:30:00Z\"}");
    assertEquals(state.equals("Draining"), drains, plan.out());
    assertTrue(plan.out().contains("+    - {prefix: \"" + B + "\", state: Current"), plan.out());
  }

  @Test
  void namesOptionsWithoutEffect() {
    Cli first = household(ADVERTISED, "minStable: 5s").plan(START, B, "--old", "gone");
    String none = "home has no current prefix: --old and --valid have no effect\n";
    assertTrue(first.err().contains(none), first.err());
  }

  @ParameterizedTest
  @CsvSource({"Replace, true", "Drain, false"})
  void aFlashWithAValidLifetimeNeedsADrain(String onFlash, boolean said) {
    Cli plan =
        holding(ADVERTISED, "onFlash: " + onFlash, "router-advertisement")
            .plan(START, B, "--old", "flash", "--valid", "30m");
    String none = "home has onFlash: Replace: --valid has no effect\n";
    assertEquals(said, plan.err().contains(none), plan.err());
  }

  @Test
  void aPrefixOfTheKernel() {
    holding(CONFIGURED, "minStable: 5s", "interface")
        .hears(KERNEL, deprecated(A, 14_400), preferred(B))
        .commitsWhatIsPlanned();
  }

  @Test
  void aSuspendedPrefixStays() {
    WatchedRepository household =
        household(ADVERTISED, "minStable: 5s}\n  suspend: true #", CURRENT_A)
            .hears(ROUTER, deprecated(A, 14_400), preferred(B));
    assertEquals(Optional.empty(), household.commit());
    Cli plan = household.plan(START.plusSeconds(60), B);
    assertEquals(
        new Cli(0, "", "home is suspended: its lease stays as it is\nnothing would change\n"),
        plan);
  }

  @Test
  void aPrefixThatIsNotAcceptedIsNotUsed() {
    WatchedRepository household =
        holding(ADVERTISED, "minStable: 5s", "router-advertisement")
            .hears(ROUTER, deprecated(A, 14_400), preferred(LOCAL));
    assertEquals(Optional.empty(), household.commit());
    Cli plan = household.plan(START.plusSeconds(60), LOCAL);
    assertEquals(1, plan.code());
    assertTrue(plan.err().contains("home does not accept " + LOCAL), plan.err());
  }

  private static String draining(Prefix prefix, String until) {
    return "{prefix: \"%s\", state: Draining, since: \"2026-11-01T08:00:00Z\", drainUntil: \"%s\"}"
        .formatted(prefix, until);
  }

  private static Announced preferred(Prefix prefix) {
    return new Announced(prefix, Duration.ofHours(3), Duration.ofHours(4));
  }

  private static Announced deprecated(Prefix prefix, long validSeconds) {
    return new Announced(prefix, Duration.ZERO, Duration.ofSeconds(validSeconds));
  }

  /** A lease with A as its current prefix; others may drain. */
  private WatchedRepository holding(
      String acquisition, String transition, String source, String... draining) {
    List<String> entries = new ArrayList<>(List.of(CURRENT_A));
    entries.addAll(Arrays.asList(draining));
    return new WatchedRepository(acquisition, transition, source, entries);
  }

  private WatchedRepository household(String acquisition, String transition, String... entries) {
    return new WatchedRepository(acquisition, transition, "router-advertisement", List.of(entries));
  }

  /** A package in a repository, a folder with the same content, and observations. */
  private final class WatchedRepository {
    private final Path files = folder.resolve("package");
    private final Path remote = folder.resolve("remote.git");
    private final List<Observation> heard = new ArrayList<>();

    WatchedRepository(String acquisition, String transition, String source, List<String> entries) {
      Cli.write(
          files.resolve("intent/home.yaml"),
          INTENT.replace("ACQUISITION", acquisition).replace("TRANSITION", transition));
      Cli.write(files.resolve("rest.yaml"), REST);
      if (!entries.isEmpty()) {
        Cli.write(
            files.resolve("leases/home.yaml"),
            """
            apiVersion: leasehold.dev/v1alpha1
            kind: PrefixLease
            metadata:
              name: home
            spec:
              source: %s
              prefixes:
                - %s
            """
                .formatted(source, String.join("\n    - ", entries)));
      }
      Cli rendered = Cli.run("render", files.toString());
      assertEquals(0, rendered.code(), rendered.err());
      Map<String, byte[]> seed = new TreeMap<>();
      Cli.tree(files).forEach((path, text) -> seed.put(path, text.getBytes(UTF_8)));
      try {
        SeedRepository.create(
            remote,
            seed,
            new GitTarget.Author("Person", "person@example.org"),
            START.minusSeconds(1000),
            "Begin\n");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    WatchedRepository hears(Origin origin, Announced... prefixes) {
      heard.add(new Observation(START, origin, List.of(prefixes)));
      return this;
    }

    void commitsWhatIsPlanned(String... options) {
      commits(B, options);
    }

    void commits(Prefix next, String... options) {
      Outcome.Pushed pushed = commit().orElseThrow();
      Cli plan = plan(pushed.committedAt(), next, options);
      assertEquals(0, plan.code(), plan.err());
      Path clone = folder.resolve("clone");
      git(folder, "clone", "-q", remote.toString(), clone.toString());
      git(clone, "reset", "-q", "--hard", "HEAD~1");
      Cli.write(folder.resolve("plan.diff"), plan.out());
      git(clone, "apply", "--index", folder.resolve("plan.diff").toString());
      assertEquals("", git(clone, "diff", "--cached", "origin/main"));
    }

    Cli plan(Instant at, Prefix next, String... options) {
      List<String> arguments = new ArrayList<>(List.of("--prefix", "home=" + next));
      arguments.addAll(Arrays.asList(options));
      arguments.add(files.toString());
      return Cli.run(
          Leasehold.commandLine(new PlanCommand(InstantSource.fixed(at))),
          arguments.toArray(String[]::new));
    }

    /** The first commit of a watch with these observations and no others for a minute. */
    Optional<Outcome.Pushed> commit() {
      AtomicReference<Instant> now = new AtomicReference<>(START);
      InstantSource clock = now::get;
      GitTarget target =
          new GitTarget(
              "cluster",
              remote.toString(),
              "main",
              "",
              new GitTarget.Auth.None(),
              new GitTarget.Author("Leasehold", "leasehold@example.org"));
      try (GitWriter writer =
          new GitWriter(
              target,
              folder.resolve("state"),
              clock,
              RandomGenerator.getDefault(),
              pause -> {},
              new Operations(Timeouts.DEFAULT, System::nanoTime))) {
        Watch watch =
            new Watch(
                "test",
                Branch.of(writer),
                SteadyClock.neverSet(clock),
                Memories.none(),
                () -> Long.MIN_VALUE);
        watch.advance();
        now.set(START.plusSeconds(4));
        heard.forEach(said -> watch.heard(said.receivedAt(clock.instant())));
        Watch.Next next = watch.advance();
        while (next.outcome().filter(Outcome.Pushed.class::isInstance).isEmpty()
            && next.at().isBefore(START.plusSeconds(60))) {
          now.set(next.at());
          next = watch.advance();
        }
        return next.outcome().map(Outcome.Pushed.class::cast);
      }
    }

    private String git(Path directory, String... arguments) {
      try {
        Process git =
            new ProcessBuilder(Stream.concat(Stream.of("git"), Arrays.stream(arguments)).toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, git.waitFor(), said);
        return said;
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
