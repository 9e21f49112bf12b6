package dev.leasehold.l2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.l2.ProbeResult.Finding;
import dev.leasehold.l2.StuckLeases.Decision;
import dev.leasehold.net.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StuckLeasesTest {
  private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
  private static final Duration ROUND = Duration.ofSeconds(30);
  private static final AnnouncedService WEB = service("web", "192.0.2.10");
  private static final AnnouncedService MAIL = service("mail", "192.0.2.11");

  /** One that another node announces, and that answers. */
  private static final AnnouncedService WIKI = service("wiki", "192.0.2.12");

  private final List<String> decisions = new ArrayList<>();
  private Instant now = START;

  private static AnnouncedService service(String name, String address) {
    return new AnnouncedService(
        "shop", name, "uid-" + name, List.of(Address.parse(address)), List.of(443));
  }

  private static KnownServices services(AnnouncedService... all) {
    return new KnownServices(
        List.of(all),
        Stream.of(all).map(AnnouncedService::leaseName).collect(Collectors.toSet()),
        Instant.MAX,
        true);
  }

  private AnnouncementLease lease(AnnouncedService service, String holder, Instant acquired) {
    return new AnnouncementLease(
        "kube-system",
        service.leaseName(),
        holder,
        acquired,
        now.plusSeconds(15),
        "uid-" + service.name(),
        "7");
  }

  private static ProbeResult found(AnnouncedService service, Finding finding) {
    return new ProbeResult(service, service.addresses().getFirst(), finding);
  }

  /** Rounds with the same findings, for a time. */
  private void pass(StuckLeases stuck, Duration time, Finding finding, AnnouncedService... all) {
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(ROUND)) {
      List<AnnouncementLease> leases = new ArrayList<>(List.of(lease(WIKI, "node-9", START)));
      List<ProbeResult> results = new ArrayList<>(List.of(found(WIKI, Finding.CONNECTED)));
      List<AnnouncedService> known = new ArrayList<>(List.of(WIKI));
      for (AnnouncedService service : all) {
        leases.add(lease(service, "node-1", START.minusSeconds(3600)));
        results.add(found(service, finding));
        known.add(service);
      }
      KnownServices services = services(known.toArray(AnnouncedService[]::new));
      stuck.decide(services, leases, results, now).forEach(this::add);
    }
  }

  private void add(Decision decision) {
    String at = Duration.between(START, now).toSeconds() + " ";
    decisions.add(
        at
            + switch (decision) {
              case Decision.Orphan(AnnouncementLease lease) -> "ORPHAN " + lease.name();
              case Decision.Stuck stuck -> "STUCK " + stuck.lease().name();
              case Decision.Recovered(AnnouncedService service) -> "RECOVERED " + service;
              case Decision.Advise(AnnouncedService service, String _) -> "ADVISE " + service;
            });
  }

  @Test
  void deletesALeaseWhoseHolderIsSilentAndTellsWhetherThatHelped() {
    StuckLeases stuck = new StuckLeases("", false);
    pass(stuck, Duration.ofMinutes(6), Finding.SILENT, WEB);
    assertEquals(List.of("300 STUCK cilium-l2announce-shop-web"), decisions);
    assertTrue(stuck.isWaiting());
    pass(stuck, ROUND, Finding.CONNECTED, WEB);
    assertEquals("360 RECOVERED shop/web", decisions.getLast());
    assertFalse(stuck.isWaiting());
  }

  @Test
  void deletesOnlyOnceInAWhileAndSaysWhatIsLeftToDo() {
    StuckLeases stuck = new StuckLeases("", false);
    pass(stuck, Duration.ofMinutes(40), Finding.SILENT, WEB);
    assertEquals(
        List.of(
            "300 STUCK cilium-l2announce-shop-web",
            "360 ADVISE shop/web",
            "2100 STUCK cilium-l2announce-shop-web",
            "2160 ADVISE shop/web"),
        decisions);
  }

  @Test
  void theAdviceNamesTheNodeAndTheCommand() {
    StuckLeases stuck = new StuckLeases("", false);
    pass(stuck, Duration.ofSeconds(330), Finding.SILENT, WEB);
    Decision last =
        stuck
            .decide(services(WEB), List.of(), List.of(found(WEB, Finding.SILENT)), at(390))
            .getLast();
    assertEquals(
        "nothing answers for 192.0.2.10 after its Lease was deleted. Restart the Cilium agent of the"
            + " node that holds it, node-1 before the deletion: kubectl -n kube-system delete pod"
            + " -l k8s-app=cilium --field-selector spec.nodeName=node-1",
        ((Decision.Advise) last).text());
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  @Test
  void deletesOneAtATime() {
    StuckLeases stuck = new StuckLeases("", false);
    pass(stuck, Duration.ofMinutes(7), Finding.SILENT, WEB, MAIL);
    assertEquals(
        List.of("300 STUCK cilium-l2announce-shop-web", "360 STUCK cilium-l2announce-shop-mail"),
        decisions.stream().filter(text -> text.contains("STUCK")).toList());
  }

  /** Whatever else is wrong is not the Lease's fault. */
  @ParameterizedTest
  @EnumSource(names = "SILENT", mode = EnumSource.Mode.EXCLUDE)
  void leavesAloneWhatAnswersOnTheLinkOrIsNotOnIt(Finding finding) {
    pass(new StuckLeases("", false), Duration.ofHours(1), finding, WEB);
    assertEquals(List.of(), decisions);
  }

  @Test
  void leavesAloneWhatThisNodeAnnounces() {
    pass(new StuckLeases("node-1", false), Duration.ofHours(1), Finding.SILENT, WEB);
    assertEquals(List.of(), decisions);
  }

  @Test
  void leavesAloneALeaseThatNobodyHoldsOrThatChangedHands() {
    StuckLeases stuck = new StuckLeases("", false);
    List<ProbeResult> silent = List.of(found(WEB, Finding.SILENT));
    for (int round = 0; round < 100; round++, now = now.plus(ROUND)) {
      AnnouncementLease lease =
          round % 2 == 0 ? lease(WEB, "", START) : lease(WEB, "node-" + round, START);
      assertEquals(List.of(), stuck.decide(services(WEB), List.of(lease), silent, now));
    }
    for (int round = 0; round < 100; round++, now = now.plus(ROUND)) {
      AnnouncementLease fresh = lease(WEB, "node-1", now.minusSeconds(60));
      assertEquals(List.of(), stuck.decide(services(WEB), List.of(fresh), silent, now));
    }
  }

  @Test
  void oneAnswerStartsTheWaitAgain() {
    StuckLeases stuck = new StuckLeases("", false);
    for (int i = 0; i < 12; i++) {
      pass(stuck, Duration.ofSeconds(270), Finding.SILENT, WEB);
      pass(stuck, ROUND, Finding.CONNECTED, WEB);
    }
    assertEquals(List.of(), decisions);
  }

  /** A clock that is set forward must not make one silent attempt five minutes long. */
  @Test
  void needsSeveralAttemptsWhateverTheClockSays() {
    StuckLeases stuck = new StuckLeases("", false);
    pass(stuck, ROUND, Finding.SILENT, WEB);
    now = now.plus(Duration.ofDays(1));
    pass(stuck, ROUND, Finding.SILENT, WEB);
    assertEquals(List.of(), decisions);
  }

  @Test
  void deletesTheLeaseOfAServiceThatIsGone() {
    StuckLeases stuck = new StuckLeases("", false);
    AnnouncementLease orphan = lease(MAIL, "node-1", START);
    assertEquals(List.of(), stuck.decide(services(WEB), List.of(orphan), List.of(), now));
    assertTrue(stuck.isWaiting());
    stuck
        .decide(services(WEB), List.of(orphan), List.of(), now.plus(StuckLeases.GONE))
        .forEach(this::add);
    assertEquals(List.of("0 ORPHAN cilium-l2announce-shop-mail"), decisions);
  }

  /** What is watched may be old: a Service that was made since is not an orphan's. */
  @Test
  void anOrphanNeedsANewListOfServices() {
    StuckLeases stuck = new StuckLeases("", false);
    AnnouncementLease lease = lease(MAIL, "node-1", START);
    KnownServices old = new KnownServices(List.of(), Set.of(), START, true);
    for (int i = 0; i < 100; i++) {
      assertEquals(List.of(), stuck.decide(old, List.of(lease), List.of(), at(i * 30L)));
    }
    KnownServices again = new KnownServices(List.of(), Set.of(), at(1), true);
    assertEquals(1, stuck.decide(again, List.of(lease), List.of(), at(3000)).size());
  }

  /** Nothing at all answers: the fault may be this machine's. */
  @Test
  void aBrokenLinkOfThisMachineDeletesNothing() {
    StuckLeases stuck = new StuckLeases("node-9", false);
    for (int i = 0; i < 100; i++, now = now.plus(ROUND)) {
      List<AnnouncementLease> leases =
          List.of(
              lease(WEB, "node-1", START.minusSeconds(3600)),
              lease(MAIL, "node-2", START.minusSeconds(3600)),
              lease(WIKI, "node-9", START.minusSeconds(3600)));
      List<ProbeResult> results =
          List.of(
              found(WEB, Finding.SILENT),
              found(MAIL, Finding.SILENT),
              found(WIKI, Finding.CONNECTED)); // its own address
      assertEquals(List.of(), stuck.decide(services(WEB, MAIL, WIKI), leases, results, now));
    }
  }

  @Test
  void aServiceThatComesBackKeepsItsLease() {
    StuckLeases stuck = new StuckLeases("", false);
    AnnouncementLease lease = lease(MAIL, "node-1", START);
    assertEquals(List.of(), stuck.decide(services(WEB), List.of(lease), List.of(), at(0)));
    assertEquals(List.of(), stuck.decide(services(WEB, MAIL), List.of(lease), List.of(), at(30)));
    assertEquals(List.of(), stuck.decide(services(WEB), List.of(lease), List.of(), at(90)));
  }

  /** Names of Leases are not unique: {@code a-b} and {@code c} are as {@code a} and {@code b-c}. */
  @Test
  void aLeaseThatMayBelongToAServiceIsNoOrphan() {
    assertEquals(AnnouncedService.leaseName("a-b", "c"), AnnouncedService.leaseName("a", "b-c"));
    KnownServices known =
        new KnownServices(
            List.of(), Set.of(AnnouncedService.leaseName("a", "b-c")), Instant.MAX, true);
    AnnouncementLease lease =
        new AnnouncementLease(
            "kube-system", AnnouncedService.leaseName("a-b", "c"), "n", START, START, "u", "1");
    StuckLeases stuck = new StuckLeases("", false);
    assertEquals(List.of(), stuck.decide(known, List.of(lease), List.of(), at(0)));
    assertEquals(List.of(), stuck.decide(known, List.of(lease), List.of(), at(3600)));
  }

  @Test
  void aDryRunExpectsNoRecovery() {
    StuckLeases stuck = new StuckLeases("", true);
    pass(stuck, Duration.ofMinutes(20), Finding.SILENT, WEB);
    assertEquals(List.of("300 STUCK cilium-l2announce-shop-web"), decisions);
    assertFalse(stuck.isWaiting());
  }

  @Test
  void aDryRunTellsAnOrphanOnce() {
    StuckLeases stuck = new StuckLeases("", true);
    for (int i = 0; i < 10; i++, now = now.plus(ROUND)) {
      AnnouncementLease orphan = lease(MAIL, "node-1", START);
      stuck.decide(services(WEB), List.of(orphan), List.of(), now).forEach(this::add);
    }
    assertEquals(List.of("60 ORPHAN cilium-l2announce-shop-mail"), decisions);
    assertFalse(stuck.isWaiting());
  }

  /** For any sequence of findings: never two deletions for a Service within the pause. */
  @Test
  void neverDeletesTwiceWithinThePause() {
    Random random = new Random(19);
    StuckLeases stuck = new StuckLeases("", false);
    for (int i = 0; i < 20_000; i++, now = now.plus(ROUND)) {
      Finding finding = random.nextInt(40) == 0 ? Finding.CONNECTED : Finding.SILENT;
      AnnouncementLease lease =
          lease(WEB, "node-" + (random.nextInt(60) == 0 ? 2 : 1), START.minusSeconds(600));
      stuck
          .decide(
              services(WEB, WIKI),
              List.of(lease, lease(WIKI, "node-9", START)),
              List.of(found(WEB, finding), found(WIKI, Finding.CONNECTED)),
              now)
          .forEach(this::add);
    }
    List<Long> deleted =
        decisions.stream()
            .filter(text -> text.contains("STUCK"))
            .map(text -> Long.parseLong(text.substring(0, text.indexOf(' '))))
            .toList();
    assertTrue(deleted.size() > 10, () -> "too few to say anything: " + deleted.size());
    for (int i = 1; i < deleted.size(); i++) {
      assertTrue(deleted.get(i) - deleted.get(i - 1) >= StuckLeases.PAUSE.toSeconds());
    }
  }
}
