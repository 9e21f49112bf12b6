package dev.leasehold.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.leasehold.proposal.RequestDraft;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the watcher wrote last to a request, hidden at the end of its body, so that it can tell what
 * people changed. The request itself is the only memory.
 *
 * @param key identifies the change
 * @param title the title
 * @param text a hash of the visible body
 * @param labels the labels that were added at any time
 * @param reviewers the users who were asked at any time
 * @param repeated whether a request for the same change was merged before
 * @param closed whether the watcher closed the request itself
 */
record RequestState(
    String key,
    String title,
    String text,
    Set<String> labels,
    Set<String> reviewers,
    boolean repeated,
    boolean closed) {
  private static final String BEGIN = "<!-- leasehold:";
  private static final String END = " -->";
  private static final int MOST_CHARACTERS = 8 << 10;

  RequestState {
    labels = Set.copyOf(labels);
    reviewers = Set.copyOf(reviewers);
  }

  /** The state of a new request, without labels and reviewers. */
  static RequestState of(RequestDraft draft, boolean repeated) {
    return new RequestState(
        draft.key(), draft.title(), hash(draft.body()), Set.of(), Set.of(), repeated, false);
  }

  /** The state in a body; empty if it has none, because people removed it or wrote the request. */
  static Optional<RequestState> in(String body) {
    int begin = body.lastIndexOf(BEGIN);
    int end = begin < 0 ? -1 : body.indexOf(END, begin);
    if (end < 0 || end - begin > MOST_CHARACTERS) {
      return Optional.empty();
    }
    try {
      byte[] json = Base64.getDecoder().decode(body.substring(begin + BEGIN.length(), end).strip());
      Map<String, Object> fields = JSON.std.mapFrom(json);
      return Optional.of(
          new RequestState(
              String.valueOf(fields.get("key")),
              String.valueOf(fields.get("title")),
              String.valueOf(fields.get("text")),
              texts(fields.get("labels")),
              texts(fields.get("reviewers")),
              Boolean.TRUE.equals(fields.get("repeated")),
              Boolean.TRUE.equals(fields.get("closed"))));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Set<String> texts(@Nullable Object list) {
    Set<String> texts = new TreeSet<>();
    if (list instanceof List<?> values) {
      values.forEach(value -> texts.add(String.valueOf(value)));
    }
    return texts;
  }

  /** The visible part of a body. */
  static String visible(String body) {
    int begin = body.lastIndexOf(BEGIN);
    return (begin < 0 ? body : body.substring(0, begin)).strip();
  }

  /** The body with this state. */
  String appendedTo(String visible) {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("key", key);
    fields.put("title", title);
    fields.put("text", text);
    fields.put("labels", List.copyOf(new TreeSet<>(labels)));
    fields.put("reviewers", List.copyOf(new TreeSet<>(reviewers)));
    fields.put("repeated", repeated);
    fields.put("closed", closed);
    try {
      String json = JSON.std.asString(fields);
      return visible.strip()
          + "\n\n"
          + BEGIN
          + Base64.getEncoder().encodeToString(json.getBytes(UTF_8))
          + END
          + "\n";
    } catch (IOException e) {
      throw new IllegalStateException(e); // nothing is read or written
    }
  }

  /** The same state with other labels and reviewers. */
  RequestState with(Collection<String> otherLabels, Collection<String> otherReviewers) {
    return new RequestState(
        key, title, text, Set.copyOf(otherLabels), Set.copyOf(otherReviewers), repeated, closed);
  }

  RequestState closedByUs() {
    return new RequestState(key, title, text, labels, reviewers, repeated, true);
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.strip().getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
