package dev.leasehold.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.MacAddress;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.net.Address;
import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.AddressAnswer.Failed;
import dev.leasehold.source.AddressOrder;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.subject.KnownRouters;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a claim of a public address in Git. */
final class ClaimTest {
  private static final String CLAIM_FILE = "intent/web.yaml";
  private static final String LEASE = "leases/web.yaml";
  private static final String POOL_FILE = "manifests/public-pool.yaml";
  private static final MacAddress MAC = new MacAddress("02:00:00:00:00:01");
  private static final MacAddress OTHER_MAC = new MacAddress("02:00:00:00:00:02");
  private static final String IP = "203.0.113.7";
  private static final String CLAIM =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: PublicIPClaim
      metadata:
        name: web
      spec:
        poolName: public-pool
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

  private House house() {
    return house(Map.of());
  }

  private House house(Map<String, String> more) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(CLAIM_FILE, CLAIM);
    files.put(POOL_FILE, POOL);
    files.put("leases/README.md", "Leases.\n");
    files.putAll(more);
    House house = House.in(folder, files);
    house.routers =
        new KnownRouters(List.of(login("home", "192.168.1.1"), login("office", "192.168.2.1")));
    return house.restarts();
  }

  private static KnownRouters.Login login(String name, String host) {
    return new KnownRouters.Login(name, host, 22, "root", Optional.empty());
  }

  private static Map<String, AddressOrder> orders(House house, String router) {
    for (Channel channel : house.watch.channels()) {
      if (channel instanceof Channel.PublicAddresses(String name, var orders, var _)
          && name.equals(router)) {
        return orders;
      }
    }
    return Map.of();
  }

  private static void answers(House house, String on, AddressAnswer answer) {
    answers(house, "home", on, answer);
  }

  private static void answers(House house, String router, String on, AddressAnswer answer) {
    house.watch.answered(new SourceEvent.Answered(house.now, router, Map.of(on, answer)));
    house.advances();
  }

  private static AddressAnswer holds(String address) {
    return new AddressAnswer.Held(Address.parse(address), MAC, "eth9");
  }

  private House leased() {
    House house = house();
    answers(house, "wan-web", holds(IP));
    assertEquals("Lease web: " + IP, house.commits().getLast());
    return house;
  }

  private static String blocks(House house) {
    return String.join(
        " ",
        house
            .text(POOL_FILE)
            .lines()
            .filter(line -> line.contains("cidr:"))
            .map(line -> line.replaceAll(".*cidr: *\"?([^\"]*)\"?", "$1"))
            .toList());
  }

  private static ClaimStatus status(House house) {
    return house.watch.status().claims().getFirst();
  }

  @Test
  void isLeasedWhenItsRouterHoldsAnAddress() {
    House house = house();
    assertEquals(
        Map.of(
            "wan-web",
            new AddressOrder.Hold(
                "wan-web", Optional.empty(), "eth9", Optional.empty(), Optional.empty())),
        orders(house, "home"));
    assertEquals(AddressPhase.PENDING, status(house).phase());

    answers(house, "wan-web", holds(IP));
    assertEquals(List.of("Lease web: " + IP), house.commits());
    assertEquals(
        """
        # Written by the Leasehold watcher.
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPLease
        metadata:
          name: web
          annotations:
            config.kubernetes.io/local-config: "true"
        spec:
          claim: web
          poolName: public-pool
          ip: 203.0.113.7
          wanInterface: wan-web
          macAddress: "02:00:00:00:00:01"
          router:
            host: 192.168.1.1
            user: root
            wanParent: eth9
          since: "2026-11-21T10:00:00Z"
        """,
        house.text(LEASE));
    assertEquals(IP + "/32", blocks(house));
    assertTrue(
        house
            .message()
            .stripTrailing()
            .concat("\n")
            .endsWith(
                """
                Leasehold-Claim: web
                Leasehold-New: 203.0.113.7
                Leasehold-Reason: Acquired
                """),
        house.message());
    assertEquals(AddressPhase.READY, status(house).phase());
    assertEquals(
        new AddressOrder.Hold(
            "wan-web", Optional.of(MAC), "eth9", Optional.empty(), Optional.of(Address.parse(IP))),
        orders(house, "home").get("wan-web"));
    answers(house, "wan-web", holds(IP));
    assertEquals(1, house.commits().size());
  }

  /** Defect 15: another address at a renewal. */
  @Test
  void isReplacedAtOnceWhenTheProviderLeasesAnotherAddress() {
    House house = leased();
    answers(house, "wan-web", holds("203.0.113.9"));
    assertEquals("Replace web: 203.0.113.7 → 203.0.113.9", house.commits().getLast());
    assertEquals("203.0.113.9/32", blocks(house));
  }

  /** Defects 6 and 7: no failure of the router changes the lease, and none is final. */
  @Test
  void staysWhileItsRouterFails() {
    House house = leased();
    answers(house, "wan-web", new Failed("no lease", "Look at the router."));
    house.after(7200);
    assertEquals(1, house.commits().size());
    assertEquals(AddressPhase.DEGRADED, status(house).phase());
    assertEquals("no lease. Look at the router.", status(house).message());
    assertInstanceOf(WatchEvent.ClaimTrouble.class, house.events.getLast());
    answers(house, "wan-web", holds(IP));
    assertEquals(AddressPhase.READY, status(house).phase());
    assertInstanceOf(WatchEvent.ClaimReady.class, house.events.getLast());
    assertEquals(1, house.commits().size());
  }

  @Test
  void isNotReportedForEachClaimThatTheRouterCannotBeReached() {
    House house = leased();
    house.events.clear();
    answers(house, "wan-web", new Failed("no route to host", "", true));
    assertEquals(AddressPhase.DEGRADED, status(house).phase());
    assertFalse(house.events.stream().anyMatch(WatchEvent.ClaimTrouble.class::isInstance));
  }

  @Test
  void leavesItsPoolBeforeItsRouterReleasesIt() {
    House house = leased();
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    assertEquals("Release web: " + IP, house.commits().getLast());
    assertEquals("", blocks(house));
    assertTrue(house.text(LEASE).contains("state: Releasing"));
    assertEquals(
        Map.of("wan-web", new AddressOrder.Release("wan-web", MAC, "eth9")), orders(house, "home"));

    answers(house, "wan-web", new Failed("no route to host", "", true));
    house.restarts().after(86_400);
    assertEquals("Release web: " + IP, house.commits().getLast());
    assertTrue(orders(house, "home").containsKey("wan-web"));

    answers(house, "wan-web", new AddressAnswer.Released());
    house.after(60);
    assertEquals("Remove the lease of web: its address was released", house.commits().getLast());
    assertFalse(house.git("ls-tree", "-r", "--name-only", "main").contains(LEASE));
    assertEquals(Map.of(), orders(house, "home"));
  }

  @Test
  void removesTheLeaseWithTheNextCommitOrAfterAnHour() {
    House house = leased();
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    answers(house, "wan-web", new AddressAnswer.Released());
    house.after(1800);
    assertTrue(house.text(LEASE).contains("Releasing"));
    house.after(1900);
    assertEquals("Remove the lease of web: its address was released", house.commits().getLast());
  }

  @Test
  void removesTheLeaseWhenThePackageChanges() {
    House house = leased();
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    answers(house, "wan-web", new AddressAnswer.Released());
    house.somebodyWrites("intent/mail.yaml", CLAIM.replace("name: web", "name: mail"));
    house.looksAtTip();
    assertFalse(house.git("ls-tree", "-r", "--name-only", "main").contains(LEASE));
  }

  @Test
  void isAllocatedAgainWhenItsClaimComesBack() {
    House house = leased();
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    house.somebodyWrites(CLAIM_FILE, CLAIM);
    house.looksAtTip();
    assertInstanceOf(AddressOrder.Release.class, orders(house, "home").get("wan-web"));
    answers(house, "wan-web", new AddressAnswer.Released());
    assertEquals(
        new AddressOrder.Hold(
            "wan-web", Optional.empty(), "eth9", Optional.empty(), Optional.empty()),
        orders(house, "home").get("wan-web"));
    house.watch.answered(
        new SourceEvent.Answered(
            house.now,
            "home",
            Map.of(
                "wan-web",
                new AddressAnswer.Held(Address.parse("203.0.113.8"), OTHER_MAC, "eth9"))));
    house.advances();
    assertEquals("Lease web: 203.0.113.8", house.commits().getLast());
    assertEquals("203.0.113.8/32", blocks(house));
  }

  /** Defect 17: a change of router or pool leaks the old side. */
  @Test
  void movesToAnotherRouterAndReleasesTheOldSide() {
    House house = leased();
    house.somebodyWrites(
        CLAIM_FILE,
        CLAIM
            .replace("192.168.1.1", "192.168.2.1")
            .replace("sshSecretRef: home", "sshSecretRef: office"));
    house.looksAtTip();
    assertEquals(IP + "/32", blocks(house)); // until the new one is there
    answers(
        house,
        "office",
        "wan-web",
        new AddressAnswer.Held(Address.parse("198.51.100.4"), OTHER_MAC, "eth9"));
    assertEquals("Move web: 203.0.113.7 → 198.51.100.4", house.commits().getLast());
    assertEquals("198.51.100.4/32", blocks(house));
    String old = house.text("leases/web-203-0-113-7.yaml");
    assertTrue(old.contains("state: Releasing") && old.contains("host: 192.168.1.1"), old);
    assertInstanceOf(AddressOrder.Release.class, orders(house, "home").get("wan-web"));
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "office").get("wan-web"));
    answers(house, "wan-web", new AddressAnswer.Released());
    house.after(3700);
    assertFalse(house.git("ls-tree", "-r", "--name-only", "main").contains("web-203"));
    assertEquals("198.51.100.4/32", blocks(house));
  }

  @Test
  void changesThePoolInOneCommit() {
    House house = house(Map.of("manifests/other.yaml", POOL.replace("public-pool", "other")));
    answers(house, "wan-web", holds(IP));
    house.somebodyWrites(CLAIM_FILE, CLAIM.replace("public-pool", "other"));
    house.looksAtTip();
    assertEquals("Amend the lease of web: " + IP, house.commits().getLast());
    assertEquals("", blocks(house));
    assertTrue(house.text("manifests/other.yaml").contains(IP + "/32"));
  }

  @Test
  void releasesFirstWhenTheInterfaceIsNeededForAnotherMac() {
    House house = leased();
    house.somebodyWrites(
        CLAIM_FILE,
        CLAIM.replace("wanParent: eth9", "wanParent: eth9, macAddress: '02:00:00:00:00:02'"));
    house.looksAtTip();
    assertEquals("Release web: " + IP, house.commits().getLast());
    answers(house, "wan-web", new AddressAnswer.Released());
    AddressOrder order = orders(house, "home").get("wan-web");
    assertTrue(
        order instanceof AddressOrder.Hold hold && hold.mac().equals(Optional.of(OTHER_MAC)),
        String.valueOf(order));
    answers(house, "wan-web", holds("203.0.113.20")); // of the old MAC: not believed
    assertTrue(status(house).address().isEmpty());
    answers(
        house, "wan-web", new AddressAnswer.Held(Address.parse("203.0.113.21"), OTHER_MAC, "eth9"));
    assertEquals("Lease web: 203.0.113.21", house.commits().getLast());
  }

  @Test
  void keepsTheAddressWhenToldTo() {
    House house = house();
    house.somebodyWrites(CLAIM_FILE, CLAIM + "  onDelete: Keep\n");
    house.looksAtTip();
    answers(house, "wan-web", holds(IP));
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    assertEquals("By somebody", house.commits().getLast());
    assertEquals(IP + "/32", blocks(house));
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "home").get("wan-web"));
    answers(house, "wan-web", holds("203.0.113.9"));
    assertEquals("Replace web: 203.0.113.7 → 203.0.113.9", house.commits().getLast());
  }

  /** Defect 14: one address of two claims. */
  @Test
  void refusesAnAddressOfAnotherLease() {
    House house = leased();
    house.somebodyWrites("intent/mail.yaml", CLAIM.replace("name: web", "name: mail"));
    house.looksAtTip();
    answers(house, "wan-mail", holds(IP));
    assertEquals("By somebody", house.commits().getLast());
    ClaimStatus mail = house.watch.status().claims().getFirst();
    assertEquals("mail", mail.name());
    assertEquals(AddressPhase.FAILED, mail.phase());
    assertTrue(mail.message().contains("PublicIPLease web has too"), mail.message());
  }

  /** Defect 3: a document never says where to log in. */
  @Test
  void asksNoRouterThatIsNotInTheConfiguration() {
    House house = house();
    house.somebodyWrites(CLAIM_FILE, CLAIM.replace("192.168.1.1", "evil.example"));
    house.looksAtTip();
    assertEquals(Map.of(), orders(house, "home"));
    assertEquals(AddressPhase.FAILED, status(house).phase());
    assertEquals(
        "no router of the WatcherConfig is root@evil.example:22. Add it to spec.routers there:"
            + " {name: home, host: evil.example, user: root, ssh: {keyFile: …, knownHostsFile:"
            + " …}}; it has home (root@192.168.1.1:22), office (root@192.168.2.1:22).",
        status(house).message());
  }

  @Test
  void asksNoRouterThatTheClaimDoesNotName() {
    House house = house();
    house.somebodyWrites(CLAIM_FILE, CLAIM.replace("sshSecretRef: home", "sshSecretRef: office"));
    house.looksAtTip();
    assertEquals(Map.of(), orders(house, "home"));
    assertTrue(status(house).message().contains("Set sshSecretRef: home"));
  }

  @Test
  void observesTheAddressThatTheRouterHasAnyway() {
    House house = house(Map.of(CLAIM_FILE, CLAIM.replace("spec:\n", "spec:\n  mode: Observe\n")));
    assertEquals(Map.of("eth9", new AddressOrder.Observe("eth9")), orders(house, "home"));
    answers(
        house,
        "eth9",
        new AddressAnswer.Observed(
            List.of(Address.parse("2001:db8::7"), Address.parse("198.51.100.4"))));
    assertEquals("Lease web: 198.51.100.4", house.commits().getLast());
    assertFalse(house.text(LEASE).contains("macAddress"));
    answers(house, "eth9", new AddressAnswer.Observed(List.of(Address.parse("198.51.100.5"))));
    assertEquals("Replace web: 198.51.100.4 → 198.51.100.5", house.commits().getLast());
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    assertEquals("", blocks(house));
    house.after(3700);
    assertFalse(house.git("ls-tree", "-r", "--name-only", "main").contains(LEASE));
  }

  @Test
  void staysWhileItsClaimMayBeInAFileThatCannotBeRead() {
    House house = leased();
    house.somebodyWrites(CLAIM_FILE, "{{- if .x }}\n" + CLAIM + "{{- end }}\n");
    house.looksAtTip();
    house.after(3600);
    assertEquals("By somebody", house.commits().getLast());
    assertEquals(IP + "/32", blocks(house));
  }

  @Test
  void isNotWrittenAgainAfterARevert() {
    House house = leased();
    house.pushes(work -> house.gitIn(work, "revert", "--no-edit", "HEAD"));
    house.looksAtTip();
    answers(house, "wan-web", holds(IP));
    house.after(600);
    assertTrue(house.commits().getLast().startsWith("Revert"), house.commits().toString());
    assertTrue(status(house).hold().isPresent());
    answers(house, "wan-web", holds("203.0.113.9"));
    assertEquals("Lease web: 203.0.113.9", house.commits().getLast());
  }

  /** A renamed claim with a fixed interface: the released address must not come back. */
  @Test
  void waitsForTheReleaseOfItsInterface() {
    String fixed = CLAIM.replace("wanParent: eth9", "wanParent: eth9, wanInterface: wan-x");
    House house = house(Map.of(CLAIM_FILE, fixed));
    answers(house, "wan-x", holds(IP));
    house.somebodyWrites(CLAIM_FILE, fixed.replace("name: web", "name: mail"));
    house.looksAtTip();
    assertEquals("Release web: " + IP, house.commits().getLast());
    answers(house, "wan-x", holds(IP)); // of the release that has not begun
    assertEquals("", blocks(house));
    assertInstanceOf(AddressOrder.Release.class, orders(house, "home").get("wan-x"));
    answers(house, "wan-x", new AddressAnswer.Released());
    house.after(60); // and not an hour
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "home").get("wan-x"));
    answers(
        house, "wan-x", new AddressAnswer.Held(Address.parse("203.0.113.8"), OTHER_MAC, "eth9"));
    assertEquals("203.0.113.8/32", blocks(house));
  }

  @Test
  void isKeptUpWhileItsEndIsNotInGit() {
    House house = leased();
    house.somebodyWrites(CLAIM_FILE, CLAIM.replace("sshSecretRef: home", "sshSecretRef: x"));
    house.looksAtTip();
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "home").get("wan-web"));
    house.reviews();
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "home").get("wan-web"));
  }

  @Test
  void givesUpNothingForATypo() {
    House house =
        house(
            Map.of(
                CLAIM_FILE,
                CLAIM.replace("wanParent: eth9", "wanParent: eth9, macAddress: '" + MAC + "'")));
    answers(house, "wan-web", holds(IP));
    house.somebodyWrites(
        CLAIM_FILE, house.text(CLAIM_FILE).replace("192.168.1.1", "192.168.1.111"));
    house.looksAtTip();
    assertEquals(IP + "/32", blocks(house));
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "home").get("wan-web"));
    assertEquals(AddressPhase.DEGRADED, status(house).phase());
  }

  @Test
  void isKeptUpAtItsOldRouterUntilTheNewOneHasAnAddress() {
    House house = leased();
    house.somebodyWrites(
        CLAIM_FILE,
        CLAIM
            .replace("192.168.1.1", "192.168.2.1")
            .replace("sshSecretRef: home", "sshSecretRef: office"));
    house.looksAtTip();
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "home").get("wan-web"));
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "office").get("wan-web"));
  }

  /** The same machine under another name must not release what it holds. */
  @Test
  void releasesNothingWhenTheRouterHasAnotherName() {
    House house = leased();
    house.somebodyWrites(
        CLAIM_FILE,
        CLAIM
            .replace("192.168.1.1", "192.168.2.1")
            .replace("sshSecretRef: home", "sshSecretRef: office"));
    house.looksAtTip();
    answers(house, "office", "wan-web", holds(IP));
    assertEquals("Amend the lease of web: " + IP, house.commits().getLast());
    assertTrue(house.text(LEASE).contains("host: 192.168.2.1"));
    assertEquals(Map.of(), orders(house, "home"));
  }

  @Test
  void doesNotTryAgainAndAgainToRemoveALeaseThatMustStay() {
    House house = leased();
    house.somebodyWrites(
        "leases/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\n");
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    answers(house, "wan-web", new AddressAnswer.Released());
    int writes = house.writes;
    house.after(7200);
    assertEquals(writes, house.writes);
    assertTrue(status(house).message().contains("remove it by hand"), status(house).message());
  }

  /** Warm addresses: names and MAC addresses stay when the number changes. */
  @Test
  void countsTheClaimsOfAnAutoscaler() {
    String autoscaler =
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: PublicIPAutoscaler
        metadata: {name: warm}
        spec:
          poolName: public-pool
          count: 2
          max: 8
          template:
            router: {host: 192.168.1.1, user: root, sshSecretRef: home, wanParent: eth9}
        """;
    House house = house(Map.of(CLAIM_FILE, autoscaler));
    assertEquals(Set.of("wan-warm-1", "wan-warm-2"), orders(house, "home").keySet());
    answers(house, "wan-warm-1", holds(IP));
    answers(
        house,
        "wan-warm-2",
        new AddressAnswer.Held(Address.parse("203.0.113.8"), OTHER_MAC, "eth9"));
    assertEquals("203.0.113.7/32 203.0.113.8/32", blocks(house));
    house.somebodyWrites(CLAIM_FILE, autoscaler.replace("count: 2", "count: 1"));
    house.looksAtTip();
    assertEquals("Release warm-2: 203.0.113.8", house.commits().getLast());
    assertEquals(IP + "/32", blocks(house));
  }

  @Test
  void waitsForTheMergeInReviewMode() {
    House house = house();
    house.reviews();
    answers(house, "wan-web", holds(IP));
    assertEquals(List.of(), house.commits());
    house.somebodyMerges();
    house.looksAtTip();
    assertEquals(IP + "/32", blocks(house));
    answers(house, "wan-web", holds(IP));
    house.somebody(work -> House.delete(work.resolve(CLAIM_FILE)));
    house.looksAtTip();
    assertEquals(IP + "/32", blocks(house));
    assertInstanceOf(AddressOrder.Hold.class, orders(house, "home").get("wan-web"));
    house.somebodyMerges();
    house.looksAtTip();
    assertEquals("", blocks(house));
    assertInstanceOf(AddressOrder.Release.class, orders(house, "home").get("wan-web"));
  }

  @Test
  void makesOneCommitOfWhatHappenedTogether() {
    House house = house(Map.of("intent/mail.yaml", CLAIM.replace("name: web", "name: mail")));
    house.watch.answered(
        new SourceEvent.Answered(
            house.now,
            "home",
            Map.of(
                "wan-web",
                holds(IP),
                "wan-mail",
                new AddressAnswer.Held(Address.parse("203.0.113.8"), OTHER_MAC, "eth9"))));
    house.advances();
    assertEquals(List.of("Lease mail: 203.0.113.8; Lease web: " + IP), house.commits());
  }

  @Test
  void leavesALeaseWithoutRouterToItsPerson() {
    House house =
        house(
            Map.of(
                CLAIM_FILE,
                "",
                LEASE,
                """
                apiVersion: leasehold.dev/v1alpha1
                kind: PublicIPLease
                metadata: {name: web}
                spec: {claim: web, poolName: public-pool, ip: 203.0.113.7}
                """));
    house.after(7200);
    assertEquals(IP + "/32", blocks(house));
    assertEquals(List.of("Render the changed package"), house.commits());
  }
}
