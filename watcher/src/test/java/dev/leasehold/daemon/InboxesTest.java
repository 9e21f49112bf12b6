package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a router is asked for by several targets. */
final class InboxesTest {
  private final Queue<Channel> followed = new ConcurrentLinkedQueue<>();
  private final Inboxes inboxes =
      new Inboxes(new Listeners(Router::new, () -> Instant.EPOCH, _ -> {}), () -> Instant.EPOCH);
  private final Inboxes.Inbox one = inboxes.open();
  private final Inboxes.Inbox other = inboxes.open();

  @AfterEach
  void end() {
    inboxes.close();
  }

  private static Channel.PublicAddresses home(boolean isWhole, String... interfaces) {
    Map<String, AddressOrder> orders = new TreeMap<>();
    for (String name : interfaces) {
      orders.put(name, new AddressOrder.Observe(name));
    }
    return new Channel.PublicAddresses("home", new TreeMap<>(orders), isWhole);
  }

  private static Set<Channel> wants(String... interfaces) {
    return Set.of(home(true, interfaces));
  }

  /** Otherwise the boot script would lose the addresses of a target that is read later. */
  @Test
  void tellsARouterWhetherAllTargetsHaveBeenRead() {
    other.listenTo(Set.of(), false);
    one.listenTo(wants("wan-a"), true);
    assertEquals(Set.of(home(false, "wan-a")), one.status().keySet());
    other.listenTo(wants("wan-b"), true);
    assertEquals(Set.of(home(true, "wan-a", "wan-b")), one.status().keySet());
  }

  @Test
  void tellsItAlsoWhenTheOtherTargetNeedsNoRouter() {
    one.listenTo(wants("wan-a"), true);
    other.listenTo(Set.of(), true);
    assertEquals(Set.of(home(true, "wan-a")), one.status().keySet());
  }

  /** A router may have something to clean up when no claim needs it any more. */
  @Test
  void passesTheEndOfItsOrdersOnToARouter() {
    one.listenTo(wants("wan-a"), true);
    one.listenTo(Set.of(), true);
    other.listenTo(Set.of(), true);
    one.listenTo(wants("wan-c"), true);
    assertEquals(List.of(home(false), home(true), home(true, "wan-c")), List.copyOf(followed));
  }

  /** A source that only follows its channel. */
  private final class Router implements Source {
    private final CountDownLatch ended = new CountDownLatch(1);

    private Router(Channel channel) {}

    @Override
    public void run(Consumer<? super SourceEvent> events) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void follow(Channel channel) {
      followed.add(channel);
    }

    @Override
    public void ask() {}

    @Override
    public SourceStatus status() {
      return new SourceStatus(State.LISTENING, "", Map.of());
    }

    @Override
    public void close() {
      ended.countDown();
    }
  }
}
