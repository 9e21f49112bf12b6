package dev.leasehold.config;

import dev.leasehold.git.GitTarget;
import dev.leasehold.watch.ReviewRules;
import java.util.List;
import java.util.Optional;

/**
 * A target: a folder on a branch, and how it is changed.
 *
 * @param pullRequest empty: everything is pushed, and an intent with {@code review: Always} stalls
 * @param receivers the names of receivers that are told of each new commit
 */
public record TargetConfig(
    GitTarget git,
    ReviewRules rules,
    Optional<PullRequestConfig> pullRequest,
    List<String> receivers) {
  public TargetConfig {
    receivers = List.copyOf(receivers);
  }

  public String name() {
    return git.name();
  }
}
