package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.api.MacAddress;
import dev.leasehold.net.Address;
import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a router is asked for by several targets. */
final class InboxesTest {
  private final Queue<Channel> followed = new ConcurrentLinkedQueue<>();
  private final Inboxes inboxes =
      new Inboxes(
          new Listeners(Router::new, () -> Instant.EPOCH, _ -> {}, Listeners.RETRY),
          () -> Instant.EPOCH,
          Set.of());
  private final BlockingQueue<SourceEvent> said = new LinkedBlockingQueue<>();
  private final Inboxes.Inbox one = inboxes.open("one");
  private final Inboxes.Inbox other = inboxes.open("other");

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

  private List<SourceEvent> receives(Inboxes.Inbox inbox) throws InterruptedException {
    List<SourceEvent> events =
        inbox.next(Duration.ofMinutes(1)).stream()
            .filter(SourceEvent.Answered.class::isInstance)
            .toList();
    return events.isEmpty() ? receives(inbox) : events;
  }

  private static SourceEvent.Answered answers(String on, AddressAnswer answer) {
    return new SourceEvent.Answered(Instant.EPOCH, "home", Map.of(on, answer));
  }

  private static Set<Channel> holds(AddressOrder... orders) {
    TreeMap<String, AddressOrder> all = new TreeMap<>();
    for (AddressOrder order : orders) {
      all.put(order.wanInterface(), order);
    }
    return Set.of(new Channel.PublicAddresses("home", all));
  }

  /** Two claims of one name, in two targets, share one interface. */
  @Test
  void refusesAnInterfaceThatAnEarlierTargetUses() throws Exception {
    MacAddress mac = new MacAddress("02:00:00:00:00:01");
    AddressOrder hold =
        new AddressOrder.Hold(
            "wan-web", Optional.empty(), "eth9", Optional.empty(), Optional.empty());
    AddressOrder observe = new AddressOrder.Observe("eth9");
    AddressAnswer held = new AddressAnswer.Held(Address.parse("203.0.113.7"), mac, "eth9");
    one.listenTo(holds(hold, observe), true);
    other.listenTo(holds(hold, observe), true);
    Thread running = Thread.ofVirtual().start(() -> assertDoesNotThrow(inboxes::run));
    said.add(answers("wan-web", held));
    assertEquals(List.of(answers("wan-web", held)), receives(one));
    assertEquals(
        List.of(
            answers(
                "wan-web",
                new AddressAnswer.Failed(
                    "target one has a claim of wan-web on router home too",
                    "Rename one of the two claims, or give one another wanInterface."))),
        receives(other));

    // Both may look at the parent.
    AddressAnswer seen = new AddressAnswer.Observed(List.of(Address.parse("203.0.113.2")));
    said.add(answers("eth9", seen));
    assertEquals(List.of(answers("eth9", seen)), receives(other));

    // The claim that ends leaves the interface to the other one.
    other.listenTo(holds(new AddressOrder.Release("wan-web", mac, "eth9")), true);
    said.add(answers("wan-web", held));
    assertEquals(List.of(answers("wan-web", new AddressAnswer.Released())), receives(other));
    inboxes.close();
    running.join();
  }

  /** A source that follows its channel, and says what the test says. */
  private final class Router implements Source {
    private volatile boolean ended;

    private Router(Channel channel) {}

    @Override
    public void run(Consumer<? super SourceEvent> events) {
      try {
        while (!ended) {
          SourceEvent next = said.poll(10, TimeUnit.MILLISECONDS);
          if (next != null) {
            events.accept(next);
          }
        }
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
      ended = true;
    }
  }
}
