package dev.leasehold.daemon;

import dev.leasehold.config.TargetConfig;
import dev.leasehold.config.WatcherConfig;
import dev.leasehold.dhcpv6.transport.DelegationSource;
import dev.leasehold.event.EventListener;
import dev.leasehold.event.EventLog;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.fence.Fence;
import dev.leasehold.git.Outcome;
import dev.leasehold.kube.ClusterSettings;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.netlink.AddressSource;
import dev.leasehold.notify.Notifications;
import dev.leasehold.ra.RaSource;
import dev.leasehold.router.Allocations;
import dev.leasehold.router.Router;
import dev.leasehold.router.RouterConnection;
import dev.leasehold.router.RouterPrefixSource;
import dev.leasehold.router.RouterSource;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.ssh.SshDeadlines;
import dev.leasehold.state.ScratchDirectory;
import dev.leasehold.web.ClusterReading;
import dev.leasehold.web.InboundWebhook;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of {@code leasehold watch}: locks the state directory, opens the repository and the
 * sources, serves its status, runs the {@link RunLoop}, and ends within two seconds of SIGTERM.
 */
public final class Daemon {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  /**
   * The time that a running operation gets to end by itself after SIGTERM; most pushes take less.
   */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** The time that a running operation gets to end after its connection was closed. */
  private static final Duration TO_END = Duration.ofMillis(500);

  private final WatcherConfig settings;
  private final Mode mode;
  private final PrintWriter out;
  private final InstantSource clock;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Whether the process received a signal to end. */
  private volatile boolean ending;

  /**
   * The mode of a run.
   *
   * @param config the configuration file, for messages
   * @param once acquire, write and end, instead of running until a signal
   * @param dryRun show commits instead of pushing them
   * @param timeout with {@code once}, the longest wait for the sources
   */
  public record Mode(Path config, boolean once, boolean dryRun, Duration timeout) {}

  /** The end of a run. */
  public enum Ending {
    /** The process received a signal. */
    TOLD_TO_END,
    /** The single run changed something, or would have in a dry run. */
    CHANGED,
    /** The single run changed nothing. */
    UNCHANGED
  }

  /** Creates the sources of a watcher for a state directory. */
  public interface Sources {
    /**
     * Opens nothing yet.
     *
     * @param fence is asked before anything is sent
     */
    Function<Channel, Source> in(Path stateDir, Fence fence);
  }

  /**
   * Creates a daemon; opens nothing yet.
   *
   * @param out the output for the commits of a dry run
   */
  public Daemon(WatcherConfig settings, Mode mode, PrintWriter out, InstantSource clock) {
    this.settings = settings;
    this.mode = mode;
    this.out = out;
    this.clock = clock;
  }

  /**
   * The real sources: network, kernel and routers.
   *
   * @param readOnly whether routers are only looked at
   */
  public static Sources live(WatcherConfig settings, boolean readOnly, InstantSource clock) {
    return (stateDir, fence) ->
        channel ->
            switch (channel) {
              case Channel.Advertisements(String interfaceName) ->
                  RaSource.live(interfaceName, clock);
              case Channel.Addresses addresses -> AddressSource.live(addresses, clock);
              case Channel.PublicAddresses addresses ->
                  router(
                      addresses,
                      settings,
                      readOnly
                          ? Optional.empty()
                          : Optional.of(new Allocations(stateDir, addresses.router())),
                      clock,
                      fence);
              case Channel.RouterPrefixes prefixes -> router(prefixes, settings, clock, fence);
              case Channel.Delegation delegation ->
                  DelegationSource.live(
                      delegation,
                      stateDir,
                      settings.dhcpv6OptionFiles(),
                      clock,
                      System::nanoTime,
                      new SecureRandom(),
                      fence);
            };
  }

  private static Source router(
      Channel.PublicAddresses channel,
      WatcherConfig settings,
      Optional<Allocations> allocations,
      InstantSource clock,
      Fence fence) {
    return new RouterSource(
        channel,
        connection(channel.router(), settings, fence),
        clock,
        System::nanoTime,
        new SecureRandom(),
        allocations);
  }

  /** A document may name a router that is not configured; a claim of one has no channel. */
  private static Source router(
      Channel.RouterPrefixes channel, WatcherConfig settings, InstantSource clock, Fence fence) {
    return settings
        .knownRouters()
        .whyNot(channel.router())
        .<Source>map(why -> new AbsentSource(channel, why, clock))
        .orElseGet(() ->
            new RouterPrefixSource(channel, connection(channel.router(), settings, fence), clock));
  }

  private static RouterConnection connection(String name, WatcherConfig settings, Fence fence) {
    Router router =
        settings.routers().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow();
    return new RouterConnection(
        router, SshDeadlines.DEFAULT, System::nanoTime, RandomGenerator.getDefault(), fence);
  }

  /**
   * Runs until a signal, or once.
   *
   * @throws dev.leasehold.log.CorrectableException if the daemon cannot start, or the single run
   *     fails
   * @throws IOException if a source needs a correction at the start
   */
  public Ending run(Sources sources) throws IOException, InterruptedException {
    if (settings.targets().isEmpty() && (mode.once() || mode.dryRun())) {
      throw new CorrectableException(
          "spec.targets in "
              + mode.config()
              + " is empty, so there is nothing to commit; add a target, or leave out --once and"
              + " --dry-run");
    }
    Path state = settings.stateDir();
    // A dry run may run at the same time as a watcher, so it does not touch its files.
    try (ScratchDirectory scratch =
        mode.dryRun() ? ScratchDirectory.in(state, "dry-run") : ScratchDirectory.of(state)) {
      Path files = scratch.goes() ? scratch.path() : state;
      return run(fence -> sources.in(files, fence), scratch.path());
    } finally {
      ended.countDown();
    }
  }

