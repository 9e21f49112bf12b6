package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.B;
import static dev.leasehold.watch.House.C;
import static dev.leasehold.watch.House.LEASE_FILE;
import static dev.leasehold.watch.House.POOL_FILE;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.R2;
import static dev.leasehold.watch.House.announced;
import static dev.leasehold.watch.House.deprecated;
import static dev.leasehold.watch.House.preferred;
import static dev.leasehold.watch.House.withdrawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table in the design document: each row makes exactly its commits, and the old block stays
 * unchanged.
 */
final class TransitionTest {
  private static final String LEASE_A = "Lease home: " + A;
  private static final String RENUMBER = "Renumber home: " + A + " → " + B;
  private static final String REPLACE = "Replace home: " + A + " → " + B;
  private static final String BLOCK_A = "2001:db8:a::1000/120";
  private static final String BLOCK_B = "2001:db8:b::1000/120";

  @TempDir private Path folder;

  @Test
  void leasesTheFirstPrefixAfterMinStable() {
    House house = House.in(folder).hears(R1, preferred(A)).after(4);
    assertEquals(List.of(), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A), house.commits());
    assertEquals(List.of(LEASE_FILE, POOL_FILE), house.touched());
    assertEquals(List.of(BLOCK_A), house.blocks());
  }

  @Test
  void commitsNothingForARenewal() {
    House house = House.holdingA(folder);
    for (int i = 0; i < 20; i++) {
      house.after(600).hears(R1, preferred(A));
    }
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void keepsAPreferredPrefixWhenAnotherIsAnnounced() {
    House house = House.holdingA(folder).hears(R1, preferred(A), preferred(B)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void drainsADeprecatedPrefixWithASuccessor() {
    House house = House.holdingA(folder);
    String oldBlock = line(house, BLOCK_A);
    house.hears(R1, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    assertEquals(List.of(BLOCK_B, BLOCK_A), house.blocks());
    assertEquals(oldBlock, line(house, BLOCK_A));

    house.hears(R1, deprecated(A), preferred(B)).after(3600 - 1);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A, RENUMBER, "End the drain of home: " + A), house.commits());
    assertEquals(List.of(BLOCK_B), house.blocks());
  }

  @Test
  void drainsNoLongerThanTheValidLifetime() {
    House house = House.holdingA(folder).hears(R1, announced(A, 0, 605), preferred(B)).after(5);
    assertTrue(house.message().contains("Leasehold-Drain-Until: 2026-11-21T10:10:10Z"));
    house.after(600);
    assertEquals(List.of(LEASE_A, RENUMBER, "End the drain of home: " + A), house.commits());
  }

  @Test
  void keepsADeprecatedPrefixWithoutASuccessor() {
    House house = House.holdingA(folder).hears(R1, deprecated(A)).after(3600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void replacesAWithdrawnPrefixAtOnce() {
    House house = House.holdingA(folder).hears(R1, withdrawn(A), preferred(B));
    assertEquals(List.of(LEASE_A, REPLACE), house.commits());
    assertEquals(List.of(BLOCK_B), house.blocks());
  }

  @Test
  void keepsAWithdrawnPrefixWithoutASuccessor() {
    House house = House.holdingA(folder).hears(R1, withdrawn(A)).after(3600);
    assertEquals(List.of(LEASE_A), house.commits());
    assertEquals(List.of(BLOCK_A), house.blocks());
  }

  @Test
  void replacesAnAbsentPrefixAfterTheProof() {
    House house = steady();
    house.announces(R1, preferred(B));
    assertEquals(List.of("enp1s0"), house.solicited);
    house.after(7);
    assertEquals(List.of("enp1s0", "enp1s0"), house.solicited);
    assertEquals(List.of(LEASE_A), house.commits());
    house.after(1);
    assertEquals(List.of(LEASE_A, REPLACE), house.commits());
    assertEquals(List.of(BLOCK_B), house.blocks());
    house.after(600);
    assertEquals(List.of("enp1s0", "enp1s0"), house.solicited);
  }

  @Test
  void drainsAnAbsentPrefixWhenOnFlashIsDrain() {
    House house =
        House.in(
                folder,
                House.files(PREFIX_FILE, PREFIX.replace("minStable", "onFlash: Drain, minStable")))
            .holding(A)
            .announces(R1, preferred(B))
            .after(30);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
    assertEquals(List.of(BLOCK_B, BLOCK_A), house.blocks());
  }

  /** A and B are announced, and then only C: no block of A may stay. */
  @Test
  void endsADrainWhenASecondChangeMakesItsPrefixAbsent() {
    House house = steady();
    house.announces(R1, deprecated(A), preferred(B)).after(15);
    house.announces(R1, preferred(C)).after(60);
    assertEquals(List.of(LEASE_A, RENUMBER, "Replace home: " + B + " → " + C), house.commits());
    assertEquals(List.of("2001:db8:c::1000/120"), house.blocks());
    assertTrue(
        house.message().contains(A + " is no longer announced before its drain ended"),
        house.message());
  }

  @Test
  void returnsToTheDrainingPrefixWhenTheSuccessorIsWithdrawn() {
    House house = steady();
    house.announces(R1, deprecated(A), preferred(B)).after(15);
    house.announces(R1, deprecated(A), withdrawn(B));
    assertEquals(List.of(LEASE_A, RENUMBER, "Return home: " + B + " → " + A), house.commits());
    assertEquals(List.of(BLOCK_A), house.blocks());
    house.after(7200);
    assertEquals(List.of(BLOCK_A), house.blocks());
  }

  /** A house with a router that is known not to split. */
  private House steady() {
    House house = House.in(folder).announces(R1, preferred(A)).after(60);
    house.solicited.clear();
    return house;
  }

  @Test
  void keepsAnExpiredPrefixThatComesBackWithoutACommit() {
    House house = House.holdingA(folder).after(20_000);
    assertEquals(List.of(LEASE_A), house.commits());
    house.hears(R1, preferred(A)).after(60);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void removesAnExpiredPrefixWhenOnLossIsWithdraw() {
    House house =
        House.in(
                folder,
                House.files(
                    PREFIX_FILE, PREFIX.replace("minStable", "onLoss: Withdraw, minStable")))
            .holding(A)
            .after(20_000);
    assertEquals(List.of(LEASE_A, "Withdraw home: " + A), house.commits());
    assertEquals(List.of(), house.blocks());
    assertTrue(house.text(POOL_FILE).contains("blocks: []"), house.text(POOL_FILE));
  }

  @Test
  void commitsEachStepThereAndBackWithoutDrainingTheCurrentPrefix() {
    House house = House.holdingA(folder).hears(R1, deprecated(A), preferred(B)).after(5);
    house.hears(R1, preferred(A), deprecated(B)).after(5);
    assertEquals(List.of(LEASE_A, RENUMBER, "Renumber home: " + B + " → " + A), house.commits());
    assertEquals(List.of(BLOCK_A, BLOCK_B), house.blocks());
    house.after(3600);
    assertEquals(List.of(BLOCK_A), house.blocks());
    assertEquals("End the drain of home: " + B, house.commits().getLast());
  }

  @Test
  void keepsOneOfTwoPrefixes() {
    House house = House.in(folder).hears(R1, preferred(B), preferred(A)).after(5);
    house.hears(R1, preferred(A), preferred(B)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void makesOneLeaseForTwoRoutersWithTheSamePrefix() {
    House house = House.in(folder).hears(R1, preferred(A)).hears(R2, preferred(A)).after(5);
    house.hears(R1, preferred(A)).hears(R2, preferred(A)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
  }

  @Test
  void changesNothingWhenOneOfTwoRoutersDeprecatesAndTheOtherAnswers() {
    House house = House.in(folder).hears(R1, preferred(A)).hears(R2, preferred(A)).after(5);
    house.hears(R1, deprecated(A), preferred(B)).after(10);
    house.hears(R2, preferred(A)).after(600);
    assertEquals(List.of(LEASE_A), house.commits());
    house.hears(R2, deprecated(A), preferred(B)).after(5);
    assertEquals(List.of(LEASE_A, RENUMBER), house.commits());
  }

  @Test
  void endsTheOldestDrainEarlyForAThirdPrefixInTheSameCommit() {
    House house =
        House.in(
                folder,
                House.files(
                    PREFIX_FILE, PREFIX.replace("minStable", "maxPrefixHistory: 1, minStable")))
            .holding(A)
            .hears(R1, deprecated(A), preferred(B))
            .after(5)
            .hears(R1, deprecated(A), deprecated(B), preferred(C))
            .after(5);
    assertEquals(List.of(LEASE_A, RENUMBER, "Renumber home: " + B + " → " + C), house.commits());
    assertEquals(List.of("2001:db8:c::1000/120", BLOCK_B), house.blocks());
    assertTrue(house.message().contains("maxPrefixHistory is 1"), house.message());
  }

  @Test
  void keepsASuspendedLease() {
    House house = House.holdingA(folder);
    house.somebodyWrites(PREFIX_FILE, PREFIX + "  suspend: true\n");
    house.looksAtTip().hears(R1, withdrawn(A), preferred(B)).after(600);
    assertEquals(List.of(LEASE_A, "By somebody"), house.commits());
    house.somebodyWrites(PREFIX_FILE, PREFIX);
    house.looksAtTip();
    assertEquals(REPLACE, house.commits().getLast());
  }

  @Test
  void commitsTwoChangedPrefixesTogether() {
    Map<String, String> files = House.files();
    files.put("intent/guest.yaml", PREFIX.replace("name: home", "name: guest"));
    House house = House.in(folder, files).hears(R1, preferred(A)).after(5);
    assertEquals(List.of("Lease guest: " + A + "; Lease home: " + A), house.commits());
  }

  private static String line(House house, String words) {
    return house
        .text(POOL_FILE)
        .lines()
        .filter(l -> l.contains("cidr: ") && l.contains(words))
        .findFirst()
        .orElseThrow();
  }
}
