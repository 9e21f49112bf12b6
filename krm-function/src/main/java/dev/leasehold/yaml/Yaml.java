package dev.leasehold.yaml;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
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
  static final class Engine {
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
    static Composer composer(String text, AliasEvents aliases) {
      LoadSettings settings = text.length() < LEAST_BUFFER ? SETTINGS : settings(text.length() + 1);
      Parser events = new ParserImpl(settings, new StreamReader(settings, text));
      return new Composer(settings, new Bounded(events, aliases));
    }
  }

  private Yaml() {}

  /**
   * What a text holds.
   *
   * @param aliases where its tree has values that are written elsewhere
   */
  public record Tree(Node root, Aliases aliases) {}

  /**
   * The tree of the one document in {@code text}; empty when there is none.
   *
   * @throws Unreadable when it is not YAML, not one document, or nested too deep
   */
  public static Optional<Tree> compose(String text) {
    Optional<Node> plain = PlainYaml.read(text);
    return plain.isPresent()
        ? Optional.of(new Tree(plain.get(), Aliases.NONE))
        : composeByEngine(text);
  }

  /** As {@link #compose}, whether the text is plain or not. */
  static Optional<Tree> composeByEngine(String text) {
    CodePoints offsets = new CodePoints(text);
    AliasEvents events = new AliasEvents(offsets);
    try {
      Optional<org.snakeyaml.engine.v2.nodes.Node> top =
          Engine.composer(text, events).getSingleNode();
      Aliases aliases = events.aliases();
      return top.map(node -> new Tree(new EngineTree(offsets, aliases).of(node), aliases));
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
    private final AliasEvents aliases;
    private int depth;

    Bounded(Parser events, AliasEvents aliases) {
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
