package dev.leasehold.forge;

import java.util.Optional;
import java.util.Set;

/**
 * A request as the forge reported it.
 *
 * @param number the number in its repository; GitLab: the iid
 * @param url the page for people
 * @param body the description; empty if there is none
 * @param base the branch that it is to be merged into, without {@code refs/heads/}
 * @param head the commit of its branch, 40 hexadecimal digits
 * @param mergeCommit the commit that the merge made on the base; empty if it is not merged, or the
 *     forge does not tell
 * @param conflicts whether an open request has conflicts with its base; empty while that is not
 *     known. GitHub does not tell it in a list: read the request
 */
public record PullRequest(
    long number,
    String url,
    State state,
    String title,
    String body,
    String base,
    String head,
    Set<String> labels,
    Optional<String> mergeCommit,
    Optional<Boolean> conflicts) {
  /** The state of a request. */
  public enum State {
    OPEN,
    /** Closed without a merge. */
    CLOSED,
    MERGED
  }

  public PullRequest {
    labels = Set.copyOf(labels);
  }

  /** The same with other labels. */
  PullRequest with(Set<String> others) {
    return new PullRequest(
        number, url, state, title, body, base, head, others, mergeCommit, conflicts);
  }
}
