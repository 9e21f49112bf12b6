package dev.leasehold.krm;

import java.util.List;
import java.util.Optional;

/** The annotations in which an orchestrator gives the file of an item. */
final class ItemPath {
  /** The second is the older spelling. */
  static final List<String> ANNOTATIONS =
      List.of("internal.config.kubernetes.io/path", "config.kubernetes.io/path");

  /** The annotation in which kpt gives the package of the item; the path is relative to that. */
  private static final List<String> PACKAGE = List.of("internal.config.kubernetes.io/package-path");

  private ItemPath() {}

  /**
   * The path of the item that is this stretch; empty when it has none. Most items are never parsed,
   * so an annotation on a line of its own is read without a parse; where that is not clear, a parse
   * decides.
   */
  static String of(Input input, int from, int to) {
    return of(ANNOTATIONS, input, from, to);
  }

  /** The package of the item that is this stretch, an absolute path; empty when there is none. */
  static String packageOf(Input input, int from, int to) {
    return of(PACKAGE, input, from, to);
  }

  private static String of(List<String> keys, Input input, int from, int to) {
    for (String annotation : keys) {
      int at = input.indexOf(annotation, from, to);
      if (at >= 0) {
        int following = at + annotation.length();
        boolean ownLine = isBlank(input, Math.max(from, input.lineStart(at)), at);
        boolean once = input.indexOf(annotation, following, to) < 0;
        String value = input.text(following, input.lineEnd(following, to)).strip();
        String path = value.startsWith(": ") ? unquoted(value.substring(2)) : "";
        return ownLine && once && isPlain(path) ? path : parsed(keys, input.text(from, to));
      }
    }
    return "";
  }

  private static boolean isBlank(Input input, int from, int to) {
    for (int i = from; i < to; i++) {
      if (input.bytes()[i] != ' ') {
        return false;
      }
    }
    return true;
  }

  /** Without the quotes that kpt puts around it; the caller checks their content. */
  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.charAt(0) == '\'' || value.charAt(0) == '"')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Character.isLetterOrDigit(c) && "/._-".indexOf(c) < 0) {
        return false;
      }
    }
    return !value.isEmpty();
  }

  private static String parsed(List<String> keys, String item) {
    Optional<Field> annotations;
    try {
      annotations =
          Document.item("", item)
              .object()
              .flatMap(root -> root.find("metadata"))
              .flatMap(metadata -> metadata.find("annotations"));
    } catch (FieldException e) {
      return ""; // the caller that needs the item finds the same, and says so
    }
    for (String annotation : keys) {
      Optional<Field> path = annotations.flatMap(a -> a.find(annotation));
      if (path.isPresent()) {
        return path.get().text();
      }
    }
    return "";
  }
}
