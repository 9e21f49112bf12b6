package dev.leasehold.request;

import dev.leasehold.forge.Forge;
import dev.leasehold.forge.ForgeAnswer;
import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.PullRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The comments on the newest request. What this process has written or removed costs no further
 * call, so that a comment that a person deletes is not written again.
 */
final class RequestComments {
  /** What a comment is about. A request has at most one comment on each. */
  enum Topic {
    /** The branch has commits of others. */
    EDITED("edited"),
    /** The request is no longer needed. */
    ENDED("ended");

    private final String spelling;

    Topic(String spelling) {
      this.spelling = spelling;
    }
  }

  private final Forge forge;
  private final Map<Topic, Optional<String>> known = new EnumMap<>(Topic.class);
  private long number;

  RequestComments(Forge forge) {
    this.forge = forge;
  }

  /** Makes the request have exactly this comment on the topic. */
  ForgeAnswer<PullRequest> ensure(PullRequest request, Topic topic, String text) {
    if (isKnown(request, topic, Optional.of(text))) {
      return new Done<>(request);
    }
    return forge
        .comment(request, topic.spelling, text)
        .map(done -> known(done, topic, Optional.of(text)));
  }

  /** Makes the request have no comment on the topic. */
  ForgeAnswer<PullRequest> remove(PullRequest request, Topic topic) {
    return isKnown(request, topic, Optional.empty())
        ? new Done<>(request)
        : forge
            .removeComment(request, topic.spelling)
            .map(done -> known(done, topic, Optional.empty()));
  }

  /** The request was opened by this process and has no comments. */
  void opened(PullRequest request) {
    for (Topic topic : Topic.values()) {
      known(request, topic, Optional.empty());
    }
  }

  private boolean isKnown(PullRequest request, Topic topic, Optional<String> text) {
    return number == request.number() && text.equals(known.get(topic));
  }

  private PullRequest known(PullRequest request, Topic topic, Optional<String> text) {
    if (number != request.number()) {
      known.clear();
      number = request.number();
    }
    known.put(topic, text);
    return request;
  }
}
