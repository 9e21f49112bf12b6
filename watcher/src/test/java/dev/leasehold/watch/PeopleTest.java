package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.BINDINGS;
import static dev.leasehold.watch.House.BINDINGS_FILE;
import static dev.leasehold.watch.House.LEASE_FILE;
import static dev.leasehold.watch.House.POOL_FILE;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.git.Outcome;
import dev.leasehold.source.Channel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People work on the same branch: their changes, errors, fixes and concurrent pushes. */
final class PeopleTest {
  private static final String LEASE_A = "Lease home: " + A;
  private static final String RENDER = "Render the changed package";
  private static final String BY_SOMEBODY = "By somebody";
  private static final String OTHER_OFFSET = PREFIX.replace("0x1000", "0x3000");
  private static final String GROUP_BINDING =
      """
      ---
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefixBinding
      metadata:
        name: group
      spec:
        prefixRef: {name: home}
        target: {kind: CiliumCIDRGroup, name: own}
      """;

  @TempDir private Path folder;

  @Test
  void stallsOnATypoInTheIntentUntilItIsFixed() {
    House house = House.in(folder).hears(R1, preferred(A));
    house.somebodyWrites(PREFIX_FILE, PREFIX.replace("subnets:", "subnet:"));
    house.after(70).hears(R1, preferred(A)).after(70);
    assertEquals(List.of(BY_SOMEBODY), house.commits());
    Outcome.Stalled stalled = assertInstanceOf(Outcome.Stalled.class, house.outcomes.getLast());
    assertTrue(stalled.reason().startsWith("intent/home.yaml:"), stalled.reason());
    assertTrue(stalled.reason().contains("spec.subnet: unknown field"), stalled.reason());

    house.somebodyWrites(PREFIX_FILE, PREFIX);
    house.looksAtTip();
    assertEquals(List.of(BY_SOMEBODY, BY_SOMEBODY, LEASE_A), house.commits());
  }

  @Test
  void keepsListeningWithATypoInTheIntent() {
    House house = House.holdingA(folder);
    house.somebodyWrites(PREFIX_FILE, PREFIX.replace("subnets:", "subnet:"));
    house.looksAtTip();
    assertEquals(Set.of(new Channel.Advertisements("enp1s0")), house.watch.channels());
    house.hears(R1, withdrawn(A), preferred(B));
    house.somebodyWrites(PREFIX_FILE, PREFIX);
    house.looksAtTip();
    assertEquals("Replace home: " + A + " → " + B, house.commits().getLast());
  }

  @Test
  void doesNotCommitALeaseWithATypoInTheTarget() {
    House house = House.in(folder);
    house.somebodyWrites(POOL_FILE, House.POOL.replace("blocks: []", "blocks: {"));
    house.hears(R1, preferred(A)).after(70);
    assertEquals(List.of(BY_SOMEBODY), house.commits());
    assertInstanceOf(Outcome.Stalled.class, house.outcomes.getLast());

    house.somebodyWrites(POOL_FILE, House.POOL);
    house.looksAtTip();
    assertEquals(LEASE_A, house.commits().getLast());
    assertEquals(List.of(LEASE_FILE, POOL_FILE), house.touched());
  }

  @Test
  void warnsInCommitAndLogAboutThePinThatExcludesOthers() {
    String told = "any other Service named web gets no address from pool pool";
    try (Log log = Log.open()) {
      House house = House.holdingA(folder);
      house.somebodyWrites(
          PREFIX_FILE,
          PREFIX
              + "  hosts: [{name: web, suffix: \"::80\", service: {namespace: ingress, name:"
              + " web}}]\n");
      house.looksAtTip();
      assertEquals(RENDER, house.commits().getLast());
      String message = house.message();
      int warnings = message.indexOf("\nWarnings:\n  " + POOL_FILE + ":1: ");
      assertTrue(warnings > 0 && message.indexOf(told) > warnings, message);
      assertTrue(message.indexOf("Leasehold-Watcher") > message.indexOf(told), message);
      assertEquals(1, log.lines(told).size(), log.lines()::toString);

      house.hears(R1, withdrawn(A), preferred(B));
      assertEquals("Replace home: " + A + " → " + B, house.commits().getLast());
      assertTrue(!house.message().contains("Warnings:"), house.message());
    }
  }

