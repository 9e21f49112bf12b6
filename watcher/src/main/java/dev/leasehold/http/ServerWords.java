package dev.leasehold.http;

import dev.leasehold.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words with which a server explains its status, for people: one line, bounded. */
public final class ServerWords {
  private static final int MOST_CHARACTERS = 400;

  /**
   * The members that hold words: {@code message} everywhere, {@code errors} at GitHub and Gitea,
   * {@code error} and {@code error_description} at GitLab.
   */
  private static final List<String> NAMES =
      List.of("message", "errors", "error", "error_description");

  private ServerWords() {}

  /** The words of a reply's body; empty if it has none, such as a page of HTML. */
  public static String of(String body) {
    Set<String> words = new LinkedHashSet<>();
    JsonValue.parse(body)
        .ifPresent(json -> {
          for (String name : NAMES) {
            collect(json.get(name).value(), words);
          }
        });
    return Printable.line(Printable.start(String.join("; ", words), MOST_CHARACTERS));
  }

  private static void collect(@Nullable Object value, Set<String> words) {
    switch (value) {
      case String text when !text.isBlank() -> words.add(text.strip());
      case List<?> list -> list.forEach(element -> collect(element, words));
      case Map<?, ?> map when map.get("message") instanceof String text -> collect(text, words);
      case Map<?, ?> map -> words.add(pairs(map));
      case null, default -> {}
    }
  }

  /** Such as {@code field head, code invalid} of GitHub, {@code title is too long} of GitLab. */
  private static String pairs(Map<?, ?> map) {
    List<String> pairs = new ArrayList<>();
    map.forEach((name, value) ->
        pairs.add(
            name
                + " "
                + (value instanceof List<?> list
                    ? String.join(", ", list.stream().map(String::valueOf).toList())
                    : value)));
    return String.join(", ", pairs);
  }
}
