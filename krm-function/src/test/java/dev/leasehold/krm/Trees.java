package dev.leasehold.krm;

import dev.leasehold.yaml.Alias;
import dev.leasehold.yaml.Mapping;
import dev.leasehold.yaml.Node;
import dev.leasehold.yaml.Scalar;
import dev.leasehold.yaml.Sequence;
import dev.leasehold.yaml.Yaml;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What a tree says, whatever its spelling. */
public final class Trees {
  private Trees() {}

  /** Types, keys and values as one text; of a node that contains itself, only that it does. */
  public static String shape(Node node) {
    return shape(node, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** The same of a text that is one document. */
  public static String shape(String yaml) {
    return shape(Yaml.compose(yaml).orElseThrow().root());
  }

  private static String shape(Node node, Set<Node> above) {
    if (!above.add(node)) {
      return "itself";
    }
    List<String> parts = new ArrayList<>();
    switch (node) {
      case Mapping mapping -> {
        for (Mapping.Pair entry : mapping.entries()) {
          parts.add(shape(entry.key().value(), above) + ": " + shape(entry.value().value(), above));
        }
      }
      case Sequence list -> list.items().forEach(item -> parts.add(shape(item.value(), above)));
      case Scalar scalar -> parts.add(scalar.text());
      case Alias alias -> parts.add(shape(alias.value(), above));
    }
    above.remove(node);
    return node.type() + "(" + String.join(", ", parts) + ")";
  }
}
