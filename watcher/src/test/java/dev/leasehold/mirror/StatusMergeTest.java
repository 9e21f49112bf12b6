package dev.leasehold.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A status that follows another one. */
final class StatusMergeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.7Z");
  private static final String BEFORE = "2026-11-20T10:00:00Z";

  @Test
  void aConditionKeepsTheTimeOfItsLastTransition() {
    Map<String, Object> before =
        Map.of(
            "conditions",
            List.of(
                Map.of("type", "Ready", "status", "True", "lastTransitionTime", BEFORE),
                Map.of("type", "PoolsSynced", "status", "False", "lastTransitionTime", BEFORE)));
    Map<String, Object> status =
        Map.of(
            "conditions",
            List.of(
                new Condition("Ready", true, "Other", "another reason").fields(),
                new Condition("PoolsSynced", true, "Synced", "").fields(),
                new Condition("PrefixAcquired", true, "Acquired", "").fields()));
    assertEquals(
        List.of(BEFORE, "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
        conditions(StatusMerge.of(status, before, 3, NOW)).stream()
            .map(condition -> condition.get("lastTransitionTime"))
            .toList());
    assertEquals(
        List.of(3L, 3L, 3L),
        conditions(StatusMerge.of(status, before, 3, NOW)).stream()
            .map(condition -> condition.get("observedGeneration"))
            .toList());
  }

  @Test
  void aLaterExpiryIsWrittenWhenHalfOfTheTimeIsOver() {
    assertEquals("2026-11-21T11:00:00Z", expiry("2026-11-21T11:59:00Z", "2026-11-21T11:00:00Z"));
    assertEquals("2026-11-21T12:01:00Z", expiry("2026-11-21T12:01:00Z", "2026-11-21T11:00:00Z"));
    assertEquals("2026-11-21T12:00:00Z", expiry("2026-11-21T12:00:00Z", "2026-11-21T09:00:00Z"));
    assertEquals("2026-11-21T12:00:00Z", expiry("2026-11-21T12:00:00Z", "yesterday"));
  }

  @Test
  void anEarlierExpiryIsWrittenAtOnce() {
    assertEquals("2026-11-21T10:59:59Z", expiry("2026-11-21T10:59:59Z", "2026-11-21T11:00:00Z"));
  }

  @Test
  void theTimeOfASyncStaysWithItsAddresses() {
    assertEquals(BEFORE, synced("2001:db8::/64", "2001:db8::/64", true));
    assertEquals("2026-11-21T09:00:00Z", synced("2001:db8:1::/64", "2001:db8::/64", true));
    assertEquals("2026-11-21T09:00:00Z", synced("2001:db8::/64", "2001:db8::/64", false));
  }

  @Test
  void nothingKnownIsNothingSaid() {
    assertEquals(Map.of(), StatusMerge.of(Map.of(), Map.of("draining", 1L), 1, NOW));
  }

  private static @Nullable Object synced(String now, String before, boolean wasSynced) {
    return StatusMerge.of(
            Map.of(
                "boundPrefix", now, "targetSynced", true, "lastSyncTime", "2026-11-21T09:00:00Z"),
            Map.of("boundPrefix", before, "targetSynced", wasSynced, "lastSyncTime", BEFORE),
            1,
            NOW)
        .get("lastSyncTime");
  }

  private static @Nullable Object expiry(String now, String before) {
    return StatusMerge.of(Map.of("leaseExpiresAt", now), Map.of("leaseExpiresAt", before), 1, NOW)
        .get("leaseExpiresAt");
  }

  private static List<? extends Map<?, ?>> conditions(Map<String, Object> status) {
    return ((List<?>) Objects.requireNonNull(status.get("conditions")))
        .stream().map(of -> (Map<?, ?>) of).toList();
  }
}
