package dev.leasehold.prober;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.http.HealthPages;
import dev.leasehold.kube.ClusterSettings.Repair;
import dev.leasehold.l2.ApiLeases;
import dev.leasehold.l2.L2Metrics;
import dev.leasehold.l2.LeaseKeeper;
import dev.leasehold.l2.Probe;
import dev.leasehold.log.Bug;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the Services of a cluster, tries their addresses in rounds, and repairs stuck Leases.
 * While the API server is away it tries the addresses that it knows, and repairs nothing.
 */
public final class Prober {
  private static final Logger log = LoggerFactory.getLogger(Prober.class);

  /** The pause between two rounds. */
  public static final Duration INTERVAL = Duration.ofSeconds(30);

  /** The age of a round at which it hangs; with 1,000 silent addresses it takes three minutes. */
  private static final Duration STUCK = Duration.ofMinutes(10);

  /**
   * The age of a list from which the Services are listed again when the server ends the watch,
   * after five minutes: an orphan needs a list that is newer than the first sight of the Lease.
   */
  private static final Duration OLD = Duration.ofMinutes(2);

  private final Setup setup;
  private final ApiServer server;
  private final Semaphore wakes = new Semaphore(0);
  private final FollowedServices services;
  private final ObjectWatch watch;
  private final LeaseKeeper keeper;
  private final FindingLog findings = new FindingLog();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String trouble = "";

  /** When the running round began; empty between two rounds. */
  private volatile Optional<Long> roundSince = Optional.empty();

  /** An error of a thread; it ends the program. */
  private volatile Optional<Throwable> defect = Optional.empty();

  private volatile Optional<InetSocketAddress> address = Optional.empty();

  /**
   * What it works with.
   *
   * @param node the name of this machine as a node; empty: it is none
   * @param namespace where Cilium keeps its Leases
   * @param listen where the pages are; empty: nowhere
   * @param interval the pause between two rounds
   * @param nanos a clock that only goes on
   */
  public record Setup(
      AccessSource access,
      String node,
      Repair repair,
      String namespace,
      Optional<InetSocketAddress> listen,
      Probe probe,
      Duration interval,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random,
      ApiServer.Limits limits,
      ObjectWatch.Pauses pauses) {}

  public Prober(Setup setup) {
    this.setup = setup;
    this.server =
        new ApiServer(
            setup.access(),
            "leasehold-probe" + (setup.node().isEmpty() ? "" : " (" + setup.node() + ")"),
            "docs/l2-announcements.md",
            setup.limits());
    this.services = new FollowedServices(setup.clock(), setup.nanos(), this::listed);
    this.watch =
        new ObjectWatch(
            server,
            FollowedServices.PATH,
            FollowedServices.KEPT,
            services,
            setup.random(),
            setup.pauses());
    this.keeper =
        new LeaseKeeper(
            services::known,
            setup.probe(),
            setup.repair(),
            setup.namespace(),
            setup.node(),
            setup.clock(),
            _ -> {}); // the log has what it did
  }

  /**
   * Runs until {@link #stop}.
   *
   * @throws IOException if the pages cannot be served
   */
  public void run() throws IOException {
    try (server;
        AutoCloseable _ = pages()) {
      Thread follower = thread("services", watch::run);
      Thread rounds = thread("rounds", this::rounds);
      try {
        log.info(
            "trying the addresses of LoadBalancer Services; repair: {}", setup.repair().spelling());
        stopped.await();
      } finally {
        stop();
        follower.interrupt();
        rounds.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      ended.countDown();
    }
    if (defect.isPresent()) {
      throw new IOException(Bug.text(defect.get()));
    }
  }

  /** Tells it to end; a connection to an address that is being made does not hold it up. */
  public void stop() {
    watch.stop();
    stopped.countDown();
  }

  /** Opens when {@link #run} has ended. */
  public CountDownLatch ended() {
    return ended;
  }

  /** Where the pages are; empty before they are there. */
  Optional<InetSocketAddress> address() {
    return address;
  }

  /** The work of a thread. */
  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  private Thread thread(String name, Work work) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException | Error e) {
            if (!isStopped()) {
              defect = Optional.of(e);
              stop();
            }
          }
        });
  }

  /** After the first list the first round need not wait. */
  private void listed() {
    if (keeper.status().isEmpty()) {
      wakes.release();
    }
  }

  private void rounds() throws InterruptedException {
    while (!isStopped()) {
      boolean _ = wakes.tryAcquire(setup.interval().toMillis(), TimeUnit.MILLISECONDS);
      wakes.drainPermits();
      boolean isOld = services.sinceList().filter(age -> age.compareTo(OLD) > 0).isPresent();
      if (isOld && setup.repair() != Repair.OFF) {
        watch.listAgain();
      }
      roundSince = Optional.of(setup.nanos().getAsLong());
      try {
        keeper.run(new ApiLeases(server));
        if (services.isConnected()) {
          tell("");
        }
      } catch (IOException e) {
        tell(String.valueOf(e.getMessage()));
      } finally {
        roundSince = Optional.empty();
      }
      keeper.status().ifPresent(status -> findings.round(status.results()));
    }
  }

  private void tell(String now) {
    if (!now.equals(trouble) && !isStopped()) {
      if (now.isEmpty()) {
        log.info("the rounds work again");
      } else {
        log.warn("{}; nothing is repaired", now);
      }
      trouble = now;
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private AutoCloseable pages() throws IOException {
    if (setup.listen().isEmpty()) {
      return () -> {};
    }
    HealthPages pages =
        HealthPages.start(
            setup.listen().get(),
            new HealthPages.Content(
                this::metrics,
                () -> isStuck() ? "a round has been running for ten minutes" : "",
                () -> keeper.status().isEmpty() ? "no address has been tried yet" : ""));
    address = Optional.of(pages.address());
    return pages;
  }

  private boolean isStuck() {
    return roundSince
        .filter(since -> setup.nanos().getAsLong() - since > STUCK.toNanos())
        .isPresent();
  }

  private String metrics() {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        GaugeSnapshot.builder()
            .name("leasehold_probe_api_server_ok")
            .help("1 while the API server tells which Services there are, else 0.")
            .dataPoint(
                GaugeDataPointSnapshot.builder().value(services.isConnected() ? 1 : 0).build())
            .build());
    all.add(
        GaugeSnapshot.builder()
            .name("leasehold_probe_round_ok")
            .help(
                "1 unless the last round failed: to try the addresses, or to read or delete Leases.")
            .dataPoint(GaugeDataPointSnapshot.builder().value(trouble.isEmpty() ? 1 : 0).build())
            .build());
    keeper.status().ifPresent(status -> all.addAll(L2Metrics.of(status)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(out, new MetricSnapshots(all), EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new IllegalStateException("a buffer takes all that is written to it", e);
    }
    return out.toString(UTF_8);
  }
}
