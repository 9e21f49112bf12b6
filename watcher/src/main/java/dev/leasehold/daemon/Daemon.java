package dev.leasehold.daemon;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.dhcpv6.transport.DelegationSource;
import dev.leasehold.event.EventHistory;
import dev.leasehold.event.EventListener;
import dev.leasehold.event.EventLog;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.netlink.AddressSource;
import dev.leasehold.ra.RaSource;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.state.ScratchDirectory;
import dev.leasehold.subject.Memories;
import dev.leasehold.watch.Branch;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.Watch;
import dev.leasehold.web.Reading;
import dev.leasehold.web.WebServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of {@code leasehold watch}: takes the state directory, opens the repository and the
 * sources, shows its status, runs the {@link RunLoop}, and ends within two seconds of SIGTERM.
 */
public final class Daemon {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  /**
   * How long a running operation may take to end by itself after SIGTERM: most pushes take less.
   */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** How long a running operation may take to end once its connection is closed. */
  private static final Duration TO_END = Duration.ofMillis(500);

  private final WatcherConfig settings;
  private final Mode mode;
  private final PrintWriter out;
  private final InstantSource clock;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Whether this process was told to end. */
  private volatile boolean ending;

  /**
   * How it runs.
   *
   * @param config the file that the settings are from, for messages
   * @param once acquire, write and end, instead of running until it is told to end
   * @param dryRun shows commits and pushes none
   * @param timeout with {@code once}, how long to wait for what has to be heard
   */
  public record Mode(Path config, boolean once, boolean dryRun, Duration timeout) {}

  /** How a run ended. */
  public enum Ending {
    /** It was told to end. */
    TOLD_TO_END,
    /** One look changed something, or would have. */
    CHANGED,
    /** One look changed nothing. */
    UNCHANGED
  }

  /** The sources of a watcher, given the directory in which they keep their state. */
  public interface Sources {
    Function<Channel, Source> in(Path stateDir);
  }

  /**
   * A daemon that has opened nothing yet.
   *
   * @param out where a dry run shows commits
   */
  public Daemon(WatcherConfig settings, Mode mode, PrintWriter out, InstantSource clock) {
    this.settings = settings;
    this.mode = mode;
    this.out = out;
    this.clock = clock;
  }

  /** The sources of this machine: network and kernel. */
  public static Sources live(WatcherConfig settings, InstantSource clock) {
    return stateDir ->
        channel ->
            switch (channel) {
              case Channel.Advertisements(String interfaceName) ->
                  RaSource.live(interfaceName, clock);
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

  /**
   * Runs until it is told to end, or once.
   *
   * @throws dev.leasehold.log.CorrectableException when it cannot start, or one look fails
   * @throws IOException when a source needs a correction at the start
   */
  public Ending run(Sources sources) throws IOException, InterruptedException {
    Path state = settings.stateDir();
    // A dry run may run beside a watcher, and does not touch its files.
    try (ScratchDirectory scratch =
        mode.dryRun() ? ScratchDirectory.in(state, "dry-run") : ScratchDirectory.of(state)) {
      return run(sources.in(scratch.goes() ? scratch.path() : state), scratch.path());
    } finally {
      ended.countDown();
    }
  }

  private Ending run(Function<Channel, Source> sources, Path work)
      throws IOException, InterruptedException {
    Operations operations = new Operations(settings.timeouts(), System::nanoTime);
    if (mode.once()) {
      operations.endAllIn(mode.timeout(), "--timeout " + mode.timeout().toSeconds());
    }
    Path clone = (mode.dryRun() ? work : work.resolve("git")).resolve(settings.target().name());
    try (Closeable _ = StateLock.take(work, clone, mode.config());
        GitWriter writer =
            new GitWriter(
                settings.target(),
                clone,
                clock,
                RandomGenerator.getDefault(),
                pause -> Thread.sleep(pause),
                operations)) {
      SteadyClock steady = new SteadyClock(clock, System::nanoTime);
      DryRun dryRun = new DryRun(Branch.of(writer), out);
      EventHistory history = EventHistory.open(work.resolve("history"));
      Watch watch = watch(mode.dryRun() ? dryRun : Branch.of(writer), steady, history);
      log.info("watching for {} at {}", settings.target().name(), settings.target().url());
      try (Listeners listeners = new Listeners(sources, clock, watch::told);
          Closeable _ = show(watch, listeners, operations)) {
        endWithinTwoSeconds(listeners, operations);
        RunLoop loop = new RunLoop(watch, steady, System::nanoTime, listeners, dryRun, history);
        return mode.once() ? loop.once(mode.timeout(), mode.dryRun()) : loop.forever(mode.dryRun());
      } finally {
        history.save();
      }
    }
  }

  private Watch watch(Branch branch, SteadyClock steady, EventHistory history) {
    Path routers = settings.stateDir().resolve("routers");
    return new Watch(
        settings.name(),
        branch,
        steady,
        mode.dryRun() ? Memories.readOnly(routers) : Memories.in(routers),
        RandomGenerator.getDefault(),
        settings.batch(),
        List.of(reported(new EventLog()), reported(history)));
  }

  private EventListener reported(EventListener listener) {
    return new EventListener() {
      @Override
      public void happened(Instant at, WatchEvent event) {
        if (!(event instanceof WatchEvent.Failed(Outcome.Failure why)) || isReported(why)) {
          listener.happened(at, event);
        }
      }

      @Override
      public void ended(WatchEvent event) {
        listener.ended(event);
      }
    };
  }

  /**
   * With --once a stall ends the command, which reports it. A connection that SIGTERM closed is not
   * a failure.
   */
  private boolean isReported(Outcome.Failure failure) {
    return !(mode.once() && failure instanceof Outcome.Stalled) && !ending;
  }

  /**
   * From SIGTERM on no operation with the Git server begins. The next start reads from the branch
   * what became of a push that was ended.
   */
  private void endWithinTwoSeconds(Listeners listeners, Operations operations) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> endInOrder(listeners, operations), "shutdown"));
  }

  private void endInOrder(Listeners listeners, Operations operations) {
    if (ended.getCount() == 0) {
      return; // it ended by itself
    }
    log.info("ending: this process was told to");
    ending = true;
    listeners.close();
    operations.beginNoMore();
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
      log.warn("ended in the middle of {}; the next start repeats it", open);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Shows no page with --once. A page that cannot be served does not stop the watch. */
  private Closeable show(Watch watch, Listeners listeners, Operations operations) {
    if (mode.once() || settings.listen().isEmpty()) {
      return () -> {};
    }
    try {
      WebServer web =
          WebServer.start(
              settings.listen().get(),
              () ->
                  new Reading(
                      clock.instant(),
                      settings.target().name(),
                      watch.status(),
                      listeners.status(),
                      operations.running()));
      String address = WebServer.text(web.address());
      log.info("status page at http://{}/status", address);
      if (!web.address().getAddress().isLoopbackAddress()) {
        log.warn(
            "anyone who can connect to {} can read the prefixes; to keep them on this machine,"
                + " set spec.web.listen in {} to an address of it, such as 127.0.0.1:9546",
            address,
            mode.config());
      }
      return web::close;
    } catch (IOException e) {
      log.warn("{}; going on without: set spec.web.listen in {}", e.getMessage(), mode.config());
      return () -> {};
    }
  }
}
