package dev.leasehold.iprule;

import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.RoutingTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The meaning of an IPRuleConfig object. */
sealed interface RuleConfig {
  /**
   * A rule has to exist.
   *
   * @param priority from 1 to {@link #LARGEST_PRIORITY}
   */
  record Present(Address source, RoutingTable table, long priority) implements RuleConfig {}

  /** The rule has to go, and the object after it. */
  record Absent() implements RuleConfig {}

  /** The path of all objects at an API server. */
  String PATH = "/apis/api.operator.brtrm.dev/v1alpha1/ipruleconfigs";

  /** For an object without priority: the same on every node and after every restart. */
  long DEFAULT_PRIORITY = 1_000;

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
      case "present" -> present(spec);
      case "absent" -> new Absent();
      default ->
          throw new IllegalArgumentException(
              "spec.state: '" + state + "' is neither present nor absent");
    };
  }

  private static Present present(Map<String, Object> spec) {
    if (!(spec.get("serviceIP") instanceof String text)) {
      throw new IllegalArgumentException("spec.serviceIP is missing");
    }
    Address source;
    try {
      source = Address.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException("spec.serviceIP: " + e.getMessage(), e);
    }
    RoutingTable table = table(spec);
    long priority = number(spec, "priority", 0);
    if (priority < 0 || priority > LARGEST_PRIORITY) {
      throw new IllegalArgumentException(
          "spec.priority: " + priority + " is not from 1 to " + LARGEST_PRIORITY);
    }
    // 0 is how a controller in Go writes none.
    return new Present(source, table, priority == 0 ? DEFAULT_PRIORITY : priority);
  }

  private static RoutingTable table(Map<String, Object> spec) {
    if (spec.containsKey("vrf") && spec.containsKey("table")) {
      throw new IllegalArgumentException("spec.table and spec.vrf cannot be combined; keep one");
    }
    if (!spec.containsKey("vrf") && !spec.containsKey("table")) {
      throw new IllegalArgumentException("spec.table is missing; write it, or spec.vrf");
    }
    long number = number(spec, "table", 0);
    try {
      return spec.containsKey("vrf")
          ? new RoutingTable.OfVrf(vrf(spec.get("vrf")))
          : new RoutingTable.Numbered(number);
    } catch (IllegalArgumentException e) {
      String field = spec.containsKey("vrf") ? "spec.vrf: " : "spec.table: ";
      throw new IllegalArgumentException(field + e.getMessage(), e);
    }
  }

  private static String vrf(@Nullable Object value) {
    if (value instanceof String name) {
      return name;
    }
    throw new IllegalArgumentException("'" + value + "' is not text");
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
