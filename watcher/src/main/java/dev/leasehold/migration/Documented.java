package dev.leasehold.migration;

import dev.leasehold.api.Kinds;
import dev.leasehold.krm.Field;
import java.util.List;

/**
 * A DynamicPrefix and its binding as the documents of dynamic-prefix-operator describe them, of the
 * group {@code network.reith.cloud}. Leasehold reads them unchanged; only what a cluster added is
 * left out.
 */
final class Documented {
  private final Carried carried;

  Documented(Carried carried) {
    this.carried = carried;
  }

  void carry(Dump dump) {
    for (String kind : List.of(Kinds.DYNAMIC_PREFIX, Kinds.DYNAMIC_PREFIX_BINDING)) {
      carried.each(dump.of(Kinds.FIRST_GROUP, kind), (root, name) -> carry(root, kind, name));
    }
  }

  private void carry(Field root, String kind, String name) {
    boolean isPrefix = kind.equals(Kinds.DYNAMIC_PREFIX);
    carried
        .spec(root)
        .ifPresent(spec -> {
          Text text = Text.local(kind, name);
          spec.fields().forEach(field -> text.copy(1, field.key().orElse(""), field));
          carried.add(isPrefix ? "intent/" + name + ".yaml" : "intent/bindings.yaml", text);
        });
  }
}
