package dev.leasehold.router;

import dev.leasehold.api.MacAddress;
import dev.leasehold.net.Address;
import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.AddressAnswer.Failed;
import dev.leasehold.source.AddressOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What is to be done on a router, and when, so that it holds what it was asked for. It has no
 * connection and no clock: times are durations since any fixed start.
 *
 * <p>The router is looked at every 30 s. An interface that does not work is allocated again, which
 * repairs it. A router that cannot be reached says nothing about its addresses. What failed is
 * tried again after 5, 10, 20, … 300 s; where a person must act, after 300 s.
 */
final class RouterDuties {
  static final Duration LOOK = Duration.ofSeconds(30);

  /** How often a command of the configuration verifies its address. */
  static final Duration COMMAND = Duration.ofMinutes(5);

  private static final Duration LONGEST_LOOK_PAUSE = Duration.ofMinutes(1);

  private static final Failed DRY =
      new Failed("a dry run changes nothing on the router; the watcher would ask it", "");

  private final RandomGenerator random;
  private final boolean readOnly;
  private final BootScriptTimes bootScript;
  private final RouteTimes routes = new RouteTimes();
  private final SortedMap<String, Item> items = new TreeMap<>();

  /** What an earlier process allocated without a lease in Git. */
  private List<WanInterface> inherited;

  private final Map<String, Failed> unconfirmed = new TreeMap<>();
  private Duration nextLook = Duration.ZERO;
  private boolean looking;
  private boolean seen;
  private int failedLooks;
  private String bootId = "";
  private Set<String> macs = Set.of();

  /** An order and its state. */
  private static final class Item {
    AddressOrder order;

    /** Whether its answers are of interest; if not, it cleans up what an ended order made. */
    final boolean isOrdered;

    Optional<MacAddress> mac = Optional.empty();
    boolean running;
    boolean works;
    boolean done;

    /** The address that works there; empty: none is known to. */
    Optional<Address> address = Optional.empty();

    /** Whether this process made the interface. */
    boolean made;

    /** The order that follows when the cleaning up is done; empty: none. */
    Optional<AddressOrder> then = Optional.empty();

    int failures;
    Duration next = Duration.ZERO;

    Item(AddressOrder order, boolean isOrdered) {
      this.order = order;
      this.isOrdered = isOrdered;
    }

    void retry(Duration now, boolean soon) {
      Duration pause = soon ? Pauses.of(failures) : Pauses.LONGEST;
      failures++;
      next = now.plus(pause);
    }
  }

  /**
   * Starts without orders.
   *
   * @param readOnly whether the router is only looked at, and never changed
   * @param persists whether a boot script on the router has the interfaces
   * @param inherited what an earlier process allocated without a lease in Git: where no order wants
   *     it, it is released
   */
  RouterDuties(
      RandomGenerator random, boolean readOnly, boolean persists, List<WanInterface> inherited) {
    this.random = random;
    this.readOnly = readOnly;
    this.bootScript = new BootScriptTimes(persists && !readOnly);
    this.inherited = inherited;
  }

  /**
   * Takes over the orders. What stays the same goes on.
   *
   * @param isWhole whether these are all orders; if not, more follow
   */
  void follow(Map<String, AddressOrder> orders, boolean isWhole) {
    bootScript.follow(isWhole);
    Map.copyOf(items)
        .forEach((name, item) -> follow(name, item, Optional.ofNullable(orders.get(name))));
    orders.forEach((name, order) -> {
      if (items.putIfAbsent(name, new Item(order, true)) == null) {
        nextLook = Duration.ZERO;
      }
    });
    if (isWhole) {
      inherited.forEach(on -> items.computeIfAbsent(on.name(), _ -> new Item(release(on), false)));
      inherited = List.of();
    }
  }

  private static AddressOrder release(WanInterface on) {
    return new AddressOrder.Release(on.name(), new MacAddress(on.mac()), on.parent());
  }

