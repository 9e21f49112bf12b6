package dev.leasehold.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Where a text has aliases. In the tree an alias is the node of its anchor, so what stands at the
 * alias' own place is known only from the events. All offsets count code points.
 */
public final class Aliases {
  private final List<Alias> all = new ArrayList<>();
  private final Map<String, Anchored> anchored = new HashMap<>(4);
  private final Deque<Anchored> open = new ArrayDeque<>(4);
  private int depth;

  /** From where to where values are read elsewhere, once somebody asked. */
  private @Nullable NavigableMap<Integer, Integer> read;

  /** {@code *name} and what it stands for. */
  public record Alias(String name, int start, int end, int line, int column, Anchored target) {}

  /** A value with an anchor. */
  public static final class Anchored {
    private final int depth;
    private final int from;
    private int to;

    private Anchored(int depth, int from, int to) {
      this.depth = depth;
      this.from = from;
      this.to = to;
    }

    private boolean holds(int offset) {
      return from <= offset && (offset < to || offset == from);
    }
  }

  /** Takes the next event of the text. */
  void see(Event event) {
    switch (event.getEventId()) {
      case Alias -> see((AliasEvent) event);
      case Scalar -> {
        if (((ScalarEvent) event).getAnchor().isPresent()) {
          open((NodeEvent) event, end(event));
        }
      }
      case MappingStart, SequenceStart -> {
        depth++;
        if (((CollectionStartEvent) event).getAnchor().isPresent()) {
          open.push(open((NodeEvent) event, Integer.MAX_VALUE));
        }
      }
      case MappingEnd, SequenceEnd -> {
        if (!open.isEmpty() && open.getFirst().depth == depth) {
          open.pop().to = end(event);
        }
        depth--;
      }
      default -> {}
    }
  }

  private void see(AliasEvent event) {
    String name = event.getAlias().getValue();
    Anchored target = anchored.get(name);
    if (target != null) { // else the composer refuses the text
      Mark mark = event.getStartMark().orElseThrow();
      all.add(
          new Alias(name, mark.getIndex(), end(event), mark.getLine(), mark.getColumn(), target));
    }
  }

  private Anchored open(NodeEvent event, int to) {
    int from = event.getStartMark().orElseThrow().getIndex();
    Anchored target = new Anchored(depth, from, to);
    anchored.put(event.getAnchor().orElseThrow().getValue(), target);
    return target;
  }

  /**
   * The alias as which each child of that value is written, keys and values in turn; null for one
   * that is written there itself.
   */
  public @Nullable Alias[] of(CollectionNode<?> parent) {
    if (all.isEmpty()) {
      return new Alias[2 * parent.getValue().size()];
    }
    List<Node> children = children(parent);
    @Nullable Alias[] found = new Alias[children.size()];
    int from = start(parent);
    int to = parent.getEndMark().orElseThrow().getIndex();
    int at = from;
    for (int i = 0; i < found.length; i++) {
      Node child = children.get(i);
      int start = start(child);
      boolean isKey = parent instanceof MappingNode && i % 2 == 0;
      if (isKey && child.getAnchor().isEmpty() && (start < from || start >= to)) {
        i++; // brought by a merge key, with its value
      } else if (child.getAnchor().isPresent() && (start < at || child.equals(parent))) {
        Alias alias = next(at);
        found[i] = alias;
        at = alias.end;
      } else {
        at = Math.max(at, child.getEndMark().orElseThrow().getIndex());
      }
    }
    return found;
  }

  /** Where the last alias before that offset ends; 0 where there is none. */
  public int endBefore(int offset) {
    int end = 0;
    for (Alias alias : all) {
      end = alias.end <= offset ? alias.end : end;
    }
    return end;
  }

  /** An alias elsewhere that stands for a value around that offset, or one inside of itself. */
  public @Nullable Alias reading(int offset) {
    if (all.isEmpty() || !mayBeRead(offset)) {
      return null;
    }
    for (Alias alias : all) {
      if (alias.target.holds(offset)) {
        return alias;
      }
    }
    return null;
  }

  /** Whether an alias stands for some value around that offset: most edits are far from all. */
  private boolean mayBeRead(int offset) {
    NavigableMap<Integer, Integer> spans = read;
    if (spans == null) {
      spans = new TreeMap<>();
      for (Alias alias : all) {
        spans.merge(alias.target.from, Math.max(alias.target.from + 1, alias.target.to), Math::max);
      }
      int end = -1;
      for (Map.Entry<Integer, Integer> span : spans.entrySet()) {
        end = Math.max(end, span.getValue()); // of all that begin before it too
        span.setValue(end);
      }
      read = spans;
    }
    Map.Entry<Integer, Integer> before = spans.floorEntry(offset);
    return before != null && offset < before.getValue();
  }

  /** An alias behind that span which stands for a value in it. */
  public @Nullable Alias readingFrom(int start, int end) {
    for (Alias alias : all) {
      if (start <= alias.target.from && alias.target.from < end && alias.start >= end) {
        return alias;
      }
    }
    return null;
  }

  /** The first alias at or behind that offset. */
  private Alias next(int offset) {
    int low = 0;
    int high = all.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).start < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return all.get(low);
  }

  private static List<Node> children(CollectionNode<?> parent) {
    List<Node> children = new ArrayList<>(2 * parent.getValue().size());
    for (Object child : parent.getValue()) {
      if (child instanceof NodeTuple tuple) {
        children.add(tuple.getKeyNode());
        children.add(tuple.getValueNode());
      } else {
        children.add((Node) child);
      }
    }
    return children;
  }

  private static int start(Node node) {
    return node.getStartMark().orElseThrow().getIndex();
  }

  private static int end(Event event) {
    return event.getEndMark().orElseThrow().getIndex();
  }
}
