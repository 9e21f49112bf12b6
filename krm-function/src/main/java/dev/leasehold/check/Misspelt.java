package dev.leasehold.check;

import dev.leasehold.crd.CrdFacts;
import dev.leasehold.krm.Field;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fields that are one typing error away from a field of the kind. An API server drops an unknown
 * field silently, or refuses the object; and rendering would write a second field beside it. Any
 * other unknown field may be of a newer version and is ignored.
 */
final class Misspelt {
  private static final List<String> ROOT =
      List.of("apiVersion", "kind", "metadata", "spec", "status");

  private Misspelt() {}

  static void check(CheckedObject subject) {
    check(subject, subject.root(), "");
  }

  private static void check(CheckedObject subject, Field mapping, String where) {
    List<String> known = known(subject.kind(), where);
    if (known.isEmpty() || !mapping.isMapping()) {
      return;
    }
    for (String key : mapping.keys()) {
      Optional<Field> value = mapping.findNullable(key);
      if (value.isEmpty()) {
        continue;
      }
      if (known.contains(key)) {
        String below = where.isEmpty() ? key : where + "." + key;
        if (value.get().isList()) {
          value.get().items().forEach(item -> check(subject, item, below + "[]"));
        } else {
          check(subject, value.get(), below);
        }
      } else if (where.isEmpty() && known(subject.kind(), "spec").contains(key)) {
        subject.wrong(value.get(), "is beside spec; indent it to make it a field of spec");
      } else {
        for (String name : known) {
          if (isOneSlip(key, name)) {
            subject.wrong(
                value.get(), "is not a field of " + subject.kind() + "; write '" + name + "'");
            break;
          }
        }
      }
    }
  }

  /** The fields of that mapping, of any version; empty where they are not checked. */
  private static List<String> known(String kind, String where) {
    return where.isEmpty() ? ROOT : CrdFacts.fields(kind, where);
  }

  /** One letter more, less or another, two exchanged, or capitals for small ones. */
  private static boolean isOneSlip(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int before = 0;
    while (before < Math.min(a.length(), b.length()) && a.charAt(before) == b.charAt(before)) {
      before++;
    }
    int restOfA = a.length() - before;
    int restOfB = b.length() - before;
    while (restOfA > 0
        && restOfB > 0
        && a.charAt(before + restOfA - 1) == b.charAt(before + restOfB - 1)) {
      restOfA--;
      restOfB--;
    }
    return restOfA <= 1 && restOfB <= 1
        || restOfA == 2
            && restOfB == 2
            && a.charAt(before) == b.charAt(before + 1)
            && a.charAt(before + 1) == b.charAt(before);
  }
}