  /** What would be forgotten with this process: it is made or being made, and in no lease. */
  List<WanInterface> allocations() {
    List<WanInterface> allocations = new ArrayList<>(inherited);
    items.forEach((name, item) -> {
      if (!item.isOrdered && item.order instanceof AddressOrder.Release release) {
        allocations.add(new WanInterface(name, release.mac().text(), release.wanParent()));
      } else if (isLeftOver(item) && item.order instanceof AddressOrder.Hold hold) {
        allocations.add(new WanInterface(name, item.mac.orElseThrow().text(), hold.wanParent()));
      }
    });
    return allocations;
  }

  private void follow(String name, Item item, Optional<AddressOrder> order) {
    if (!item.isOrdered) {
      item.then = order;
    } else if (order.isPresent() && continues(item, order.get())) {
      item.order = order.get();
    } else if (isLeftOver(item) && order.filter(AddressOrder.Release.class::isInstance).isEmpty()) {
      AddressOrder.Hold hold = (AddressOrder.Hold) item.order;
      Item release =
          new Item(new AddressOrder.Release(name, item.mac.orElseThrow(), hold.wanParent()), false);
      release.running = item.running; // one thing at a time on an interface
      release.then = order;
      items.put(name, release);
    } else if (order.isPresent()) {
      Item next = new Item(order.get(), true);
      next.running = item.running;
      items.put(name, next);
      nextLook = Duration.ZERO;
    } else {
      items.remove(name);
    }
  }

  /** A lease that was committed adds the address and the MAC to the order. */
  private static boolean continues(Item item, AddressOrder after) {
    return item.order instanceof AddressOrder.Hold one
            && after instanceof AddressOrder.Hold other
            && one.wanParent().equals(other.wanParent())
            && one.command().equals(other.command())
            && (other.mac().equals(one.mac())
                || item.mac.isEmpty()
                || other.mac().isEmpty()
                || other.mac().equals(item.mac))
        || item.order.equals(after);
  }

  /**
   * Whether the interface would be forgotten with its order: it has no lease in Git, so nothing
   * else knows of it.
   */
  private static boolean isLeftOver(Item item) {
    return (item.made || item.running)
        && item.order instanceof AddressOrder.Hold hold
        && hold.previous().isEmpty()
        && hold.command().isEmpty()
        && item.mac.isPresent();
  }

  /** Makes the next look due. */
  void lookNow() {
    nextLook = Duration.ZERO;
    items.values().forEach(item -> item.next = Duration.ZERO);
  }

  /** Whether the last look succeeded. */
  boolean isReachable() {
    return seen;
  }

  /** What is to be begun now. Each is reported to {@link #looked} or {@link #did} when it ends. */
  List<RouterDuty> due(Duration now) {
    List<RouterDuty> due = new ArrayList<>();
    if (!looking && looks() && now.compareTo(nextLook) >= 0) {
      looking = true;
      due.add(new RouterDuty.Look());
    }
    if (looks() && !seen) {
      return due; // one try at a time, until it answers
    }
    bootScript.due(toPersist(), now).ifPresent(due::add);
    routes.due(heldAddresses(), now).ifPresent(due::add);
    items.forEach((name, item) -> {
      if (!item.running && !item.done && now.compareTo(item.next) >= 0) {
        duty(name, item)
            .ifPresent(duty -> {
              item.running = true;
              due.add(duty);
            });
      }
    });
    return due;
  }

  /** What the boot script is to have: what is leased in Git. */
  private List<BootInterface> toPersist() {
    List<BootInterface> held = new ArrayList<>();
    items.forEach((name, item) -> {
      if (item.order instanceof AddressOrder.Hold hold
          && hold.command().isEmpty()
          && hold.mac().isPresent()
          && hold.previous().isPresent()) {
        held.add(
            new BootInterface(
                new WanInterface(name, hold.mac().get().text(), hold.wanParent()),
                hold.previous()));
      }
    });
    return held;
  }

