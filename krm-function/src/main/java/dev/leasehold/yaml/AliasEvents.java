package dev.leasehold.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Finds the aliases among the engine's events. In its tree an alias is the node of its anchor, so
 * the place of the alias itself is known only from the events.
 */
final class AliasEvents {
  private final CodePoints offsets;
  private final List<Alias> all = new ArrayList<>();
  private final Map<String, Alias.Anchored> anchored = new HashMap<>(4);
  private final Deque<Open> open = new ArrayDeque<>(4);
  private int depth;

  /** A collection with an anchor that has not ended. */
  private record Open(int depth, Alias.Anchored value) {}

  AliasEvents(CodePoints offsets) {
    this.offsets = offsets;
  }

  /** Takes the next event of the text. */
  void see(Event event) {
    switch (event.getEventId()) {
      case Alias -> see((AliasEvent) event);
      case Scalar -> {
        if (((ScalarEvent) event).getAnchor().isPresent()) {
          anchored((NodeEvent) event, end(event));
        }
      }
      case MappingStart, SequenceStart -> {
        depth++;
        if (((CollectionStartEvent) event).getAnchor().isPresent()) {
          open.push(new Open(depth, anchored((NodeEvent) event, Integer.MAX_VALUE)));
        }
      }
      case MappingEnd, SequenceEnd -> {
        if (!open.isEmpty() && open.getFirst().depth == depth) {
          open.pop().value.endsAt(end(event));
        }
        depth--;
      }
      default -> {}
    }
  }

  /** The aliases of all events so far. */
  Aliases aliases() {
    return all.isEmpty() ? Aliases.NONE : new Aliases(all);
  }

  private void see(AliasEvent event) {
    String name = event.getAlias().getValue();
    Alias.Anchored value = anchored.get(name);
    if (value != null) { // else the composer refuses the text
      Mark mark = event.getStartMark().orElseThrow();
      Node.Span span =
          new Node.Span(
              offsets.toOffset(mark.getIndex()), end(event), mark.getLine(), mark.getColumn());
      all.add(new Alias(span, name, value));
    }
  }

  private Alias.Anchored anchored(NodeEvent event, int end) {
    int start = offsets.toOffset(event.getStartMark().orElseThrow().getIndex());
    Alias.Anchored value = new Alias.Anchored(start, end);
    anchored.put(event.getAnchor().orElseThrow().getValue(), value);
    return value;
  }

  private int end(Event event) {
    return offsets.toOffset(event.getEndMark().orElseThrow().getIndex());
  }
}
