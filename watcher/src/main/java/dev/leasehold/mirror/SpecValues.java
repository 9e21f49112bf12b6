package dev.leasehold.mirror;

import dev.leasehold.krm.Field;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code spec} of a document as an API server takes it. The readers of documents take a number
 * or a flag in quotes too, and any value as a text; an API server takes only the type of the field.
 */
final class SpecValues {
  static final Set<String> NUMBERS =
      Set.of(
          "requestedPrefixLength",
          "code",
          "min",
          "max",
          "prefixLength",
          "drainPeriodMinutes",
          "drainPeriodSeconds",
          "maxPrefixHistory",
          "minStableMinutes",
          "minStableSeconds",
          "port",
          "minFree",
          "scaleDownDelayMinutes",
          "scaleDownDelaySeconds",
          "tolerationSeconds",
          "count");

  /** A number, or a text: {@code 4096}, {@code ::1000}. */
  static final Set<String> NUMBERS_OR_TEXTS = Set.of("offset", "index");

  static final Set<String> FLAGS =
      Set.of("rapidCommit", "enabled", "routerOs", "suspend", "excludePinned", "placeholder");

  private SpecValues() {}

  /**
   * The fields that are set. Numbers are {@link Long}s.
   *
   * @param spec of a document that a reader has accepted
   */
  static Map<String, Object> of(Field spec) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String key : spec.keys()) {
      spec.find(key).ifPresent(field -> values.put(key, value(key, field)));
    }
    return values;
  }

  private static Object value(String key, Field field) {
    if (field.isMapping()) {
      return of(field);
    }
    if (field.isList()) {
      List<Object> items = new ArrayList<>();
      field.items().forEach(item -> items.add(value(key, item)));
      return items;
    }
    if (FLAGS.contains(key)) {
      return field.bool();
    }
    boolean isNumber =
        NUMBERS.contains(key) || NUMBERS_OR_TEXTS.contains(key) && field.text().indexOf(':') < 0;
    if (isNumber) {
      BigInteger number = field.wholeNumber();
      if (number.bitLength() < Long.SIZE) {
        return number.longValueExact();
      }
    }
    return field.text();
  }
}