  private boolean isPersisted() {
    return bootScript.has(toPersist());
  }

  /** Takes the end of an update of the boot script. */
  void persisted(RouterDuty.Persist duty, RouterAnswer<?> answer, Duration now) {
    bootScript.ended(duty, answer, now);
  }

  private List<Address> heldAddresses() {
    if (!looks()) {
      return List.of(); // a router of commands may know none of our scripts
    }
    return items.values().stream()
        .filter(item -> item.works)
        .flatMap(item -> item.address.stream())
        .toList();
  }

  /** Takes the end of a look at the routes. Returns the answers that follow from it. */
  Map<String, AddressAnswer> routed(RouterAnswer<List<RouteState>> answer, Duration now) {
    routes.ended(answer, now);
    Map<String, AddressAnswer> answers = new HashMap<>();
    if (answer instanceof RouterAnswer.Done<List<RouteState>>(List<RouteState> states)) {
      Map<Address, RouteState> byAddress = new HashMap<>();
      states.forEach(route -> byAddress.put(route.address(), route));
      items.forEach((name, item) -> {
        RouteState route = item.address.map(byAddress::get).orElse(null);
        if (item.isOrdered && route != null && item.order instanceof AddressOrder.Hold hold) {
          answers.put(name, routed(route, Set.of(hold.wanParent(), name)));
        }
      });
    }
    return answers;
  }

  private static AddressAnswer routed(RouteState route, Set<String> outside) {
    String learnedBy =
        route.learnedBy().stream()
            .map(BgpDaemon::spelling)
            .sorted()
            .collect(Collectors.joining(", "));
    return new AddressAnswer.Routed(route.address(), route.leadsInside(outside), learnedBy);
  }

  /** Whether something here needs the look. Commands of the configuration do not. */
  private boolean looks() {
    return items.values().stream()
        .anyMatch(item ->
            readOnly
                || !(item.order instanceof AddressOrder.Hold hold)
                || hold.command().isEmpty());
  }

  private Optional<RouterDuty> duty(String name, Item item) {
    if (readOnly && !(item.order instanceof AddressOrder.Observe)) {
      return Optional.empty();
    }
    return switch (item.order) {
      case AddressOrder.Observe _ -> Optional.of(new RouterDuty.Observe(name));
      case AddressOrder.Release(var _, MacAddress mac, String parent) when !isPersisted() ->
          Optional.empty(); // it leaves the boot script first
      case AddressOrder.Release(var _, MacAddress mac, String parent) ->
          Optional.of(new RouterDuty.Release(new WanInterface(name, mac.text(), parent)));
      case AddressOrder.Hold hold -> {
        if (item.works && hold.command().isEmpty()) {
          yield Optional.empty();
        }
        MacAddress mac = hold.mac().or(() -> item.mac).orElseGet(() -> generated(name, hold));
        item.mac = Optional.of(mac);
        yield Optional.of(
            new RouterDuty.Allocate(
                new WanInterface(name, mac.text(), hold.wanParent()),
                hold.command(),
                hold.previous()));
      }
    };
  }

  /**
   * A MAC for an interface that never had one. For a command it follows from the name: after a
   * crash between the command and the commit nothing else knows it.
   */
  private MacAddress generated(String name, AddressOrder.Hold hold) {
    RandomGenerator source =
        hold.command().isPresent() ? new Random(name.hashCode() * 0x9E3779B97F4A7C15L) : random;
    MacAddress mac = MacAddress.random(source);
    while (macs.contains(mac.text()) || isUsed(mac)) {
      mac = MacAddress.random(source);
    }
    return mac;
  }

  private boolean isUsed(MacAddress mac) {
    return items.values().stream()
        .anyMatch(item ->
            item.mac.filter(mac::equals).isPresent()
                || item.order instanceof AddressOrder.Hold hold
                    && hold.mac().filter(mac::equals).isPresent()
                || item.order instanceof AddressOrder.Release release && release.mac().equals(mac));
  }

