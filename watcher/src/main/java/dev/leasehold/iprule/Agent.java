package dev.leasehold.iprule;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.apiserver.Projection;
import dev.leasehold.http.HealthPages;
import dev.leasehold.log.Bug;
import dev.leasehold.netlink.RuleTable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of a node. Its rules stay when it ends, and while the API server is away: packets must
 * not go astray because of that.
 */
public final class Agent {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  private final WantedRules wanted = new WantedRules();
  private final AgentCounts counts = new AgentCounts();
  private final ApiServer server;
  private final Removals removals;
  private final RuleLoop loop;
  private final ObjectWatch watch;
  private final Setup setup;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** An error of the thread that follows the objects; it ends the agent. */
  private volatile Optional<Throwable> defect = Optional.empty();

  private volatile Optional<InetSocketAddress> address = Optional.empty();

  /** Opens the rules of the node. */
  @FunctionalInterface
  public interface Opening {
    RuleTable open(int protocol) throws IOException;
  }

  /**
   * What an agent works with.
   *
   * @param node the name of the node, for the API server's log
   * @param listen where the pages are; empty: nowhere
   * @param alone the priorities in which rules of other programs are deleted
   * @param nanos a clock that only goes on
   */
  public record Setup(
      AccessSource access,
      String node,
      Optional<InetSocketAddress> listen,
      Opening rules,
      PriorityRange alone,
      LongSupplier nanos,
      RandomGenerator random,
      ApiServer.Limits limits,
      ObjectWatch.Pauses pauses) {}

  public Agent(Setup setup) {
    this.setup = setup;
    this.server =
        new ApiServer(
            setup.access(),
            "leasehold-agent (" + setup.node() + ")",
            "docs/ip-rules.md",
            setup.limits());
    this.removals = new Removals(server);
    this.loop = new RuleLoop(wanted, counts, removals::delete, setup.nanos(), setup.alone());
    this.watch =
        new ObjectWatch(
            server,
            RuleConfig.PATH,
            Projection.SCALARS_OF_SPEC,
            new Objects(),
            setup.random(),
            setup.pauses());
  }

  /**
   * Runs until {@link #stop}.
   *
   * @throws IOException if the rules of the node cannot be read, or the pages not served
   */
  public void run() throws IOException {
    try (server;
        removals;
        RuleTable rules = setup.rules().open(RulePlan.PROTOCOL);
        AutoCloseable _ = pages()) {
      Thread follower = Thread.ofPlatform().daemon().name("objects").start(this::follow);
      try {
        log.info("following IPRuleConfig objects on node {}", setup.node());
        loop.run(rules);
      } finally {
        watch.stop();
        follower.interrupt();
      }
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

  /** Tells the agent to end. */
  public void stop() {
    watch.stop();
    loop.stop();
  }

  /** Opens when {@link #run} has ended. */
  public CountDownLatch ended() {
    return ended;
  }

  /** Where the pages are; empty before they are there. */
  Optional<InetSocketAddress> address() {
    return address;
  }

  private AutoCloseable pages() throws IOException {
    if (setup.listen().isEmpty()) {
      return () -> {};
    }
    HealthPages pages =
        HealthPages.start(
            setup.listen().get(),
            new HealthPages.Content(
                () -> counts.text(wanted.processed()),
                () -> loop.isStuck() ? "the rules were not compared for five minutes" : "",
                () -> loop.isReady() ? "" : "the rules have not been compared yet"));
    address = Optional.of(pages.address());
    return pages;
  }

  private void follow() {
    try {
      watch.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      defect = Optional.of(e);
      loop.stop();
    }
  }

  /** Takes what the API server tells, and wakes the loop. */
  private final class Objects implements ObjectWatch.Listener {
    private String trouble = "";

    @Override
    public void listed(List<ApiObject> objects) {
      if (!trouble.isEmpty()) {
        log.info("the API server answers again");
        trouble = "";
      }
      counts.connected(true);
      wanted.replace(objects);
      loop.wake();
    }

    @Override
    public void changed(ApiObject object) {
      wanted.put(object);
      loop.wake();
    }

    @Override
    public void deleted(ApiObject object) {
      wanted.remove(object.name());
      loop.wake();
    }

    @Override
    public void forgotten(String why) {
      log.info("{}; listing all objects again", why);
    }

    @Override
    public void lost(String why) {
      counts.connected(false);
      if (!why.equals(trouble)) {
        log.warn("{}; the rules stay as they are", why);
        trouble = why;
      }
    }
  }
}
