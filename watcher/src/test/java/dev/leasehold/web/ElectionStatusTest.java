package dev.leasehold.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.election.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The pages of one of several watchers. */
class ElectionStatusTest {
  private static final Duration SECONDS = Duration.ofSeconds(3);

  static Reading reading(boolean leads, Duration tried, String trouble) {
    return new Reading(
        Instant.parse("2026-11-29T20:00:00Z"),
        "home",
        List.of(),
        Map.of(),
        List.of(),
        ClusterReading.NONE,
        Optional.of(
            new Standing(
                "node-b_00000002",
                "Lease leasehold/leasehold-home",
                leads,
                Optional.of(leads ? "node-b_00000002" : "node-a_00000001"),
                13,
                Optional.of(SECONDS),
                Optional.of(SECONDS),
                Optional.of(tried),
                trouble,
                false,
                "")));
  }

  @Test
  void aStandbyIsReadyAndWell() {
    Reading standby = reading(false, SECONDS, "");
    assertEquals("", standby.notReady());
    assertEquals(List.of(), standby.concerns());
    assertEquals(
        """
        home at 2026-11-29T20:00:00Z: all is well
        standing by: node-a_00000001 works, renewed 3 s ago
        """,
        StatusPage.of(standby));
    String json = StatusJson.of(standby);
    assertTrue(
        json.contains(
            """
              "election" : {
                "role" : "Standby",
                "identity" : "node-b_00000002",
                "lease" : "Lease leasehold/leasehold-home",
                "holder" : "node-a_00000001",
                "term" : 13,
                "renewedSecondsAgo" : 3,
                "trouble" : "",
                "unfit" : ""
              },
            """),
        json);
  }

  @Test
  void aStandbyThatWouldNotNoticeTheEndOfTheHolderIsNotReady() {
    Reading standby = reading(false, SECONDS, "no route");
    assertEquals("Lease leasehold/leasehold-home cannot be read: no route", standby.notReady());
    assertEquals("", standby.sick());
  }

  @Test
  void aLeaderThatCannotRenewIsReadyAndNotWell() {
    Reading leader = reading(true, SECONDS, "no route");
    assertEquals("", leader.notReady());
    assertEquals(
        List.of("Lease leasehold/leasehold-home cannot be renewed: no route"), leader.concerns());
    assertTrue(
        StatusPage.of(leader)
            .contains(
                "\nleading: node-b_00000002 holds Lease leasehold/leasehold-home in term 13, renewed"
                    + " 3 s ago\n"));
  }

  @Test
  void anElectionThatHangsIsAReasonForARestart() {
    assertEquals("", reading(false, Duration.ofSeconds(60), "").sick());
    assertEquals(
        "the election has not gone on for 61 s", reading(false, Duration.ofSeconds(61), "").sick());
  }

  @Test
  void aMachineThatCannotDoTheWorkIsNotReady() {
    Standing leader =
        reading(true, SECONDS, "").election().orElseThrow().unfit("stateDir: cannot write in /x");
    Reading reading =
        new Reading(
            Instant.parse("2026-11-29T20:00:00Z"),
            "home",
            List.of(),
            Map.of(),
            List.of(),
            ClusterReading.NONE,
            Optional.of(leader));
    assertEquals(
        "this machine cannot do the work: stateDir: cannot write in /x", reading.notReady());
    assertEquals("", reading.sick());
  }
}
