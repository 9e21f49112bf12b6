package dev.leasehold.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.delivery.StatusCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConditionPageTest {
  private static final Instant ACQUIRED = Instant.parse("2026-11-21T08:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-21T09:30:00Z");

  private static Reading reading(Map<StatusCondition.Of, List<StatusCondition>> conditions) {
    Reading usual = WebServerTest.reading(WebServerTest.NOW, "");
    return new Reading(
        usual.at(),
        usual.watcher(),
        usual.targets(),
        usual.sources(),
        usual.notifications(),
        new ClusterReading(
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), conditions),
        Optional.empty());
  }

  private static Reading ofPrefix(StatusCondition... conditions) {
    return reading(
        Map.of(
            new StatusCondition.Of("DynamicPrefix", "cluster", "home-ipv6"), List.of(conditions),
            new StatusCondition.Of("DynamicPrefix", "other", "home-ipv6"),
                List.of(new StatusCondition("Ready", false, "Elsewhere", "", LATER))));
  }

  private static StatusCondition acquired() {
    return new StatusCondition("PrefixAcquired", true, "Acquired", "2001:db8::/56", ACQUIRED);
  }

  @Test
  void saysSinceWhenTheyHold() {
    String page =
        StatusPage.of(
            ofPrefix(acquired(), new StatusCondition("PoolsSynced", true, "Synced", "", LATER)));
    assertTrue(
        page.contains(
            "\n  in the cluster PrefixAcquired since 2026-11-21T08:00:00Z, PoolsSynced since"
                + " 2026-11-21T09:30:00Z\n"),
        page);
    assertFalse(page.contains("Elsewhere"), page);
  }

  @Test
  void saysWhyOneDoesNotHold() {
    String page =
        StatusPage.of(
            ofPrefix(
                acquired(),
                new StatusCondition(
                    "PoolsSynced",
                    false,
                    "NotDelivered",
                    "pool: nothing of 2001:db8::/56",
                    LATER)));
    assertTrue(
        page.contains(
            "\n  in the cluster PrefixAcquired since 2026-11-21T08:00:00Z\n"
                + "  in the cluster NOT PoolsSynced since 2026-11-21T09:30:00Z, NotDelivered: pool:"
                + " nothing of 2001:db8::/56\n"),
        page);
  }

  @Test
  void areInTheJsonAsInTheObject() {
    String json = StatusJson.of(ofPrefix(acquired()));
    assertTrue(
        json.contains(
            """
                "conditions" : [ {
                  "type" : "PrefixAcquired",
                  "status" : "True",
                  "reason" : "Acquired",
                  "message" : "2001:db8::/56",
                  "lastTransitionTime" : "2026-11-21T08:00:00Z"
                } ]
            """),
        json);
  }

  @Test
  void anAgentIsShownByItsConditionAlone() {
    Reading reading =
        reading(
            Map.of(
                new StatusCondition.Of("Agent", "cluster", "agent"),
                List.of(
                    new StatusCondition(
                        "Ready", true, "Ready", "DaemonSet a/b is Ready on all of 3 nodes", LATER)),
                new StatusCondition.Of("Agent", "other", "elsewhere"),
                List.of(acquired())));
    String page = StatusPage.of(reading);
    assertTrue(
        page.contains(
            "\nagent agent: DaemonSet a/b is Ready on all of 3 nodes, since 2026-11-21T09:30:00Z\n"),
        page);
    assertFalse(page.contains("elsewhere"), page);
    String json = StatusJson.of(reading);
    assertTrue(json.contains("\"agents\" : [ {\n    \"name\" : \"agent\",\n"), json);
  }

  @Test
  void areLeftOutWithoutStatusObjects() {
    assertEquals(
        StatusPage.of(WebServerTest.reading(WebServerTest.NOW, "")),
        StatusPage.of(reading(Map.of())));
    assertFalse(StatusJson.of(reading(Map.of())).contains("conditions"));
  }
}
