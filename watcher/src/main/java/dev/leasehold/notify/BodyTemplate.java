package dev.leasehold.notify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.leasehold.text.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of a webhook, with the placeholders {@code {event}}, {@code {target}}, {@code {subject}}
 * and {@code {text}}. In a JSON object or array, values are escaped as parts of JSON strings; in
 * any other text each value is one line.
 */
public final class BodyTemplate {
  /** The longest value; chats and push services cut longer texts. */
  static final int MOST_CHARACTERS = 1000;

  private static final List<String> NAMES = List.of("event", "target", "subject", "text");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)}");
  private static final JsonFactory JSON = new JsonFactory();

  /** One line: what happened to what. */
  public static final BodyTemplate DEFAULT = parse("{event} {subject}: {text}");

  private final String template;
  private final boolean json;

  private BodyTemplate(String template, boolean json) {
    this.template = template;
    this.json = json;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if a placeholder is unknown, or a body that begins as a JSON
   *     object is not JSON
   */
  public static BodyTemplate parse(String template) {
    Matcher placeholder = PLACEHOLDER.matcher(template);
    while (placeholder.find()) {
      if (!NAMES.contains(placeholder.group(1))) {
        throw new IllegalArgumentException(
            "'"
                + placeholder.group()
                + "' is not a placeholder; valid ones are {event}, {target}, {subject} and {text}");
      }
    }
    String start = template.strip();
    boolean isObject = start.startsWith("{") && !PLACEHOLDER.matcher(start).lookingAt();
    boolean isJson = false;
    if (isObject || start.startsWith("[")) {
      String problem = problem(PLACEHOLDER.matcher(template).replaceAll("x"));
      if (isObject && !problem.isEmpty()) {
        throw new IllegalArgumentException(
            "begins as JSON, but is not: " + problem + "; write placeholders inside quotes");
      }
      isJson = problem.isEmpty(); // "[{event}] {text}" is a text
    }
    return new BodyTemplate(template, isJson);
  }

  private static String problem(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      while (parser.nextToken() != null) {
        parser.finishToken();
      }
      return "";
    } catch (JsonProcessingException e) {
      return e.getOriginalMessage();
    } catch (IOException e) {
      throw new IllegalStateException("a string can be read", e);
    }
  }

  String contentType() {
    return json ? "application/json" : "text/plain; charset=utf-8";
  }

  /** The body for an event. */
  String fill(Message.Happened message) {
    Map<String, String> values =
        Map.of(
            "event", message.kind().spelling(),
            "target", message.target(),
            "subject", message.subject().isEmpty() ? message.target() : message.subject(),
            "text", message.text());
    UnaryOperator<String> escape = json ? BodyTemplate::quoted : Printable::line;
    return PLACEHOLDER
        .matcher(template)
        .replaceAll((MatchResult found) ->
            Matcher.quoteReplacement(
                escape.apply(
                    Printable.start(String.valueOf(values.get(found.group(1))), MOST_CHARACTERS))));
  }

  private static String quoted(String value) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(value));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BodyTemplate body && body.template.equals(template);
  }

  @Override
  public int hashCode() {
    return template.hashCode();
  }

  @Override
  public String toString() {
    return template;
  }
}
