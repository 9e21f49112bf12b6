package dev.leasehold.cli;

import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leasehold watch} with addresses that another program sets. */
class InterfaceSourceIT {
  private static final String FIRST = "2001:db8:101::/64";
  private static final String SECOND = "2001:db8:102::/64";
  private static final String THIRD = "2001:db8:103::/64";

  @TempDir private Path folder;
  private AccessLink link;
  private WatchedRepository house;

  @BeforeEach
  void prepare() throws Exception {
    link = AccessLink.up();
    house =
        WatchedRepository.create(
            folder, link::atCustomer, "interface: {name: up0}\n", "drainPeriod: 3s, minStable: 0s");
  }

  @AfterEach
  void cleanUp() throws Exception {
    if (link != null) {
      link.close();
    }
  }

  @Test
  void commitsExactlyTheChangesOfTheTable() throws Exception {
    address("add", FIRST, "preferred_lft 2000 valid_lft 3000");
    try (WatchProcess watch = house.watch()) {
      house.awaitPush(watch, "Lease home-ipv6: " + FIRST, "Reason: Acquired");

      address("change", FIRST, "preferred_lft 1500 valid_lft 2500");
      awaitHeard(watch, has(FIRST).and(line -> line.contains("validLifetime=PT41M")));
      address("add", SECOND, "preferred_lft 2000 valid_lft 3000");
      awaitHeard(watch, has(FIRST).and(has(SECOND)));
      address("change", FIRST, "preferred_lft 1400 valid_lft 2400"); // by then it has decided
      awaitHeard(watch, has(FIRST).and(has(SECOND)).and(line -> line.contains("=PT40M]")));
      house.assertNoMoreCommits();

      address("change", FIRST, "preferred_lft 0 valid_lft 2500");
      house.awaitPush(watch, "Renumber home-ipv6: " + FIRST + " → " + SECOND, "Reason: Deprecated");
      house.awaitPush(watch, "End the drain of home-ipv6: " + FIRST, "Reason: Drained");
      address("del", FIRST, "");

      address("del", SECOND, "");
      address("add", THIRD, "preferred_lft 2000 valid_lft 3000");
      house.awaitPush(watch, "Replace home-ipv6: " + SECOND + " → " + THIRD, "Reason: Unmentioned");

      address("del", THIRD, "");
      awaitHeard(watch, line -> line.contains(" and nothing takes its place; it stays in Git"));
      address("add", THIRD, "preferred_lft 2000 valid_lft 3000");
      awaitHeard(watch, line -> line.contains("no longer lost"));
      house.assertNoMoreCommits();
      watch.terminate();
    }
    try (WatchProcess again = house.watch()) {
      awaitHeard(again, has(THIRD));
      address("change", THIRD, "preferred_lft 1500 valid_lft 2500");
      awaitHeard(again, has(THIRD).and(line -> line.contains("validLifetime=PT41M")));
      house.assertNoMoreCommits();
    }
  }

  private void address(String verb, String prefix, String lifetimes) throws Exception {
    String address = prefix.replace("::/", "::a10/");
    Namespace.ip(
        link.customer(), ("addr " + verb + " " + address + " dev up0 " + lifetimes).strip());
  }

  private static Predicate<String> has(String prefix) {
    return line ->
        line.contains("the interface up0 lends ") && line.contains("prefix=" + prefix + ",");
  }

  private static void awaitHeard(WatchProcess watch, Predicate<String> wanted) throws Exception {
    watch.awaitLine("word", WatchedRepository.SOON, wanted);
  }
}