  /** When {@link #due} has something next; empty: not before something that runs has ended. */
  Optional<Duration> next() {
    List<Duration> times = new ArrayList<>();
    if (!looking && looks()) {
      times.add(nextLook);
    }
    if (seen || !looks()) {
      routes.next(heldAddresses()).ifPresent(times::add);
      bootScript.next(toPersist()).ifPresent(times::add);
      items
          .values()
          .forEach(item -> {
            boolean idle =
                item.works
                        && item.order instanceof AddressOrder.Hold hold
                        && hold.command().isEmpty()
                    || item.order instanceof AddressOrder.Release && !isPersisted();
            if (!item.running && !item.done && !idle && !readOnly) {
              times.add(item.next);
            }
          });
    }
    return times.stream().min(Duration::compareTo);
  }

  /** Takes the end of a look. Returns the answers that follow from it, by interface. */
  Map<String, AddressAnswer> looked(RouterAnswer<RouterState> answer, Duration now) {
    looking = false;
    return switch (answer) {
      case RouterAnswer.Done<RouterState>(RouterState state) -> {
        Map<String, AddressAnswer> answers = new HashMap<>(unconfirmed);
        unconfirmed.clear();
        boolean first = !seen;
        boolean rebooted = !bootId.isEmpty() && !bootId.equals(state.bootId());
        seen = true;
        failedLooks = 0;
        bootId = state.bootId();
        nextLook = now.plus(LOOK);
        macs = new HashSet<>(state.interfaces().stream().map(HeldInterface::mac).toList());
        if (rebooted) {
          bootScript.lookNow();
        }
        if (first || rebooted) {
          items.values().forEach(item -> item.next = Duration.ZERO);
        }
        items.forEach(
            (name, item) -> compare(name, item, state).ifPresent(a -> answers.put(name, a)));
        yield answers;
      }
      case RouterAnswer.Refused<RouterState>(String reason, String whatToDo) ->
          unreachable(new Failed(reason, whatToDo, true), now);
      case RouterAnswer.Unavailable<RouterState>(String reason) ->
          unreachable(new Failed(reason, "", true), now);
    };
  }

  private Map<String, AddressAnswer> unreachable(Failed why, Duration now) {
    seen = false;
    unconfirmed.clear();
    nextLook = now.plus(Pauses.of(failedLooks, LONGEST_LOOK_PAUSE));
    failedLooks++;
    Map<String, AddressAnswer> answers = new HashMap<>();
    items.forEach((name, item) -> {
      if (item.isOrdered && !item.done) {
        answers.put(name, why);
      }
    });
    return answers;
  }

  /** Compares an order with what the router has. */
  private Optional<AddressAnswer> compare(String name, Item item, RouterState state) {
    if (!(item.order instanceof AddressOrder.Hold hold) || hold.command().isPresent()) {
      return readOnly && !(item.order instanceof AddressOrder.Observe)
          ? Optional.of(DRY)
          : Optional.empty();
    }
    Optional<HeldInterface> found = state.find(name);
    item.made |= found.isPresent();
    if (item.mac.isEmpty()) {
      item.mac = hold.mac().or(() -> found.flatMap(held -> mac(held.mac())));
    }
    Optional<MacAddress> wanted = hold.mac().or(() -> item.mac);
    Optional<HeldInterface> works =
        found
            .filter(HeldInterface::works)
            .filter(held -> held.parent().filter(hold.wanParent()::equals).isPresent())
            .filter(held -> wanted.filter(mac -> mac.text().equals(held.mac())).isPresent());
    item.works = works.isPresent();
    if (works.isEmpty()) {
      return readOnly ? Optional.of(DRY) : Optional.empty();
    }
    Address address = works.get().address().orElseThrow();
    return Optional.of(
        PublicAddress.whyNot(address)
            .<AddressAnswer>map(why ->
                new Failed(
                    name + " holds " + address + ", which is " + why,
                    "Ask the provider for a public address for each MAC address."))
            .orElseGet(() -> held(item, address, wanted.orElseThrow(), hold.wanParent())));
  }

