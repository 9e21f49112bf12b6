package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.MacAddress;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
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
import org.junit.jupiter.api.Test;

/** What is done on a router, and when. */
class RouterDutiesTest {
  private static final MacAddress MAC = new MacAddress("02:00:00:00:00:01");
  private static final Address IP = Address.parse("203.0.113.7");
  private static final AddressOrder.Hold NEW =
      new AddressOrder.Hold(
          "wan-web", Optional.empty(), "eth9", Optional.empty(), Optional.empty());
  private static final AddressOrder.Hold LEASED =
      new AddressOrder.Hold("wan-web", Optional.of(MAC), "eth9", Optional.empty(), Optional.of(IP));
  private static final AddressOrder.Release RELEASE =
      new AddressOrder.Release("wan-web", MAC, "eth9");

  private final RouterDuties duties = new RouterDuties(new Random(1), false, false, List.of());
  private Duration now = Duration.ZERO;

  private void follow(AddressOrder... orders) {
    Map<String, AddressOrder> all = new HashMap<>();
    for (AddressOrder order : orders) {
      all.put(order.wanInterface(), order);
    }
    duties.follow(all, true);
  }

  /** What is due, but for the look at the routes. */
  private List<RouterDuty> due() {
    return duties.due(now).stream().filter(duty -> !(duty instanceof RouterDuty.Routes)).toList();
  }

  private void after(long seconds) {
    now = now.plusSeconds(seconds);
  }

  private Map<String, AddressAnswer> looks(HeldInterface... held) {
    return looks("boot-1", held);
  }

  private Map<String, AddressAnswer> looks(String bootId, HeldInterface... held) {
    assertEquals(List.of(new RouterDuty.Look()), due());
    return looked(bootId, held);
  }

  private Map<String, AddressAnswer> looked(String bootId, HeldInterface... held) {
    return duties.looked(
        new RouterAnswer.Done<>(new RouterState(bootId, Duration.ofHours(1), List.of(held))), now);
  }