  @Test
  void ignoresATypoInAnUnrelatedDocument() {
    House house = House.in(folder);
    house.somebodyWrites("apps/broken.yaml", "kind: [Deployment\n");
    house.hears(R1, preferred(A)).after(70);
    assertEquals(List.of(BY_SOMEBODY, LEASE_A), house.commits());
  }

  @Test
  void retriesAStallWithBackoffAndReportsItOnce() {
    House house = House.holdingA(folder);
    house.somebodyWrites(POOL_FILE, House.POOL.replace("blocks: []", "blocks: {"));
    try (Log log = Log.open()) {
      house.after(55);
      int before = house.outcomes.size();
      house.after(64);
      assertEquals(6, house.outcomes.size() - before); // after 1, 2, 4, 8, 16 and 32 s
      house.after(600);
      assertEquals(16, house.outcomes.size() - before);
      assertEquals(1, log.lines("stalled: ").size(), log.lines()::toString);

      house.somebodyWrites(POOL_FILE, House.POOL);
      house.looksAtTip();
      assertEquals(1, log.lines("recovered: no longer stalled").size(), log.lines()::toString);
    }
  }

  @Test
  void reportsAReadOnlyKeyAtTheFirstFetchAndRetries() {
    House house = House.holdingA(folder);
    house.closed = Optional.of(new Outcome.Stalled("the key may only read", "Let it write."));
    try (Log log = Log.open()) {
      house.restarts();
      assertEquals(house.closed, house.next.outcome().map(Outcome.Failure.class::cast));
      assertEquals("the key may only read. Let it write.", house.watch.status().target().trouble());
      assertEquals(Set.of(new Channel.Advertisements("enp1s0")), house.watch.channels());
      house.after(10);
      assertEquals(
          List.of("ERROR stalled: the key may only read. Let it write."), log.lines("stalled: "));

      house.closed = Optional.empty();
      house.after(10);
      assertEquals("", house.watch.status().target().trouble());
      assertEquals(1, log.lines("INFO recovered: no longer stalled").size(), log.lines()::toString);
    }
  }

  @Test
  void hearsWhileStalledAndKeepsTheRetryPause() {
    House house = House.holdingA(folder);
    house.somebodyWrites(POOL_FILE, House.POOL.replace("blocks: []", "blocks: {"));
    house.after(120);
    int before = house.outcomes.size();
    for (int i = 0; i < 20; i++) {
      house.hears(R1, preferred(A)).after(1);
    }
    assertEquals(before, house.outcomes.size());
  }

