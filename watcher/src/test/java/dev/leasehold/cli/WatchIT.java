package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold watch} with radvd: each event results in exactly the commits of the table. */
class WatchIT {
  private static final String FIRST = "2001:db8:a01::/64";
  private static final String SECOND = "2001:db8:a02::/64";
  private static final String THIRD = "2001:db8:a03::/64";

  @TempDir private Path folder;
  private NetworkLab lab;
  private WatchedRepository house;

  @BeforeEach
  void prepare() throws Exception {
    lab =
        NetworkLab.up(
            folder.resolve("lab"),
            Map.of("LAB_NODE_DAD", "0", "LAB_RA_PREFERRED", "12", "LAB_RA_VALID", "20"));
    house =
        WatchedRepository.create(
            folder.resolve("house"),
            lab::onNode,
            "routerAdvertisement: {interface: " + NetworkLab.ACCESS_INTERFACE + "}",
            "drainPeriod: 6s, minStable: 2s");
  }

  @AfterEach
  void cleanUp() throws Exception {
    if (lab != null) {
      lab.down();
    }
  }

  @Test
  void commitsExactlyTheChangesOfTheTable() throws Exception {
    try (WatchProcess watch = house.watch()) {
      house.awaitPush(watch, "Lease home-ipv6: " + FIRST);

      lab.run("ra-renumber");
      house.awaitPush(watch, "Renumber home-ipv6: " + FIRST + " → " + SECOND);
      house.awaitPush(watch, "End the drain of home-ipv6: " + FIRST);

      lab.run("deprecate");
      awaitHeard(watch, twice(deprecated(SECOND)));
      house.assertNoMoreCommits();

      lab.run("ra-normal");
      awaitHeard(watch, announces(SECOND).and(deprecated(SECOND).negate()));
      lab.run("flash-renumber");
      house.awaitPush(watch, "Replace home-ipv6: " + SECOND + " → " + THIRD);

      lab.run("ra-silent");
      watch.awaitLine(
          "loss", WatchedRepository.SOON, line -> line.contains(THIRD + " has expired"));
      lab.run("ra-up");
      watch.awaitLine("return", WatchedRepository.SOON, line -> line.contains("no longer lost"));
      house.assertNoMoreCommits();

      watch.terminate();
    }
    try (WatchProcess again = house.watch()) {
      awaitHeard(again, twice(announces(THIRD)));
      house.assertNoMoreCommits();
    }
  }

  @Test
  void onceAcquiresWritesAndExits() throws Exception {
    assertEquals(0, house.runWatch("--once", "--exit-code"));
    house.assertCommitted("Lease home-ipv6: " + FIRST);
    assertEquals(3, house.runWatch("--once", "--exit-code"));
    house.assertNoMoreCommits();
  }

  @Test
  void dryRunPushesNothing() throws Exception {
    assertEquals(0, house.runWatch("--once", "--dry-run", "--exit-code"));
    house.assertNoMoreCommits();
  }

  private static void awaitHeard(WatchProcess watch, Predicate<String> wanted) throws Exception {
    watch.awaitLine("advertisement", WatchedRepository.SOON, wanted);
  }

  /**
   * The first advertisement may have arrived before the previous decision; the second one did not.
   */
  private static Predicate<String> twice(Predicate<String> wanted) {
    int[] count = {0};
    return line -> wanted.test(line) && ++count[0] == 2;
  }

  private static Predicate<String> announces(String prefix) {
    return line -> line.contains(" lends ") && line.contains("prefix=" + prefix);
  }

  private static Predicate<String> deprecated(String prefix) {
    return line -> line.contains("prefix=" + prefix + ", preferredLifetime=PT0S");
  }
}
