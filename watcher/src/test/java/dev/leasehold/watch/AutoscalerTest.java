package dev.leasehold.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.MacAddress;
import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.autoscale.AutoscalerStatus.Reason;
import dev.leasehold.autoscale.Usage;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.net.Address;
import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.subject.KnownRouters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commits for an autoscaler that keeps addresses free. */
final class AutoscalerTest {
  private static final String FILE = "intent/warm.yaml";
  private static final String POOL_FILE = "manifests/public-pool.yaml";
  private static final String TEXT =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: PublicIPAutoscaler
      metadata: {name: warm}
      spec:
        poolName: public-pool
        minFree: 1
        max: 3
        template:
          router: {host: 192.168.1.1, user: root, sshSecretRef: home, wanParent: eth9}
      """;
  private static final String POOL =
      """
      apiVersion: cilium.io/v2
      kind: CiliumLoadBalancerIPPool
      metadata:
        name: public-pool
      spec:
        blocks: []
      """;

  @TempDir private Path folder;

  private final Set<Address> used = new HashSet<>();
  private Optional<String> unknown = Optional.empty();
  private int looks;

  private House house(Map<String, String> more) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(FILE, TEXT);
    files.put(POOL_FILE, POOL);
    files.put("leases/README.md", "Leases.\n");
    files.putAll(more);
    House house = House.in(folder, files);
    house.routers =
        new KnownRouters(
            List.of(new KnownRouters.Login("home", "192.168.1.1", 22, "root", Optional.empty())));
    house.use = this::usage;
    return house.restarts();
  }

  private Usage usage() {
    looks++;
    return unknown
        .<Usage>map(why -> new Usage.Unknown(why, true))
        .orElseGet(() -> new Usage.Known(used, Optional.of(Duration.ZERO)));
  }

  /** The router holds {@code 203.0.113.N} for the number N. */
  private static void holds(House house, int number) {
    holds(house, number, number);
  }

  private static void holds(House house, int number, int last) {
    house.watch.answered(
        new SourceEvent.Answered(
            house.now, "home", Map.of("wan-warm-" + number, held(address(last), number))));
    house.advances();
  }

  private static AddressAnswer held(Address address, int number) {
    return new AddressAnswer.Held(address, new MacAddress("02:00:00:00:00:0" + number), "eth9");
  }

  private static Address address(int number) {
    return Address.parse("203.0.113." + number);
  }

  private static Map<String, AddressOrder> orders(House house) {
    for (Channel channel : house.watch.channels()) {
      if (channel instanceof Channel.PublicAddresses(var _, var orders, var _)) {
        return orders;
      }
    }
    return Map.of();
  }

  private static AutoscalerStatus status(House house) {
    return house.watch.status().autoscalers().getFirst();
  }

  private void uses(House house, int number) {
    used.add(address(number));
    house.advances();
  }

  private void noLonger(House house, int number) {
    used.remove(address(number));
    house.advances();
  }

  /** With three addresses, of which the second is used. */
  private House grown() {
    House house = house(Map.of());
    assertEquals(Set.of("wan-warm-1"), orders(house).keySet());
    holds(house, 1);
    uses(house, 1);
    holds(house, 2);
    uses(house, 2);
    holds(house, 3);
    return house;
  }

  @Test
  void asksForTheFirstOnesBeforeAnythingIsKnown() {
    unknown = Optional.of("the API server is away");
    House house = house(Map.of(FILE, TEXT.replace("minFree: 1", "minFree: 2")));
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house).keySet());
    holds(house, 1);
    assertEquals("Lease warm-1: 203.0.113.1", house.commits().getLast());
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house).keySet());
    assertEquals(Reason.USE_UNKNOWN, status(house).reason());
    assertEquals("the number stays: the API server is away", status(house).message());
  }

  @Test
  void leasesOneMoreWhenAllAreUsed() {
    House house = grown();
    assertEquals(
        List.of(
            "Lease warm-1: 203.0.113.1", "Lease warm-2: 203.0.113.2", "Lease warm-3: 203.0.113.3"),
        house.commits());
    assertTrue(
        house.message().contains("; PublicIPAutoscaler warm keeps 1 free, and 2 of 2 are in use"),
        house.message());
    assertTrue(house.text(POOL_FILE).contains("203.0.113.3/32"));
    assertEquals(Reason.STEADY, status(house).reason());
  }

  @Test
  void releasesWhatIsFreeAfterTheDelayAndNotBefore() {
    House house = grown();
    noLonger(house, 2);
    int commits = house.commits().size();
    house.after(590);
    assertEquals(commits, house.commits().size());
    house.after(20);
    assertEquals("Release warm-3: 203.0.113.3", house.commits().getLast());
    assertTrue(
        house
            .message()
            .contains(
                "PublicIPAutoscaler warm keeps 1 free, and has 2 of 3 free for 10m; 203.0.113.3"
                    + " leaves its pool, and then the router releases wan-warm-3"),
        house.message());
    assertTrue(house.text("leases/warm-3.yaml").contains("state: Releasing"));
    assertInstanceOf(AddressOrder.Release.class, orders(house).get("wan-warm-3"));
    house.watch.answered(
        new SourceEvent.Answered(
            house.now, "home", Map.of("wan-warm-3", new AddressAnswer.Released())));
    house.after(2 * 3600);
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house).keySet());
    assertEquals("Remove the lease of warm-3: its address was released", house.commits().getLast());
  }

  @Test
  void nothingChangesWhileTheApiServerIsAway() {
    House house = grown();
    noLonger(house, 2);
    unknown = Optional.of("the API server is away");
    int commits = house.commits().size();
    house.after(7200);
    assertEquals(commits, house.commits().size());
    unknown = Optional.empty();
    house.advances();
    house.after(580);
    assertEquals(commits, house.commits().size());
    house.after(30);
    assertEquals("Release warm-3: 203.0.113.3", house.commits().getLast());
  }

  @Test
  void aRestartChangesNothing() {
    House house = grown();
    int commits = house.commits().size();
    house.restarts();
    assertEquals(Set.of("wan-warm-1", "wan-warm-2", "wan-warm-3"), orders(house).keySet());
    house.after(3600);
    assertEquals(commits, house.commits().size());
  }

  /** What is asked for is in no commit yet; the interface on the router is found again. */
  @Test
  void aRestartAsksAgainForWhatIsNotInGitYet() {
    House house = house(Map.of());
    holds(house, 1);
    uses(house, 1);
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house).keySet());
    house.restarts();
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house).keySet());
  }

  @Test
  void aRevertedReleaseHolds() {
    House house = grown();
    noLonger(house, 2);
    house.after(610);
    assertEquals("Release warm-3: 203.0.113.3", house.commits().getLast());
    house.pushes(work -> house.gitIn(work, "revert", "--no-edit", "HEAD"));
    house.looksAtTip();
    int commits = house.commits().size();
    house.after(3600);
    assertEquals(commits, house.commits().size());
    assertInstanceOf(AddressOrder.Hold.class, orders(house).get("wan-warm-3"));
  }

  @Test
  void aReleaseWaitsForTheMergeInReviewMode() {
    House house = grown();
    house.reviews();
    house.restarts();
    noLonger(house, 2);
    house.after(610);
    int commits = house.commits().size();
    assertInstanceOf(AddressOrder.Hold.class, orders(house).get("wan-warm-3"));
    house.somebodyMerges();
    house.looksAtTip();
    assertEquals(commits + 1, house.commits().size());
    assertInstanceOf(AddressOrder.Release.class, orders(house).get("wan-warm-3"));
  }

  /** A restart knows the Services again only after a moment, and the delay begins again. */
  @Test
  void aRequestForAReleaseStaysUntouchedOverARestart() {
    try (ReviewedHouse reviewed = ReviewedHouse.around(grown(), Product.GITEA)) {
      House house = reviewed.house;
      noLonger(house, 2);
      house.after(610);
      assertEquals("Release warm-3: 203.0.113.3", reviewed.forge.title(1));
      Optional<String> commit = reviewed.commit();
      long changes = reviewed.changes();
      startsUnknown(house);
      house.after(700);
      assertEquals(Reason.USE_UNKNOWN, status(house).reason());
      unknown = Optional.empty();
      house.advances().after(300);
      assertEquals(Reason.SURPLUS, status(house).reason());
      house.after(1300);
      assertEquals(Reason.SHRINKING, status(house).reason());
      assertEquals(commit, reviewed.commit());
      assertEquals(changes, reviewed.changes());

      startsUnknown(house);
      used.add(address(3));
      unknown = Optional.empty();
      house.advances();
      assertFalse(reviewed.forge.isOpen(1), "it is used now");
    }
  }

  @Test
  void aRequestForALeaseStaysUntouchedOverARestart() {
    House first = house(Map.of());
    holds(first, 1);
    try (ReviewedHouse reviewed = ReviewedHouse.around(first, Product.GITEA)) {
      House house = reviewed.house;
      uses(house, 1);
      holds(house, 2);
      assertEquals("Lease warm-2: 203.0.113.2", reviewed.forge.title(1));
      Optional<String> commit = reviewed.commit();
      long changes = reviewed.changes();
      startsUnknown(house);
      house.after(700);
      unknown = Optional.empty();
      house.advances().after(30);
      answersAgain(house);
      house.after(700);
      assertEquals(commit, reviewed.commit());
      assertEquals(changes, reviewed.changes());

      startsUnknown(house);
      used.clear();
      unknown = Optional.empty();
      house.advances();
      assertFalse(reviewed.forge.isOpen(1), "enough are free");
    }
  }

  /** Nothing else waits for the API server. */
  @Test
  void anotherChangeDoesNotWaitForAnAutoscaler() {
    try (ReviewedHouse reviewed = ReviewedHouse.around(grown(), Product.GITEA)) {
      House house = reviewed.house;
      noLonger(house, 2);
      house.after(610);
      startsUnknown(house);
      holds(house, 2, 9);
      house.after(60);
      assertEquals("Replace warm-2: 203.0.113.2 → 203.0.113.9", reviewed.forge.title(1));
    }
  }

  @Test
  void anEditOfABindingDoesNotWaitForAnAutoscaler() {
    try (ReviewedHouse reviewed = ReviewedHouse.around(grown(), Product.GITEA)) {
      House house = reviewed.house;
      noLonger(house, 2);
      house.after(610);
      startsUnknown(house);
      house.somebodyWrites(
          "intent/dns.yaml",
          """
          apiVersion: leasehold.dev/v1alpha1
          kind: DynamicPrefixBinding
          metadata: {name: dns}
          spec:
            claimRef: {name: warm-1}
            target: {apiVersion: v1, kind: ConfigMap, name: dns, fieldPath: data.ip}
          """);
      house.somebodyWrites(
          "manifests/dns.yaml",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: dns}
          data:
            ip: 192.0.2.1
          """);
      house.looksAtTip();
      assertTrue(reviewed.text("manifests/dns.yaml").contains("ip: 203.0.113.1"));
    }
  }

  /** The provider gives no second address for that MAC address. */
  @Test
  void asksForAnotherOneWhenTheRouterGivesNone() {
    House house = house(Map.of());
    holds(house, 1);
    uses(house, 1);
    refuses(house, new AddressAnswer.Failed("wan-warm-2 got no lease", ""));
    house.after(299);
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house).keySet());
    house.after(2);
    assertEquals(Set.of("wan-warm-1", "wan-warm-2", "wan-warm-3"), orders(house).keySet());
    assertEquals(Reason.UNASSIGNED, status(house).reason());
    assertTrue(
        house.events.stream()
            .anyMatch(event ->
                event instanceof WatchEvent.Warning warning
                    && warning.text().contains("the router gives no address for warm-2")));
    holds(house, 3);
    assertEquals(Set.of("wan-warm-1", "wan-warm-3"), orders(house).keySet());
    assertEquals(Reason.STEADY, status(house).reason());
  }

  @Test
  void whatTheRouterRefusedStaysRefusedWhileItIsAway() {
    House house = house(Map.of());
    holds(house, 1);
    uses(house, 1);
    refuses(house, new AddressAnswer.Failed("wan-warm-2 got no lease", ""));
    house.after(301);
    refuses(house, new AddressAnswer.Failed("no route to host", "", true));
    house.after(3600);
    assertEquals(Set.of("wan-warm-1", "wan-warm-2", "wan-warm-3"), orders(house).keySet());
    assertEquals(Reason.UNASSIGNED, status(house).reason());
  }

  /** Its lease is removed with the next commit, which may be an hour later. */
  @Test
  void anAddressThatTheRouterReleasedTakesNoRoom() {
    House house = grown();
    noLonger(house, 2);
    house.after(610);
    assertEquals("Release warm-3: 203.0.113.3", house.commits().getLast());
    uses(house, 2);
    assertEquals(Reason.AT_MAX, status(house).reason());
    house.watch.answered(
        new SourceEvent.Answered(
            house.now, "home", Map.of("wan-warm-3", new AddressAnswer.Released())));
    house.advances();
    assertEquals(Reason.GROWING, status(house).reason());
    holds(house, 4);
    assertEquals(
        "Lease warm-4: 203.0.113.4; Remove the lease of warm-3: its address was released",
        house.commits().getLast());
  }

  /** A person has to remove its document. */
  @Test
  void aReleasedAddressWhoseLeaseStaysTakesNoRoom() {
    House house = grown();
    String lease = house.text("leases/warm-3.yaml");
    house.somebodyWrites(
        "leases/warm-3.yaml",
        lease + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n");
    house.looksAtTip();
    noLonger(house, 2);
    house.after(610);
    uses(house, 2);
    assertEquals(Reason.AT_MAX, status(house).reason());
    house.watch.answered(
        new SourceEvent.Answered(
            house.now, "home", Map.of("wan-warm-3", new AddressAnswer.Released())));
    house.advances();
    assertEquals(Reason.GROWING, status(house).reason());
    holds(house, 4);
    assertEquals("Lease warm-4: 203.0.113.4", house.commits().getLast());
    assertTrue(house.text("leases/warm-3.yaml").contains("name: mine"));
    assertTrue(
        house.watch.status().warnings().stream()
            .anyMatch(warning -> warning.endsWith("the file has other documents")),
        house.watch.status().warnings()::toString);
  }

  /** The other numbers are on the same router. */
  @Test
  void asksForNoOtherOneWhileTheRouterIsAway() {
    House house = house(Map.of());
    holds(house, 1);
    uses(house, 1);
    refuses(house, new AddressAnswer.Failed("no route to host", "", true));
    house.after(3600);
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house).keySet());
    assertEquals(Reason.GROWING, status(house).reason());
  }

  /** The router has the address, and people have still to merge its lease. */
  @Test
  void asksForNoOtherOneWhileARequestIsOpen() {
    House house = house(Map.of());
    holds(house, 1);
    house.reviews();
    uses(house, 1);
    holds(house, 1);
    holds(house, 2);
    house.after(3600);
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house).keySet());
    assertEquals(Reason.GROWING, status(house).reason());
  }

  private static void refuses(House house, AddressAnswer.Failed why) {
    house.watch.answered(new SourceEvent.Answered(house.now, "home", Map.of("wan-warm-2", why)));
    house.advances();
  }

  /** There is no request yet that could stay as it is. */
  @Test
  void aRequestForARenderingDoesNotWaitForAnAutoscaler() {
    try (ReviewedHouse reviewed = ReviewedHouse.around(grown(), Product.GITEA)) {
      House house = reviewed.house;
      startsUnknown(house);
      house.somebodyWrites(POOL_FILE, POOL);
      house.looksAtTip();
      assertEquals(List.of(1L), reviewed.forge.numbers());
      assertTrue(reviewed.text(POOL_FILE).contains("203.0.113.3/32"));
    }
  }

  private void startsUnknown(House house) {
    unknown = Optional.of("the API server is away");
    house.restarts();
    answersAgain(house);
  }

  /** The router holds what it is asked to hold. */
  private static void answersAgain(House house) {
    for (int number = 1; number <= 3; number++) {
      if (orders(house).containsKey("wan-warm-" + number)) {
        holds(house, number);
      }
    }
  }

  @Test
  void aCountBecomesWhatIsNeededStepByStep() {
    House house = house(Map.of(FILE, TEXT.replace("minFree: 1", "count: 3")));
    assertEquals(0, looks);
    holds(house, 1);
    holds(house, 2);
    holds(house, 3);
    house.somebodyWrites(FILE, TEXT);
    house.looksAtTip();
    assertEquals(Set.of("wan-warm-1", "wan-warm-2", "wan-warm-3"), orders(house).keySet());
    house.after(615);
    assertInstanceOf(AddressOrder.Release.class, orders(house).get("wan-warm-3"));
    assertInstanceOf(AddressOrder.Hold.class, orders(house).get("wan-warm-2"));
    house.after(615);
    assertInstanceOf(AddressOrder.Release.class, orders(house).get("wan-warm-2"));
  }

  @Test
  void aDeletedAutoscalerReleasesAllOfThem() {
    House house = grown();
    house.somebody(work -> House.delete(work.resolve(FILE)));
    house.looksAtTip();
    assertEquals(
        Set.of(AddressOrder.Release.class),
        orders(house).values().stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @Test
  void withoutAnAutoscalerNothingIsFollowed() {
    house(Map.of(FILE, TEXT.replace("minFree: 1", "count: 1"))).after(600);
    assertEquals(0, looks);
  }
}