  private static AddressAnswer held(Item item, Address address, MacAddress mac, String parent) {
    item.failures = 0;
    item.address = Optional.of(address);
    return new AddressAnswer.Held(address, mac, parent);
  }

  private static Optional<MacAddress> mac(String text) {
    try {
      return Optional.of(new MacAddress(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // of a router that shows something else
    }
  }

  /**
   * Takes the end of another duty. Returns its answer; empty if none is of interest, or not yet: a
   * failure counts only when the next look shows that the router itself can be reached.
   *
   * @param answer with an {@link Address} for an allocation, a list of them for an observation
   */
  Optional<AddressAnswer> did(RouterDuty.OnInterface duty, RouterAnswer<?> answer, Duration now) {
    Item item = items.get(duty.wanInterface());
    if (item == null) {
      return Optional.empty();
    }
    item.running = false;
    if (!belongs(duty, item.order)) {
      item.next = now;
      return Optional.empty(); // the order changed meanwhile
    }
    return switch (answer) {
      case RouterAnswer.Done<?>(Object value) -> done(duty, item, value, now);
      case RouterAnswer.Refused<?>(String reason, String whatToDo) -> {
        item.retry(now, false);
        yield item.isOrdered ? Optional.of(new Failed(reason, whatToDo)) : Optional.empty();
      }
      case RouterAnswer.Unavailable<?>(String reason) -> {
        item.retry(now, true);
        if (item.isOrdered) {
          if (!looks()) {
            yield Optional.of(new Failed(reason, ""));
          }
          unconfirmed.put(duty.wanInterface(), new Failed(reason, ""));
          nextLook = now;
        }
        yield Optional.empty();
      }
    };
  }

  private static boolean belongs(RouterDuty duty, AddressOrder order) {
    return switch (duty) {
      case RouterDuty.Allocate(WanInterface on, Optional<String> command, var _) ->
          order instanceof AddressOrder.Hold hold
              && hold.command().equals(command)
              && hold.wanParent().equals(on.parent())
              && hold.mac().filter(mac -> !mac.text().equals(on.mac())).isEmpty();
      case RouterDuty.Release(WanInterface on) ->
          order instanceof AddressOrder.Release release && release.mac().text().equals(on.mac());
      case RouterDuty.Observe _ -> order instanceof AddressOrder.Observe;
      case RouterDuty.Look _, RouterDuty.Routes _, RouterDuty.Persist _ -> false;
    };
  }

  private Optional<AddressAnswer> done(
      RouterDuty.OnInterface duty, Item item, Object value, Duration now) {
    item.failures = 0;
    unconfirmed.remove(duty.wanInterface());
    return switch (duty) {
      case RouterDuty.Allocate(WanInterface on, Optional<String> command, var _) -> {
        item.works = true;
        item.made = command.isEmpty();
        item.next = command.isPresent() ? now.plus(COMMAND) : now;
        yield Optional.of(held(item, (Address) value, new MacAddress(on.mac()), on.parent()));
      }
      case RouterDuty.Observe _ -> {
        item.next = now.plus(LOOK);
        List<Address> addresses = ((List<?>) value).stream().map(Address.class::cast).toList();
        yield Optional.of(
            addresses.isEmpty()
                ? new Failed(
                    duty.wanInterface() + " of the router has no public address",
                    "Check wanParent of the claim; behind CGNAT there is none.")
                : new AddressAnswer.Observed(addresses));
      }
      case RouterDuty.Release _ -> {
        item.done = true;
        if (!item.isOrdered) {
          items.remove(duty.wanInterface());
          item.then.ifPresent(order -> items.put(duty.wanInterface(), new Item(order, true)));
          yield Optional.empty();
        }
        yield Optional.of(new AddressAnswer.Released());
      }
    };
  }
}
