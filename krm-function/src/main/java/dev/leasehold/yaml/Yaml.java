package dev.leasehold.yaml;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The one place where YAML is parsed: node trees with their offsets in the text, within bounds. */
public final class Yaml {
  /**
   * Deeper than any Kubernetes object; the composer recurses, so a stranger must not choose this.
   */
  private static final int MAX_DEPTH = 100;

  /** Loaded by the first text that is not plain. */
  private static final class Engine {
    /** The engine's own, which most documents fit in. */
    private static final int LEAST_BUFFER = 1_024;

    private static final LoadSettings SETTINGS = settings(LEAST_BUFFER);

    private static LoadSettings settings(int bufferSize) {
      return LoadSettings.builder()
          .setSchema(new CoreSchema()) // ~ is null, as every reader of Kubernetes has it
          .setUseMarks(true)
          .setMaxAliasesForCollections(50)
          .setCodePointLimit(Integer.MAX_VALUE)
          .setBufferSize(bufferSize)
          .build();
    }

    /**
     * With all of the text in the buffer: the engine copies what it has of a scalar whenever it
     * reads another buffer, which takes a square of time for a long one.
     */
    static Composer composer(String text, Aliases aliases) {
      LoadSettings settings = text.length() < LEAST_BUFFER ? SETTINGS : settings(text.length() + 1);
      Parser events = new ParserImpl(settings, new StreamReader(settings, text));
      return new Composer(settings, new Bounded(events, aliases));
    }
  }

  private Yaml() {}

  /**
   * The tree of the one document in {@code text}; empty when there is none. Node marks count code
   * points from the start of {@code text}.
   *
   * @throws Unreadable when it is not YAML, not one document, or nested too deep
   */
  public static Optional<Node> compose(String text) {
    return compose(text, new Aliases());
  }

  /** As {@link #compose(String)}, and tells where the aliases stand. */
  public static Optional<Node> compose(String text, Aliases aliases) {
    Optional<Node> plain = PlainYaml.read(text);
    return plain.isPresent() ? plain : composeByEngine(text, aliases);
  }

  /** As {@link #compose(String, Aliases)}, whether the text is plain or not. */
  static Optional<Node> composeByEngine(String text, Aliases aliases) {
    try {
      return Engine.composer(text, aliases).getSingleNode();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new Unreadable(line, Problems.plain(nonNull(e.getContext()), nonNull(e.getProblem())));
    } catch (YamlEngineException e) {
      throw new Unreadable(0, Problems.plain("", nonNull(e.getMessage())));
    } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
      throw new Unreadable(0, Problems.plain("", "")); // of a broken tag or directive
    }
  }

  private static String nonNull(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** Text that is not YAML, or more than we take. */
  public static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;

    Unreadable(int line, String message) {
      super(message);
      this.line = line;
    }

    /** Line of the text, from 1; 0 when unknown. */
    public int line() {
      return line;
    }
  }

  /** Counts how deep the events are nested. */
  private static final class Bounded implements Parser {
    private final Parser events;
    private final Aliases aliases;
    private int depth;

    Bounded(Parser events, Aliases aliases) {
      this.events = events;
      this.aliases = aliases;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return events.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return events.peekEvent();
    }

    @Override
    public Event next() {
      Event event = events.next();
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> {
          if (++depth > MAX_DEPTH) {
            throw new YamlEngineException("nested deeper than " + MAX_DEPTH + " levels");
          }
        }
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      aliases.see(event);
      return event;
    }

    @Override
    public boolean hasNext() {
      return events.hasNext();
    }
  }
}
