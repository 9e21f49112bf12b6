package dev.leasehold.request;

import java.util.List;
import java.util.Set;

/**
 * The settings of {@code pullRequest}.
 *
 * @param base the branch to merge into
 * @param labels added once; a label that a person removed stays removed
 * @param reviewers user names, asked when the request is opened
 * @param autoMerge whether the forge merges the request when its checks permit
 */
public record RequestSettings(
    String base, Set<String> labels, List<String> reviewers, boolean autoMerge) {
  public RequestSettings {
    labels = Set.copyOf(labels);
    reviewers = List.copyOf(reviewers);
  }
}