  private Ending run(Function<Fence, Function<Channel, Source>> sources, Path work)
      throws IOException, InterruptedException {
    List<Path> clones =
        settings.targets().stream().map(target -> TargetRun.clone(target, mode, work)).toList();
    try (Closeable _ = StateLock.take(work, clones, mode.config());
        Notifications notifications = notifications();
        Tenure tenure = tenure(right -> work(sources, work, notifications, right));
        Closeable _ = show(tenure, notifications)) {
      endWithinTwoSeconds(tenure);
      return tenure.run();
    }
  }

  /** A single run and a dry run take no part in an election. */
  private Tenure tenure(Tenure.Opening opening) throws IOException {
    Optional<ClusterSettings> cluster = settings.cluster();
    Optional<String> namespace = cluster.flatMap(ClusterSettings::leaderElection);
    if (namespace.isEmpty()) {
      return new Unrivalled(opening);
    }
    if (mode.once() || mode.dryRun()) {
      log.warn(
          "this run takes no part in the leader election; run --once only while no other watcher"
              + " of the name {} works",
          settings.name());
      return new Unrivalled(opening);
    }
    return Candidacy.of(
        cluster.get().access(),
        settings.name(),
        namespace.get(),
        settings.stateDir(),
        clock,
        opening);
  }

  private Work work(
      Function<Fence, Function<Channel, Source>> sources,
      Path work,
      Notifications notifications,
      Right right) {
    ClusterSide cluster = cluster(right.fence());
    Targets targets = targets(work, notifications, right, cluster);
    Function<Channel, Source> open = sources.apply(right.fence());
    Listeners listeners =
        new Listeners(
            right
                .shared()
                .<Function<Channel, Source>>map(shared ->
                    new DuidGuard(
                        shared,
                        open,
                        targets::unread,
                        targets::delegated,
                        clock,
                        Duration.ofSeconds(1)))
                .orElse(open),
            clock,
            targets::told,
            Listeners.RETRY);
    return new Work(targets, listeners, new Inboxes(listeners, clock, unfinished()), cluster);
  }

  /** The routers on which an earlier process may have left something unfinished. */
  private Set<String> unfinished() {
    return settings.routers().stream()
        .map(Router::name)
        .filter(name -> !mode.dryRun() && Allocations.mayHave(settings.stateDir(), name))
        .collect(Collectors.toSet());
  }

  private Notifications notifications() {
    return new Notifications(
        mode.dryRun() ? List.of() : settings.receivers(),
        clock,
        System::nanoTime,
        RandomGenerator.getDefault(),
        pause -> Thread.sleep(pause),
        List.of(new EventLog()));
  }

  private Targets targets(
      Path work, Notifications notifications, Right right, ClusterSide cluster) {
    TargetRun.Shared shared =
        new TargetRun.Shared(
            settings,
            mode,
            work,
            out,
            clock,
            notifications,
            this::reported,
            right,
            cluster::target);
    List<TargetRun> runs = new ArrayList<>();
    for (TargetConfig target : settings.targets()) {
      log.info("watching for {} at {}", target.name(), target.git().url());
      runs.add(new TargetRun(target, shared));
    }
    return new Targets(runs, mode);
  }

  /** A single run and a dry run change nothing in the cluster. */
  private ClusterSide cluster(Fence fence) {
    return mode.once() || mode.dryRun()
        ? ClusterSide.none()
        : ClusterSide.of(settings, clock, fence);
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
   * Whether to report a failure: with --once a stall ends the command, which reports it, and a
   * connection that SIGTERM closed is not a failure.
   */
  private boolean isReported(Outcome.Failure failure) {
    return !(mode.once() && failure instanceof Outcome.Stalled) && !ending;
  }

  /**
   * Handles SIGTERM: no new operation with the Git server begins. The next start reads from the
   * branch whether an ended push landed.
   */
  private void endWithinTwoSeconds(Tenure tenure) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endInOrder(tenure), "shutdown"));
  }

  private void endInOrder(Tenure tenure) {
    if (ended.getCount() == 0) {
      return; // the daemon ended by itself
    }
    log.info("ending: received a signal");
    ending = true;
    tenure.stop();
    try {
      if (ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.info("ended; leases in Git do not change");
        return;
      }
      Optional<Work> work = tenure.work();
      String open = work.map(Work::running).orElse("a request to the API server");
      work.ifPresent(Work::end);
      boolean _ = ended.await(TO_END.toMillis(), TimeUnit.MILLISECONDS);
      log.warn("ended in the middle of {}; the next start completes it", open);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Reading reading(Tenure tenure, Notifications notifications) {
    Optional<Work> work = tenure.work();
    return new Reading(
        clock.instant(),
        settings.name(),
        work.map(Work::readings).orElse(List.of()),
        work.map(Work::sources).orElse(Map.of()),
        notifications.status(),
        work.map(Work::cluster).orElse(ClusterReading.NONE).after(tenure.troubles()),
        tenure.standing());
  }

  /** Serves the status page, except with --once. A failure to serve it does not stop the watch. */
  private Closeable show(Tenure tenure, Notifications notifications) {
    if (mode.once() || settings.listen().isEmpty()) {
      return () -> {};
    }
    try {
      WebServer web =
          WebServer.start(
              settings.listen().get(),
              () -> reading(tenure, notifications),
              settings
                  .webhookSecret()
                  .map(secret ->
                      new InboundWebhook(
                          secret,
                          () -> tenure.work().ifPresent(Work::lookNow),
                          System::nanoTime,
                          pause -> Thread.sleep(pause))));
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
      log.warn(
          "{}; continuing without the status page; fix spec.web.listen in {}",
          e.getMessage(),
          mode.config());
      return () -> {};
    }
  }
}
