package dev.leasehold.cli;

import dev.leasehold.dhcpv6.transport.DelegationSource;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.netlink.AddressSource;
import dev.leasehold.ra.RaSource;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.watch.Branch;
import dev.leasehold.watch.Memories;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.Watch;
import dev.leasehold.watch.WatcherConfig;
import dev.leasehold.web.Reading;
import dev.leasehold.web.WebServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code leasehold watch}: the daemon, or with {@code --once} one look. */
@Command(
    name = "watch",
    description = "Follows the prefixes that the package asks for and commits what changes.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(WatchCommand.class);

  /** For what is under way to end by itself after SIGTERM: a push takes less, mostly. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** For what is under way to end once its connection is closed. */
  private static final Duration TO_END = Duration.ofMillis(500);

  private final InstantSource clock = InstantSource.system();
  private final Function<WatcherConfig, Function<Channel, Source>> sources;
  private final CountDownLatch ended = new CountDownLatch(1);

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The WatcherConfig.")
  private Path config = Path.of("");

  @Option(names = "--once", description = "Acquire, write, and exit.")
  private boolean once;

  @Option(names = "--dry-run", description = "Show the commit that would be made; push nothing.")
  private boolean dryRun;

  @Option(names = "--exit-code", description = "With --once, exit with 3 when nothing changed.")
  private boolean exitCode;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "90",
      converter = Seconds.class,
      description = "With --once, how long to wait for what has to be heard (default: 90).")
  private long timeoutSeconds;

  private Path stateDir = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  WatchCommand() {
    sources = this::live;
  }

  /** With other ears. */
  WatchCommand(Function<Channel, Source> sources) {
    this.sources = _ -> sources;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (exitCode && !once) {
      throw new ParameterException(
          spec.commandLine(), "--exit-code says what one look did; add --once");
    }
    WatcherConfig settings = Configuration.read(config);
    Path state = settings.stateDir();
    // What only looks may do so beside a watcher, and keeps out of its files.
    try (Scratch scratch = dryRun ? Scratch.in(state, "dry-run") : Scratch.of(state)) {
      stateDir = scratch.goes() ? scratch.path() : state;
      return call(settings, scratch.path());
    } finally {
      ended.countDown();
    }
  }

  private int call(WatcherConfig settings, Path work) throws IOException, InterruptedException {
    Path routers = settings.stateDir().resolve("routers");
    Operations operations = new Operations(settings.timeouts(), System::nanoTime);
    if (once) {
      operations.endAllIn(Duration.ofSeconds(timeoutSeconds), "--timeout " + timeoutSeconds);
    }
    Path repository = (dryRun ? work : work.resolve("git")).resolve(settings.target().name());
    try (Closeable _ = StateLock.take(work, repository, config);
        GitWriter writer =
            new GitWriter(
                settings.target(),
                repository,
                clock,
                RandomGenerator.getDefault(),
                pause -> Thread.sleep(pause),
                operations);
        Listeners listeners = new Listeners(sources.apply(settings))) {
      Branch branch = Branch.of(writer);
      SteadyClock steady = new SteadyClock(clock, System::nanoTime);
      DryRun rehearsal = new DryRun(branch, spec.commandLine().getOut());
      Watch watch =
          new Watch(
              settings.name(),
              dryRun ? rehearsal : branch,
              steady,
              dryRun ? Memories.readOnly(routers) : Memories.in(routers),
              RandomGenerator.getDefault(),
              settings.batch(),
              told ->
                  !(once && told instanceof Outcome.Stalled) // which ends it, and is told then
                      && !listeners.isClosed()); // what was cut off is told by who did it
      log.info("watching for {} at {}", settings.target().name(), settings.target().url());
      endInOrder(settings, listeners, operations);
      try (Closeable _ = show(settings, watch, listeners, operations)) {
        return run(watch, steady, listeners, rehearsal);
      }
    }
  }

  /** Of an option. */
  static final class Seconds implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!text.matches("[0-9]{1,9}")) {
        throw new TypeConversionException(
            "'" + text + "' is no time; write whole seconds, such as 90");
      }
      return Long.valueOf(text);
    }
  }

  /**
   * On SIGTERM what is under way has a moment to end, and is cut off then: the process ends within
   * two seconds. The next start reads from the branch what became of a push.
   */
  private void endInOrder(WatcherConfig settings, Listeners listeners, Operations operations) {
    Thread end =
        new Thread(
            () -> {
              if (ended.getCount() == 0) {
                return; // by itself, which it has told
              }
              log.info("ending: this process was told to");
              listeners.close();
              try {
                if (ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                  log.info("ended; what is in Git stays as it is");
                  return;
                }
                String open =
                    operations
                        .running()
                        .map(r -> r.words() + " with " + settings.target().url())
                        .orElse("a decision");
                operations.close();
                boolean _ = ended.await(TO_END.toMillis(), TimeUnit.MILLISECONDS);
                log.warn("ended in the middle of {}; the next start makes up for it", open);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(end);
  }

  /** A look that ends has nothing to show, and nobody loses an address for want of a page. */
  private Closeable show(
      WatcherConfig settings, Watch watch, Listeners listeners, Operations operations) {
    if (once || settings.listen().isEmpty()) {
      return () -> {};
    }
    String target = settings.target().name();
    try {
      WebServer web =
          WebServer.start(
              settings.listen().get(),
              () ->
                  new Reading(
                      clock.instant(),
                      target,
                      watch.status(),
                      listeners.status(),
                      operations.running()));
      log.info("showing how it stands at http://{}/status", WebServer.text(web.address()));
      if (!web.address().getAddress().isLoopbackAddress()) {
        log.warn(
            "anyone who can connect to {} can read the prefixes; to keep them on this machine,"
                + " set spec.web.listen in {} to an address of it, such as 127.0.0.1:9546",
            WebServer.text(web.address()),
            config);
      }
      return web::close;
    } catch (IOException e) {
      log.warn("{}; going on without: set spec.web.listen in {}", e.getMessage(), config);
      return () -> {};
    }
  }

  /** All that a machine has to listen to. */
  private Function<Channel, Source> live(WatcherConfig settings) {
    return channel ->
        switch (channel) {
          case Channel.Advertisements(String interfaceName) -> RaSource.live(interfaceName, clock);
          case Channel.Addresses addresses -> AddressSource.live(addresses, clock);
          case Channel.Delegation delegation ->
              DelegationSource.live(
                  delegation,
                  stateDir,
                  settings.dhcpv6OptionFiles(),
                  clock,
                  System::nanoTime,
                  new SecureRandom());
        };
  }

  private int run(Watch watch, SteadyClock steady, Listeners listeners, DryRun rehearsal)
      throws IOException, InterruptedException {
    Duration timeout = Duration.ofSeconds(timeoutSeconds);
    long start = System.nanoTime();
    boolean changed = false;
    String lastFailure = "";
    boolean told = false;
    Heap heap = Heap.ofThisProcess();
    while (true) {
      Watch.Next next = watch.advance();
      listeners.listenTo(watch.channels());
      next.ask().forEach(listeners::ask);
      Optional<Outcome> outcome = next.outcome();
      if (!once && !told && rehearsal.refused().isPresent()) {
        log.error("a push would fail: {}", words(rehearsal.refused().get()));
        told = true;
      }
      changed |= outcome.filter(Outcome.Pushed.class::isInstance).isPresent();
      Duration wait = Duration.between(steady.instant(), next.at());
      if (dryRun && next.waitingFor().isEmpty()) {
        rehearsal.tellIfNothing();
      }
      if (once) {
        if (outcome.isPresent()) {
          lastFailure = failure(outcome.get());
        }
        if (next.waitingFor().isEmpty()) {
          if (rehearsal.refused().isPresent()) {
            throw new CommandException("a push would fail: " + words(rehearsal.refused().get()));
          }
          boolean nothing = !changed && !rehearsal.wouldCommit();
          return exitCode && nothing ? Main.NOTHING_CHANGED : Main.DONE;
        }
        Duration left = timeout.minusNanos(System.nanoTime() - start);
        if (!left.isPositive()) {
          throw new CommandException(
              "after "
                  + timeoutSeconds
                  + " s still waiting for "
                  + String.join(", and for ", new TreeSet<>(next.waitingFor()))
                  + lastFailure
                  + deaf(listeners.status()));
        }
        wait = left.compareTo(wait) < 0 ? left : wait;
      }
      heap.tidy();
      listeners.next(wait).forEach(event -> tell(watch, event));
      if (listeners.isClosed()) {
        return Main.DONE;
      }
    }
  }

  /** Why it was in vain, where the cause is on this machine: a port that is taken, say. */
  private static String deaf(Map<Channel, SourceStatus> sources) {
    return sources.entrySet().stream()
        .filter(source -> source.getValue().isDeaf() && !source.getValue().detail().isEmpty())
        .map(source -> " (" + source.getKey() + ": " + source.getValue().detail() + ")")
        .sorted()
        .collect(Collectors.joining());
  }

  private static void tell(Watch watch, SourceEvent event) {
    switch (event) {
      case SourceEvent.Heard(Observation observation) -> watch.heard(observation);
      case SourceEvent.Listening(Instant at, Channel channel) -> watch.listening(channel);
      case SourceEvent.Refused refused -> {}
      case SourceEvent.Lost lost -> {}
    }
  }

  private static String words(Outcome.Failure failure) {
    return switch (failure) {
      case Outcome.Stalled stalled -> stalled.reason() + ". " + stalled.whatToDo();
      case Outcome.Unreachable unreachable -> unreachable.reason();
    };
  }

  /** To be put behind what is waited for; a failure that waiting does not end, ends it. */
  private static String failure(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Stalled stalled -> throw new CommandException(words(stalled));
      case Outcome.Unreachable unreachable -> " (last failure: " + unreachable.reason() + ")";
      case Outcome.Pushed pushed -> "";
      case Outcome.NoChange noChange -> "";
    };
  }
}
