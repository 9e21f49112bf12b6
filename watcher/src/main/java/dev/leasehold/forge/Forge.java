package dev.leasehold.forge;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pull requests of one repository. Each call is one to a few HTTP calls, with a deadline, and
 * may be repeated after a failure. One thread at a time.
 */
public interface Forge extends AutoCloseable {
  /** The products. The spellings are those of {@code pullRequest.forge}. */
  enum Product {
    GITHUB("GitHub"),
    GITLAB("GitLab"),
    GITEA("Gitea");

    private final String spelling;

    Product(String spelling) {
      this.spelling = spelling;
    }

    public String spelling() {
      return spelling;
    }
  }

  /**
   * The open request from one branch of the repository into another, else the newest in any state.
   * Requests from forks are not considered.
   */
  ForgeAnswer<Optional<PullRequest>> newest(String branch, String base);

  /** The request as it is now. Also one whose branch is deleted. */
  ForgeAnswer<PullRequest> read(PullRequest request);

  /**
   * Opens a request. If one from this branch is open already, it is returned unchanged, after a
   * lost reply to an earlier call.
   */
  ForgeAnswer<PullRequest> open(String branch, String base, RequestText text);

  /** Replaces title and body. */
  ForgeAnswer<PullRequest> update(PullRequest request, RequestText text);

  /**
   * Adds labels, and never removes one. GitHub and GitLab create a label that does not exist; for
   * Gitea it is reported as refused, and the others are added.
   */
  ForgeAnswer<PullRequest> addLabels(PullRequest request, Set<String> labels);

  /** Asks these users for a review, by user name, also those who were asked before. */
  ForgeAnswer<PullRequest> requestReview(PullRequest request, List<String> reviewers);

  /**
   * Has the forge merge the request when it permits a merge, or merges it now when nothing is
   * pending. Only while the request's branch is at this commit. Unavailable while a merge is not
   * possible, such as with conflicts: to be called again. Done does not say that it is merged.
   *
   * @param commit 40 hexadecimal digits
   */
  ForgeAnswer<PullRequest> mergeWhenReady(PullRequest request, String commit);

  /**
   * Makes a request have exactly one comment on a topic: adds it, or edits the existing one if its
   * text differs. The topic is hidden in the comment.
   *
   * @param topic letters, digits and '-'
   */
  ForgeAnswer<PullRequest> comment(PullRequest request, String topic, String text);

  /** Removes the comment on a topic, if there is one. */
  ForgeAnswer<PullRequest> removeComment(PullRequest request, String topic);

  /** Closes the request without merging it. */
  ForgeAnswer<PullRequest> close(PullRequest request);

  /** Opens a closed request again. Its branch must exist. */
  ForgeAnswer<PullRequest> reopen(PullRequest request);

  /** Closes the connections. */
  @Override
  void close();
}