  private static HeldInterface held(MacAddress mac, boolean works) {
    return new HeldInterface(
        "wan-web",
        mac.text(),
        Optional.of("eth9"),
        true,
        works,
        Optional.of(IP),
        works,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private RouterDuty.Allocate allocation() {
    return assertInstanceOf(RouterDuty.Allocate.class, due().getFirst());
  }

  private static RouterAnswer<Address> done(Address address) {
    return new RouterAnswer.Done<>(address);
  }

  @Test
  void looksBeforeItAllocates() {
    follow(NEW);
    assertEquals(Map.of(), looks());
    RouterDuty.Allocate allocate = allocation();
    MacAddress mac = new MacAddress(allocate.on().mac());
    assertEquals("wan-web", allocate.on().name());
    assertTrue("26ae".indexOf(mac.text().charAt(1)) >= 0, mac.text()); // local and unicast
    assertEquals(List.of(), due());
    assertEquals(
        Optional.of(new AddressAnswer.Held(IP, mac, "eth9")), duties.did(allocate, done(IP), now));
  }

  /** Defect 8: the MAC address of an interface is never thrown away. */
  @Test
  void takesTheMacThatTheRouterHas() {
    follow(NEW);
    assertEquals(
        Map.of("wan-web", new AddressAnswer.Held(IP, MAC, "eth9")), looks(held(MAC, true)));
    assertEquals(List.of(), due());
  }

  @Test
  void takesTheMacOfAnInterfaceThatDoesNotWork() {
    follow(NEW);
    assertEquals(Map.of(), looks(held(MAC, false)));
    assertEquals(MAC.text(), allocation().on().mac());
  }

  @Test
  void repairsWhatDoesNotWorkAnyMore() {
    follow(LEASED);
    looks(held(MAC, true));
    after(30);
    assertEquals(Map.of(), looks(held(MAC, false)));
    assertEquals(
        new RouterDuty.Allocate(
            new WanInterface("wan-web", MAC.text(), "eth9"), Optional.empty(), Optional.of(IP)),
        allocation());
  }

  @Test
  void allocatesAgainAfterAReboot() {
    follow(LEASED);
    looks(held(MAC, true));
    after(30);
    looks("boot-2");
    assertEquals(MAC.text(), allocation().on().mac());
  }

  /** Passes the time, and looks when that is due, until there is something else to do. */
  private long secondsUntil(Class<? extends RouterDuty> wanted) {
    Duration start = now;
    while (true) {
      for (RouterDuty duty : due()) {
        if (duty instanceof RouterDuty.Look) {
          looked("boot-1");
        } else if (wanted.isInstance(duty)) {
          last = duty;
          return now.minus(start).toSeconds();
        }
      }
      after(1);
    }
  }

  private RouterDuty last = new RouterDuty.Look();

  @Test
  void triesAgainAfterGrowingPauses() {
    follow(LEASED);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      pauses.add(secondsUntil(RouterDuty.Allocate.class));
      duties.did((RouterDuty.OnInterface) last, new RouterAnswer.Unavailable<>("no lease"), now);
    }
    assertEquals(List.of(1L, 5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L), pauses);
  }

  /** Defect 6: no failure is final. */
  @Test
  void triesAgainAlsoWhereAPersonMustAct() {
    follow(LEASED);
    secondsUntil(RouterDuty.Allocate.class);
    assertEquals(
        Optional.of(new Failed("no program ip", "Install it.")),
        duties.did(
            (RouterDuty.OnInterface) last,
            new RouterAnswer.Refused<>("no program ip", "Install it."),
            now));
    assertEquals(300, secondsUntil(RouterDuty.Allocate.class));
  }

  /** Defect 7: a failure of the connection says nothing about an address. */
  @Test
  void tellsAFailureOnlyWhenTheRouterAnswers() {
    follow(LEASED);
    looks();
    assertEquals(
        Optional.empty(),
        duties.did(allocation(), new RouterAnswer.Unavailable<>("broken pipe"), now));
    assertEquals(List.of(new RouterDuty.Look()), due());
    assertEquals(
        Map.of("wan-web", new Failed("no route to host", "", true)),
        duties.looked(new RouterAnswer.Unavailable<>("no route to host"), now));
    assertEquals(List.of(), due());
    assertEquals(Optional.of(now.plusSeconds(5)), duties.next());
  }

  @Test
  void keepsWhatALeaseAddsToTheOrder() {
    follow(NEW);
    looks(held(MAC, true));
    follow(LEASED);
    assertEquals(List.of(), due());
    assertEquals(Optional.of(Duration.ofSeconds(30)), duties.next());
  }

  @Test
  void releasesOnceAndSaysSo() {
    follow(RELEASE);
    looks(held(MAC, true));
    RouterDuty.Release release = assertInstanceOf(RouterDuty.Release.class, due().getFirst());
    assertEquals(
        Optional.of(new AddressAnswer.Released()),
        duties.did(release, new RouterAnswer.Done<>(release.on()), now));
    after(30);
    looks();
    assertEquals(List.of(), due());
  }

  /** A claim that is deleted before its address was committed. */
  @Test
  void givesBackWhatNothingElseKnowsOf() {
    follow(NEW);
    looks();
    RouterDuty.Allocate allocate = allocation();
    follow();
    assertEquals(Optional.empty(), duties.did(allocate, done(IP), now));
    assertEquals(List.of(new RouterDuty.Look(), new RouterDuty.Release(allocate.on())), dueTwice());
    follow(NEW); // it comes back meanwhile
    assertEquals(
        Optional.empty(),
        duties.did(
            new RouterDuty.Release(allocate.on()), new RouterAnswer.Done<>(allocate.on()), now));
    assertEquals(0, secondsUntil(RouterDuty.Allocate.class));
  }

  private List<RouterDuty> dueTwice() {
    after(30);
    List<RouterDuty> all = new ArrayList<>(due());
    looked("boot-1");
    all.addAll(due());
    return all.stream().distinct().toList();
  }

  /** The end of an order does not release an address that has a lease in Git. */
  @Test
  void releasesNothingThatHasALease() {
    follow(LEASED);
    looks(held(MAC, true));
    follow();
    assertEquals(List.of(), due());
    assertEquals(Optional.empty(), duties.next());
  }

  @Test
  void neverUsesOneMacTwice() {
    AddressOrder.Hold other =
        new AddressOrder.Hold(
            "wan-mail", Optional.empty(), "eth9", Optional.empty(), Optional.empty());
    follow(NEW, other);
    looks();
    List<RouterDuty> both = due();
    assertNotEquals(
        ((RouterDuty.Allocate) both.getFirst()).on().mac(),
        ((RouterDuty.Allocate) both.getLast()).on().mac());
  }

  @Test
  void verifiesACommandByRunningItAgain() {
    AddressOrder.Hold command =
        new AddressOrder.Hold(
            "wan-web", Optional.empty(), "eth9", Optional.of("/root/alloc"), Optional.empty());
    follow(command);
    RouterDuty.Allocate first = allocation(); // without a look: it needs none of our scripts
    assertEquals(Optional.of("/root/alloc"), first.command());
    duties.did(first, done(IP), now);
    assertEquals(Optional.of(Duration.ofMinutes(5)), duties.next());
    RouterDuties after = new RouterDuties(new Random(2), false, false, List.of()); // a crash
    after.follow(Map.of("wan-web", command), true);
    assertEquals(first, after.due(Duration.ZERO).getFirst());
  }

  /** "Leased, in the pool, not announced" is what people search for hours. */
  @Test
  void tellsWhetherTheRouterHasARoute() {
    follow(LEASED);
    looks(held(MAC, true));
    assertEquals(List.of(new RouterDuty.Routes(List.of(IP))), duties.due(now));
    assertEquals(
        Map.of("wan-web", new AddressAnswer.Routed(IP, false, "")),
        duties.routed(new RouterAnswer.Done<>(List.of(route("eth9", Set.of()))), now));
    after(60);
    assertEquals(
        List.of(new RouterDuty.Look(), new RouterDuty.Routes(List.of(IP))), duties.due(now));
    assertEquals(
        Map.of("wan-web", new AddressAnswer.Routed(IP, true, "frr")),
        duties.routed(new RouterAnswer.Done<>(List.of(route("br0", Set.of(BgpDaemon.FRR)))), now));
    assertEquals(Map.of(), duties.routed(new RouterAnswer.Unavailable<>("no ip"), now));
  }

  /** A run of the script carries 200 addresses. */
  @Test
  void asksForAllRoutesInPartsOneAfterTheOther() {
    List<HeldInterface> held = new ArrayList<>();
    Map<String, AddressOrder> orders = new HashMap<>();
    for (int i = 0; i < 401; i++) {
      String name = "wan-%03d".formatted(i);
      MacAddress mac = new MacAddress("02:00:00:00:%02x:%02x".formatted(i / 256, i % 256));
      Address address = Address.parse("203.0." + i / 256 + "." + i % 256);
      orders.put(
          name,
          new AddressOrder.Hold(
              name, Optional.of(mac), "eth9", Optional.empty(), Optional.of(address)));
      held.add(works(name, mac, address));
    }
    duties.follow(orders, true);
    looks(held.toArray(HeldInterface[]::new));
    List<Integer> parts = new ArrayList<>();
    Set<Address> all = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      RouterDuty.Routes routes =
          assertInstanceOf(RouterDuty.Routes.class, duties.due(now).getFirst());
      parts.add(routes.addresses().size());
      all.addAll(routes.addresses());
      duties.routed(new RouterAnswer.Done<>(List.of()), now);
    }
    assertEquals(List.of(200, 200, 1), parts);
    assertEquals(401, all.size());
    assertEquals(List.of(), duties.due(now));
    after(60);
    RouterDuty.Routes first = assertInstanceOf(RouterDuty.Routes.class, duties.due(now).getLast());
    assertEquals(200, first.addresses().size());
    duties.routed(new RouterAnswer.Unavailable<>("no ip"), now);
    after(1);
    assertEquals(List.of(), duties.due(now), "a failure is not repeated at once");
  }

