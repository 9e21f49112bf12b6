package dev.leasehold.edit;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a document says beside the field that was edited. */
final class EditedTrees {
  private EditedTrees() {}

  /** Every key and value but the one at {@code path} and the empty mappings that lead to it. */
  static String without(Field field, List<String> path) {
    List<String> parts = new ArrayList<>();
    for (String key : field.keys()) {
      Optional<Field> value = field.findNullable(key);
      if (!key.equals(path.getFirst())) {
        parts.add(key + "=" + Trees.shape(value.orElseThrow().node()));
      } else if (path.size() > 1 && value.orElseThrow().isMapping()) {
        String below = without(value.get(), path.subList(1, path.size()));
        if (!below.isEmpty()) {
          parts.add(key + "=(" + below + ")");
        }
      }
    }
    return String.join(", ", parts);
  }

  /**
   * The parser takes a line after an empty block scalar for its first one when a line of blanks is
   * between, and complains of their number.
   */
  static boolean isMiscounted(Document document) {
    try {
      document.root();
      return false;
    } catch (FieldException e) {
      return e.finding().message().contains("has more spaces than the text");
    }
  }
}
