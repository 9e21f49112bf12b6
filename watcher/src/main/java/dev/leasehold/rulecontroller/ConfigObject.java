package dev.leasehold.rulecontroller;

import dev.leasehold.kube.ClusterObject;
import dev.leasehold.net.RoutingTable;
import dev.leasehold.servicerules.RuleKey;
import dev.leasehold.servicerules.WantedConfig;
import java.util.Map;

/**
 * What is kept of an IPRuleConfig.
 *
 * @param resourceVersion the version of the object; opaque
 * @param isBeingDeleted whether it is deleted and waits for a finalizer
 * @param owner the labels that say whose it is
 * @param rule the annotation with the IPRule; empty if it has none
 * @param service the annotation with the Service; empty if it has none
 */
record ConfigObject(
    String name,
    String resourceVersion,
    boolean isBeingDeleted,
    Owner owner,
    Spec spec,
    String rule,
    String service) {
  static final String RULE = "leasehold.dev/ip-rule";
  static final String SERVICE = "leasehold.dev/service";

  /** The fields of the spec, as text; empty if missing. */
  record Spec(String serviceIp, String table, String vrf, String priority, String state) {
    static final String PRESENT = "present";
    static final String ABSENT = "absent";

    /** The spec of a wanted config. */
    static Spec of(RuleKey key) {
      return new Spec(
          key.source().toString(),
          key.table() instanceof RoutingTable.Numbered(long number) ? Long.toString(number) : "",
          key.table() instanceof RoutingTable.OfVrf(String name) ? name : "",
          key.priority().isPresent() ? Long.toString(key.priority().getAsLong()) : "",
          PRESENT);
    }
  }

  static ConfigObject of(ClusterObject object) {
    Map<String, String> annotations = object.annotations();
    return new ConfigObject(
        object.name(),
        object.resourceVersion(),
        object.isBeingDeleted(),
        Owner.of(object.labels()),
        new Spec(
            object.text("spec", "serviceIP"),
            object.text("spec", "table").intern(),
            object.text("spec", "vrf").intern(),
            object.text("spec", "priority").intern(),
            object.text("spec", "state").intern()),
        annotations.getOrDefault(RULE, "").intern(),
        annotations.getOrDefault(SERVICE, ""));
  }

  boolean isAbsent() {
    return spec.state().equals(Spec.ABSENT);
  }

  /** Whether nothing has to be written. */
  boolean is(WantedConfig wanted) {
    return spec.equals(Spec.of(wanted.key()))
        && rule.equals(wanted.rule().name())
        && service.equals(wanted.service());
  }
}