  private static HeldInterface works(String name, MacAddress mac, Address address) {
    return new HeldInterface(
        name,
        mac.text(),
        Optional.of("eth9"),
        true,
        true,
        Optional.of(address),
        true,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static RouteState route(String device, Set<BgpDaemon> learnedBy) {
    KernelRoute kernel =
        new KernelRoute(
            Prefix.parse("203.0.113.7/32"),
            "bgp",
            List.of(new KernelRoute.NextHop(Optional.empty(), device)));
    return new RouteState(IP, Optional.of(kernel), learnedBy, learnedBy);
  }

  /** A router that boots must not hold again what is to be released. */
  @Test
  void takesAnInterfaceOutOfTheBootScriptBeforeItReleasesIt() {
    RouterDuties persisting = new RouterDuties(new Random(1), false, true, List.of());
    persisting.follow(Map.of("wan-web", LEASED), true);
    persisting.due(now);
    persisting.looked(
        new RouterAnswer.Done<>(
            new RouterState("boot-1", Duration.ofHours(1), List.of(held(MAC, true)))),
        now);
    RouterDuty.Persist script =
        new RouterDuty.Persist(
            List.of(
                new BootInterface(
                    new WanInterface("wan-web", MAC.text(), "eth9"), Optional.of(IP))));
    assertTrue(persisting.due(now).contains(script));
    persisting.persisted(script, new RouterAnswer.Done<>("kept"), now);
    assertEquals(List.of(), persisting.due(now));

    persisting.follow(Map.of("wan-web", RELEASE), true);
    persisting.due(now);
    persisting.looked(
        new RouterAnswer.Done<>(
            new RouterState("boot-1", Duration.ofHours(1), List.of(held(MAC, true)))),
        now);
    assertEquals(List.of(), releases(persisting));
    persisting.persisted(new RouterDuty.Persist(List.of()), new RouterAnswer.Done<>("kept"), now);
    assertEquals(1, releases(persisting).size());
  }

  /** A target that is read later has addresses of its own in it. */
  @Test
  void writesNoBootScriptBeforeAllOrdersAreKnown() {
    RouterDuties persisting = new RouterDuties(new Random(1), false, true, List.of());
    persisting.follow(Map.of("wan-web", LEASED), false);
    persisting.due(now);
    persisting.looked(
        new RouterAnswer.Done<>(
            new RouterState("boot-1", Duration.ofHours(1), List.of(held(MAC, true)))),
        now);
    persisting.due(now);
    persisting.routed(new RouterAnswer.Done<>(List.of()), now);
    assertEquals(List.of(), persisting.due(now));
    assertEquals(Optional.of(now.plusSeconds(30)), persisting.next(), "the next look");
    persisting.follow(Map.of("wan-web", RELEASE), false);
    persisting.due(now);
    persisting.looked(
        new RouterAnswer.Done<>(
            new RouterState("boot-1", Duration.ofHours(1), List.of(held(MAC, true)))),
        now);
    assertEquals(List.of(), persisting.due(now), "it may be in the script of before");
    persisting.follow(Map.of("wan-web", RELEASE), true);
    assertEquals(List.of(new RouterDuty.Persist(List.of())), persisting.due(now));
  }

  /** A crash before the commit, and the claim was deleted before the next start. */
  @Test
  void releasesWhatACrashLeftBehind() {
    follow(NEW);
    looks();
    RouterDuty.Allocate making = allocation();
    List<WanInterface> left = List.of(making.on());
    assertEquals(left, duties.allocations(), "from its start on");
    duties.did(making, done(IP), now);
    assertEquals(left, duties.allocations(), "no lease in Git yet");
    RouterDuties after = new RouterDuties(new Random(2), false, false, left);
    after.follow(Map.of(), false);
    assertEquals(List.of(), after.due(now), "a target that is read later may want it");
    assertEquals(left, after.allocations());
    after.follow(Map.of(), true);
    assertEquals(List.of(new RouterDuty.Look()), after.due(now));
    after.looked(
        new RouterAnswer.Done<>(
            new RouterState("boot-1", Duration.ofHours(1), List.of(held(MAC, true)))),
        now);
    RouterDuty.Release release = new RouterDuty.Release(making.on());
    assertEquals(List.of(release), after.due(now));
    assertEquals(left, after.allocations(), "until it is done");
    after.did(release, new RouterAnswer.Done<>(""), now);
    assertEquals(List.of(), after.allocations());
  }

  @Test
  void goesOnWithWhatACrashLeftBehind() {
    WanInterface left = new WanInterface("wan-web", MAC.text(), "eth9");
    RouterDuties after = new RouterDuties(new Random(2), false, false, List.of(left));
    after.follow(Map.of("wan-web", NEW), true);
    after.due(now);
    after.looked(
        new RouterAnswer.Done<>(
            new RouterState("boot-1", Duration.ofHours(1), List.of(held(MAC, true)))),
        now);
    assertTrue(after.due(now).stream().noneMatch(RouterDuty.Release.class::isInstance));
    assertEquals(List.of(left), after.allocations());
    after.follow(Map.of("wan-web", LEASED), true);
    assertEquals(List.of(), after.allocations(), "Git has it");
  }

  /** A lost connection is no reason to release an interface that the boot script still has. */
  @Test
  void triesAgainToUpdateTheBootScript() {
    RouterDuties persisting = new RouterDuties(new Random(1), false, true, List.of());
    persisting.follow(Map.of("wan-web", RELEASE), true);
    persisting.due(now);
    persisting.looked(
        new RouterAnswer.Done<>(
            new RouterState("boot-1", Duration.ofHours(1), List.of(held(MAC, true)))),
        now);
    RouterDuty.Persist empty = new RouterDuty.Persist(List.of());
    assertEquals(List.of(empty), persisting.due(now));
    persisting.persisted(empty, new RouterAnswer.Unavailable<>("broken pipe"), now);
    assertEquals(List.of(), persisting.due(now));
    assertEquals(Optional.of(now.plusSeconds(5)), persisting.next());
    after(5);
    assertEquals(List.of(empty), persisting.due(now));
    persisting.persisted(empty, new RouterAnswer.Done<>("removed"), now);
    assertEquals(1, releases(persisting).size());
  }

  /** The answer of another command is not that of an order that came after it. */
  @Test
  void takesNoAnswerOfAnEarlierOrder() {
    follow(
        new AddressOrder.Hold(
            "wan-web", Optional.empty(), "eth9", Optional.of("/root/alloc"), Optional.empty()));
    RouterDuty.Allocate command = allocation();
    follow(NEW);
    assertEquals(Optional.empty(), duties.did(command, done(IP), now));
    looks();
    assertEquals(Optional.empty(), allocation().command());
  }

  private List<RouterDuty> releases(RouterDuties of) {
    return of.due(now).stream().filter(RouterDuty.Release.class::isInstance).toList();
  }

  @Test
  void refusesAnAddressThatIsNotPublic() {
    follow(LEASED);
    HeldInterface shared =
        new HeldInterface(
            "wan-web",
            MAC.text(),
            Optional.of("eth9"),
            true,
            true,
            Optional.of(Address.parse("100.64.0.9")),
            true,
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    AddressAnswer answer = looks(shared).get("wan-web");
    assertTrue(
        answer instanceof Failed failed
            && failed.reason().startsWith("wan-web holds 100.64.0.9, which is shared behind"),
        String.valueOf(answer));
  }

  @Test
  void changesNothingInADryRun() {
    RouterDuties dry = new RouterDuties(new Random(1), true, false, List.of());
    dry.follow(Map.of("wan-web", NEW), true);
    assertEquals(List.of(new RouterDuty.Look()), dry.due(now));
    assertInstanceOf(
        Failed.class,
        dry.looked(
                new RouterAnswer.Done<>(new RouterState("boot-1", Duration.ofHours(1), List.of())),
                now)
            .get("wan-web"));
    assertEquals(List.of(), dry.due(now));
  }
}
