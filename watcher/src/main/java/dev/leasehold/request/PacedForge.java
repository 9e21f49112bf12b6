package dev.leasehold.request;

import dev.leasehold.forge.Forge;
import dev.leasehold.forge.ForgeAnswer;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.PullRequest;
import dev.leasehold.forge.RequestText;
import dev.leasehold.git.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A forge that gets at least a second between calls that change something, as GitHub asks for
 * ("Best practices for using the REST API": pause between mutative requests).
 */
public final class PacedForge implements Forge {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Forge forge;
  private final InstantSource clock;
  private final Pause pause;
  private Instant changed = Instant.MIN; // when the last such call ended

  /** Paces the calls of a forge, which is closed with this. */
  public PacedForge(Forge forge, InstantSource clock, Pause pause) {
    this.forge = forge;
    this.clock = clock;
    this.pause = pause;
  }

  private <T> ForgeAnswer<T> paced(Supplier<ForgeAnswer<T>> call) {
    Duration since =
        changed.equals(Instant.MIN) ? INTERVAL : Duration.between(changed, clock.instant());
    try {
      if (since.compareTo(INTERVAL) < 0) {
        // The clock may have been set back.
        pause.pause(since.isNegative() ? INTERVAL : INTERVAL.minus(since));
      }
      return call.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unavailable<>("interrupted before a call of the forge", Optional.empty());
    } finally {
      changed = clock.instant();
    }
  }

  @Override
  public ForgeAnswer<Optional<PullRequest>> newest(String branch, String base) {
    return forge.newest(branch, base);
  }

  @Override
  public ForgeAnswer<PullRequest> read(PullRequest request) {
    return forge.read(request);
  }

  @Override
  public ForgeAnswer<PullRequest> open(String branch, String base, RequestText text) {
    return paced(() -> forge.open(branch, base, text));
  }

  @Override
  public ForgeAnswer<PullRequest> update(PullRequest request, RequestText text) {
    return paced(() -> forge.update(request, text));
  }

  @Override
  public ForgeAnswer<PullRequest> addLabels(PullRequest request, Set<String> labels) {
    return paced(() -> forge.addLabels(request, labels));
  }

  @Override
  public ForgeAnswer<PullRequest> requestReview(PullRequest request, List<String> reviewers) {
    return paced(() -> forge.requestReview(request, reviewers));
  }

  @Override
  public ForgeAnswer<PullRequest> mergeWhenReady(PullRequest request, String commit) {
    return paced(() -> forge.mergeWhenReady(request, commit));
  }

  @Override
  public ForgeAnswer<PullRequest> comment(PullRequest request, String topic, String text) {
    return paced(() -> forge.comment(request, topic, text));
  }

  @Override
  public ForgeAnswer<PullRequest> removeComment(PullRequest request, String topic) {
    return paced(() -> forge.removeComment(request, topic));
  }

  @Override
  public ForgeAnswer<PullRequest> close(PullRequest request) {
    return paced(() -> forge.close(request));
  }

  @Override
  public ForgeAnswer<PullRequest> reopen(PullRequest request) {
    return paced(() -> forge.reopen(request));
  }

  @Override
  public void close() {
    forge.close();
  }
}