  @Test
  void rendersOnTopOfAConcurrentPush() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    house.meanwhile = () -> house.somebodyWrites(PREFIX_FILE, OTHER_OFFSET);
    house.after(1);
    assertEquals(List.of(BY_SOMEBODY, LEASE_A), house.commits());
    assertEquals(List.of("2001:db8:a::3000/120"), house.blocks());
    assertEquals(OTHER_OFFSET, house.text(PREFIX_FILE));
    house.after(600);
    assertEquals(2, house.commits().size());
  }

  @Test
  void rendersAConcurrentlyAddedBindingInTheSameCommit() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    house.meanwhile = () -> house.somebodyWrites(BINDINGS_FILE, BINDINGS + GROUP_BINDING);
    house.after(1);
    assertEquals(List.of(BY_SOMEBODY, LEASE_A), house.commits());
    assertEquals(
        List.of(LEASE_FILE, "manifests/ciliumcidrgroup-own.yaml", POOL_FILE), house.touched());
  }

  @Test
  void stallsOnAConcurrentlyPushedTypo() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    house.meanwhile =
        () -> house.somebodyWrites(PREFIX_FILE, PREFIX.replace("subnets:", "subnet:"));
    house.after(1);
    assertEquals(List.of(BY_SOMEBODY), house.commits());
    house.somebodyWrites(PREFIX_FILE, PREFIX);
    house.looksAtTip();
    assertEquals(List.of(BY_SOMEBODY, BY_SOMEBODY, LEASE_A), house.commits());
  }

  @Test
  void respectsAConcurrentSuspend() {
    House house = House.holdingA(folder).hears(R1, deprecated(A), preferred(B)).after(4);
    house.meanwhile = () -> house.somebodyWrites(PREFIX_FILE, PREFIX + "  suspend: true\n");
    house.after(1);
    assertEquals(List.of(LEASE_A, BY_SOMEBODY), house.commits());
    assertInstanceOf(Outcome.NoChange.class, house.outcomes.getLast());
  }

  @Test
  void rendersANewBindingInOneCommit() {
    House house = House.holdingA(folder);
    house.somebodyWrites(BINDINGS_FILE, BINDINGS + GROUP_BINDING);
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, BY_SOMEBODY, RENDER), house.commits());
    assertEquals(List.of("manifests/ciliumcidrgroup-own.yaml"), house.touched());
    house.restarts().after(600);
    assertEquals(List.of(LEASE_A, BY_SOMEBODY, RENDER), house.commits());
  }

  @Test
  void rendersAChangedSubnetInOneCommit() {
    House house = House.holdingA(folder);
    house.somebodyWrites(PREFIX_FILE, OTHER_OFFSET);
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, BY_SOMEBODY, RENDER), house.commits());
    assertEquals(List.of("2001:db8:a::3000/120"), house.blocks());
    house.after(600);
    assertEquals(3, house.commits().size());
  }

  @Test
  void writesNoCommitForAnUnrelatedTip() {
    House house = House.holdingA(folder);
    house.somebodyWrites("README.md", "Mine.\n");
    house.looksAtTip();
    house.somebodyWrites(PREFIX_FILE, "# A comment.\n" + PREFIX);
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, BY_SOMEBODY, BY_SOMEBODY), house.commits());
  }

  @Test
  void revertsAManualEditOfAPool() {
    House house = House.holdingA(folder);
    String rendered = house.text(POOL_FILE);
    house.somebodyWrites(
        POOL_FILE, rendered.replace("2001:db8:a::1000/120", "2001:db8:77::/120") + "  # kept\n");
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, BY_SOMEBODY, RENDER), house.commits());
    assertEquals(List.of("2001:db8:a::1000/120"), house.blocks());
    assertTrue(house.text(POOL_FILE).endsWith("  # kept\n"), house.text(POOL_FILE));
  }

  @Test
  void createsADeletedLeaseAgain() {
    House house = House.holdingA(folder);
    house.somebody(work -> House.delete(work.resolve(LEASE_FILE)));
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, BY_SOMEBODY, LEASE_A), house.commits());
    assertEquals(List.of(LEASE_FILE), house.touched());
  }

  @Test
  void reportsARewrittenBranchAndNotAFastForward() {
    House house = House.holdingA(folder);
    try (Log log = Log.open()) {
      house.somebodyWrites("README.md", "Mine.\n");
      house.looksAtTip();
      assertEquals(List.of(), log.lines("rewritten"));
      house.git("update-ref", "refs/heads/main", "main~2");
      house.looksAtTip();
      assertEquals(1, log.lines("WARN the branch was rewritten: ").size(), log.lines()::toString);
      assertEquals(List.of(LEASE_A), house.commits());
    }
  }

  /** More commits than the first fetch gets, each older than its parent. */
  @Test
  void doesNotReportAFastForwardWithDecreasingDatesAsRewritten() {
    House house = House.holdingA(folder);
    house.pushes(work -> {
      Instant before = house.now;
      for (int i = 0; i < 120; i++) {
        house.now = before.minusSeconds(60L * i);
        house.gitIn(work, "commit", "-q", "--allow-empty", "-m", "Back " + i);
      }
      house.now = before;
    });
    try (Log log = Log.open()) {
      house.looksAtTip();
      assertEquals(122, house.commits().size() + 1);
      assertEquals(List.of(), log.lines("rewritten"));
    }
  }

  /** The package equals the one before our commit, but the revert still holds. */
  @Test
  void holdsForARevertSeenBeforeTheRevertedCommit() {
    House house = House.in(folder, "network", House.filesIn("network")).holding(A);
    house.looksAtTip();
    house.answerIsLost = true;
    house.hears(R1, withdrawn(A), preferred(B));
    house.answerIsLost = false;
    assertEquals(2, house.commits().size(), house.commits()::toString);
    house.somebody(work -> house.gitIn(work, "revert", "--no-edit", "--no-commit", "HEAD"));
    house.looksAtTip();
    assertEquals(3, house.commits().size(), house.commits()::toString);
    house.somebodyWrites("apps/other.yaml", "a: b\n");
    house.looksAtTip().after(600);
    assertEquals(4, house.commits().size(), house.commits()::toString);
  }

  @Test
  void fetchesOnceAndRendersNothingForACommitOutsideThePackage() {
    House house = House.in(folder, "network", House.filesIn("network")).holding(A);
    house.looksAtTip();
    int looks = house.looks;
    int writes = house.writes;
    house.somebodyWrites("apps/other.yaml", "a: b\n");
    house.looksAtTip();
    assertEquals(looks + 1, house.looks);
    assertEquals(writes, house.writes);
    assertEquals(house.git("rev-parse", "main").strip(), house.watchStatusTip());
    house.somebodyWrites("network/other.yaml", "a: b\n");
    house.looksAtTip();
    assertEquals(writes + 1, house.writes);
  }

  @Test
  void readsThePackageOnceForANewTipAndAWrite() {
    House house = House.holdingA(folder);
    int reads = house.reads;
    int writes = house.writes;
    house.somebodyWrites(POOL_FILE, House.POOL);
    house.looksAtTip();
    assertEquals(writes + 1, house.writes);
    assertEquals(RENDER, house.commits().getLast());
    assertEquals(reads + 1, house.reads);
    house.looksAtTip();
    assertEquals(reads + 1, house.reads, "the commit is our own");
  }

  @Test
  void namesFilesFromTheRootOfTheRepository() {
    House house = House.in(folder, "network", House.filesIn("network"));
    house.hears(R1, preferred(A)).after(5);
    assertTrue(house.message().contains(" (network/" + POOL_FILE + ")\n"), house.message());
    house.somebodyWrites("network/" + PREFIX_FILE, PREFIX.replace("subnets:", "subnet:"));
    house.looksAtTip();
    Outcome.Stalled stalled = assertInstanceOf(Outcome.Stalled.class, house.outcomes.getLast());
    assertTrue(stalled.reason().startsWith("network/" + PREFIX_FILE + ":"), stalled.reason());
  }

  @Test
  void acceptsAManuallySetLease() {
    House house = House.holdingA(folder);
    house.somebodyWrites(LEASE_FILE, house.text(LEASE_FILE).replace(A.toString(), B.toString()));
    house.looksAtTip();
    assertEquals(List.of(LEASE_A, BY_SOMEBODY, RENDER), house.commits());
    assertEquals(List.of("2001:db8:b::1000/120"), house.blocks());
  }

  @Test
  void usesTheObservationsOfTheNewInterface() {
    House house = House.holdingA(folder);
    house.somebodyWrites(PREFIX_FILE, PREFIX.replace("enp1s0", "wan1"));
    house.looksAtTip();
    assertEquals(Set.of(new Channel.Advertisements("wan1")), house.watch.channels());
    var router = House.router("fe80::9", "wan1");
    house.hears(R1, withdrawn(A)).hears(router, preferred(B)).after(5);
    assertEquals("Renumber home: " + A + " → " + B, house.commits().getLast());
    house.hears(router, preferred(B)).after(3600);
    assertEquals("End the drain of home: " + A, house.commits().getLast());
  }
}
