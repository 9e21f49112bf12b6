package dev.leasehold.migration;

import dev.leasehold.krm.Field;
import dev.leasehold.render.warnings.OtherProjects;
import java.util.List;
import java.util.Optional;

/** The rules of ip-rule-operator. Its IPRule is also the kind that Leasehold renders. */
final class Rules {
  private static final String RULE = "IPRule";

  private final Carried carried;

  Rules(Carried carried) {
    this.carried = carried;
  }

  void carry(Dump dump) {
    carried.each(dump.of(OtherProjects.RULES, RULE), this::carry);
    List<Field> made = dump.of(OtherProjects.RULES, "IPRuleConfig");
    made.forEach(carried::see);
    if (!made.isEmpty()) {
      carried.tell(
          made.getFirst(),
          "is left out, like all IPRuleConfigs ("
              + made.size()
              + "): their operator makes them of IPRules and Services");
    }
    for (Field agent : dump.of(OtherProjects.RULES, "Agent")) {
      carried.see(agent);
      carried.warn(
          agent,
          "is left out: it starts the operator's agents. Leasehold's own agent replaces them: add"
              + " the component ip-rule-agent (docs/ip-rules.md), stop the operator, and remove the"
              + " rules that its agents leave");
    }
  }

  private void carry(Field root, String name) {
    Optional<Field> spec = carried.spec(root);
    if (spec.isEmpty()) {
      return;
    }
    carried.warnOfOthers(spec.get(), "cidr", "table", "vrf", "priority");
    Text text = Text.delivered(OtherProjects.RULES + "v1alpha1", RULE, name);
    for (String key : List.of("cidr", "table", "vrf", "priority")) {
      spec.get().find(key).ifPresent(field -> text.copy(1, key, field));
    }
    spec.get()
        .find("table")
        .filter(table -> table.text().equals("0"))
        .ifPresent(
            table -> carried.warn(table, "is 0, which the agents ignore; name a table from 1 on"));
    if (spec.get().find("priority").isEmpty()) {
      carried.warn(
          spec.get(),
          "has no priority: the kernel then places each new rule before all others; set one, such as"
              + " 1000");
    }
    carried.add("manifests/iprule-" + name + ".yaml", text);
  }
}
