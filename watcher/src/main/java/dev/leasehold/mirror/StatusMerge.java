package dev.leasehold.mirror;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Completes a status with what the object said before. */
final class StatusMerge {
  static final String CONDITIONS = "conditions";
  static final String EXPIRY = "leaseExpiresAt";
  static final String LAST_SYNC = "lastSyncTime";
  private static final String GENERATION = "observedGeneration";
  static final String TRANSITION = "lastTransitionTime";

  private StatusMerge() {}

  /** A time in whole seconds, as API servers have it. */
  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * The status to write.
   *
   * <p>A condition keeps the time of its last transition while its status is the same. The time of
   * a sync stays with its addresses, also over a restart of the watcher. The expiry of a lease
   * moves with each advertisement and renewal: a later one is written only if half of the time is
   * over.
   *
   * @param status what is to be said
   * @param before the status of the object; empty if it has none
   * @param generation of the object
   */
  static Map<String, Object> of(
      Map<String, Object> status, Map<String, Object> before, long generation, Instant now) {
    Map<String, Object> merged = new LinkedHashMap<>(status);
    if (status.isEmpty()) {
      return merged;
    }
    merged.put(GENERATION, generation);
    if (status.get(CONDITIONS) instanceof List<?> conditions) {
      List<Object> made = new ArrayList<>();
      for (Object condition : conditions) {
        if (condition instanceof Map<?, ?> fields) {
          made.add(condition(fields, before, generation, now));
        }
      }
      merged.put(CONDITIONS, made);
    }
    time(status, EXPIRY)
        .flatMap(next -> time(before, EXPIRY).filter(shown -> isStillRight(shown, next, now)))
        .ifPresent(shown -> merged.put(EXPIRY, text(shown)));
    boolean isSame =
        Objects.equals(status.get("boundPrefix"), before.get("boundPrefix"))
            && Boolean.TRUE.equals(before.get("targetSynced"))
            && Boolean.TRUE.equals(status.get("targetSynced"));
    if (isSame) {
      time(before, LAST_SYNC).ifPresent(at -> merged.put(LAST_SYNC, text(at)));
    }
    return merged;
  }

  private static boolean isStillRight(Instant shown, Instant next, Instant now) {
    Duration left = Duration.between(now, shown);
    return !next.isBefore(shown) && left.multipliedBy(2).compareTo(Duration.between(now, next)) > 0;
  }

  private static Map<String, Object> condition(
      Map<?, ?> fields, Map<String, Object> before, long generation, Instant now) {
    Map<String, Object> made = new LinkedHashMap<>();
    fields.forEach((key, value) -> made.put(String.valueOf(key), value));
    made.put(GENERATION, generation);
    String transition = text(now);
    if (before.get(CONDITIONS) instanceof List<?> conditions) {
      for (Object condition : conditions) {
        if (condition instanceof Map<?, ?> old
            && Objects.equals(old.get("type"), fields.get("type"))
            && Objects.equals(old.get("status"), fields.get("status"))
            && old.get(TRANSITION) instanceof String time) {
          transition = time;
        }
      }
    }
    made.put(TRANSITION, transition);
    return made;
  }

  /** A time; empty if there is none that can be read. */
  static Optional<Instant> time(Map<?, ?> fields, String key) {
    try {
      return fields.get(key) instanceof String text
          ? Optional.of(Instant.parse(text))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty(); // somebody else wrote it
    }
  }
}
