package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Comments by topic. A topic is the first line of a comment, hidden as a comment of HTML. Only
 * comments that our own user wrote count: anyone may copy the line.
 */
final class Comments {
  /**
   * A comment.
   *
   * @param author what identifies its user at the forge
   */
  record Comment(long id, String author, String body) {}

  /** The calls of one product. */
  interface Calls {
    /** What identifies our user, spelled as in {@link Comment#author}. */
    ForgeAnswer<String> whoAmI();

    /** All comments of people and programs, oldest first. */
    ForgeAnswer<List<Comment>> list(PullRequest request);

    ForgeAnswer<PullRequest> add(PullRequest request, String body);

    ForgeAnswer<PullRequest> edit(PullRequest request, long id, String body);

    /** A comment that does not exist is deleted already. */
    ForgeAnswer<PullRequest> delete(PullRequest request, long id);
  }

  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final Calls calls;

  Comments(Calls calls) {
    this.calls = calls;
  }

  ForgeAnswer<PullRequest> ensure(PullRequest request, String topic, String text) {
    String body = Comments.body(topic, text);
    return ours(request, topic)
        .then(ours -> {
          if (ours.isEmpty()) {
            return calls.add(request, body);
          }
          ForgeAnswer<PullRequest> one = keep(request, ours.getFirst(), body);
          return one.then(_ -> delete(request, ours.subList(1, ours.size())));
        });
  }

  ForgeAnswer<PullRequest> remove(PullRequest request, String topic) {
    return ours(request, topic).then(ours -> delete(request, ours));
  }

  private ForgeAnswer<PullRequest> keep(PullRequest request, Comment comment, String body) {
    return plain(comment.body()).equals(plain(body))
        ? new Done<>(request)
        : calls.edit(request, comment.id(), body);
  }

  private ForgeAnswer<PullRequest> delete(PullRequest request, List<Comment> comments) {
    ForgeAnswer<PullRequest> answer = new Done<>(request);
    for (Comment comment : comments) {
      answer = answer.then(_ -> calls.delete(request, comment.id()));
    }
    return answer;
  }

  private ForgeAnswer<List<Comment>> ours(PullRequest request, String topic) {
    String marker = marker(topic);
    return calls
        .list(request)
        .map(all -> all.stream().filter(c -> c.body().startsWith(marker)).toList())
        .then(marked ->
            marked.isEmpty()
                ? new Done<>(marked)
                : calls
                    .whoAmI()
                    .map(us -> marked.stream().filter(c -> c.author().equals(us)).toList()));
  }

  private static String body(String topic, String text) {
    return new RequestText("", marker(topic) + "\n" + text).body();
  }

  private static String marker(String topic) {
    if (!TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException("not a topic: " + topic);
    }
    return "<!-- leasehold:" + topic + " -->";
  }

  /** Forges may change line breaks and the end of a text. */
  private static String plain(String body) {
    return body.replace("\r\n", "\n").strip();
  }
}
