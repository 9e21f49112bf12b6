package dev.leasehold.forge;

import dev.leasehold.http.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gitea says {@code mergeable: false} for a conflict and also while it checks for one, after each
 * push to either branch. A check takes seconds: what is false for the same two commits after a
 * while is a conflict.
 */
final class GiteaConflicts {
  private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);

  private final InstantSource clock;
  private @Nullable Suspicion suspicion;

  private record Suspicion(long number, String head, String base, Instant since) {
    boolean isAbout(Suspicion other) {
      return number == other.number && head.equals(other.head) && base.equals(other.base);
    }
  }

  GiteaConflicts(InstantSource clock) {
    this.clock = clock;
  }

  Optional<Boolean> of(JsonValue request) {
    Optional<Boolean> mergeable = request.get("mergeable").bool();
    if (mergeable.isEmpty()) {
      return Optional.empty();
    }
    if (mergeable.get()) {
      suspicion = null;
      return Optional.of(false);
    }
    Suspicion now =
        new Suspicion(
            Fields.number(request, "number"),
            request.get("head").get("sha").text().orElse(""),
            request.get("base").get("sha").text().orElse(""),
            clock.instant());
    Suspicion known = suspicion;
    if (known == null || !known.isAbout(now)) {
      suspicion = now;
      return Optional.empty();
    }
    return now.since().isBefore(known.since().plus(LONGEST_CHECK))
        ? Optional.empty()
        : Optional.of(true);
  }
}
