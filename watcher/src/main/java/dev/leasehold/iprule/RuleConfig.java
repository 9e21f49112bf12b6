package dev.leasehold.iprule;

import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.netlink.SourceRule;
import java.util.Map;

/** The meaning of an IPRuleConfig object. */
sealed interface RuleConfig {
  /** A rule has to exist. */
  record Present(SourceRule rule) implements RuleConfig {}

  /** The rule has to go, and the object after it. */
  record Absent() implements RuleConfig {}

  /** The path of all objects at an API server. */
  String PATH = "/apis/api.operator.brtrm.dev/v1alpha1/ipruleconfigs";

  /** For an object without priority: the same on every node and after every restart. */
  long DEFAULT_PRIORITY = 1_000;

  long LARGEST_TABLE = 4_294_967_295L;

  /** A rule after that of the main table (32766) would hardly ever be reached. */
  long LARGEST_PRIORITY = 32_766;

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if it is not valid; the message begins with the field. An
   *     absent one always is: whatever it was about, nothing has to exist
   */
  static RuleConfig of(ApiObject object) {
    Map<String, Object> spec = object.spec();
    if (!(spec.get("state") instanceof String state)) {
      throw new IllegalArgumentException("spec.state is missing");
    }
    return switch (state) {
      case "present" -> new Present(rule(spec));
      case "absent" -> new Absent();
      default ->
          throw new IllegalArgumentException(
              "spec.state: '" + state + "' is neither present nor absent");
    };
  }

  private static SourceRule rule(Map<String, Object> spec) {
    if (!(spec.get("serviceIP") instanceof String text)) {
      throw new IllegalArgumentException("spec.serviceIP is missing");
    }
    Address source;
    try {
      source = Address.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException("spec.serviceIP: " + e.getMessage(), e);
    }
    long table = number(spec, "table", 0);
    if (table < 1 || table > LARGEST_TABLE) {
      throw new IllegalArgumentException(
          "spec.table: " + table + " is not from 1 to " + LARGEST_TABLE);
    }
    long priority = number(spec, "priority", 0);
    if (priority < 0 || priority > LARGEST_PRIORITY) {
      throw new IllegalArgumentException(
          "spec.priority: " + priority + " is not from 1 to " + LARGEST_PRIORITY);
    }
    // 0 is how a controller in Go writes none.
    return new SourceRule(source, table, priority == 0 ? DEFAULT_PRIORITY : priority);
  }

  private static long number(Map<String, Object> spec, String field, long otherwise) {
    return switch (spec.get(field)) {
      case null -> otherwise;
      case Long number -> number;
      case Object other ->
          throw new IllegalArgumentException(
              "spec." + field + ": '" + other + "' is not a number of that size");
    };
  }
}
