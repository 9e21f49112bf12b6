package dev.leasehold.migration;

import dev.leasehold.krm.Field;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The CIDR groups of k6u: {@code IP6UpdateConfig} and {@code IP6UpdateNodeConfig}. */
final class Groups {
  private static final String GROUP = "apps.fuwafuwatime.moe/";
  private static final int SUBNET = 64;
  private static final int MOST_IDS = 255;

  private final Carried carried;

  Groups(Carried carried) {
    this.carried = carried;
  }

  void carry(Dump dump) {
    Optional<String> networkInterface = networkInterface(dump);
    carried.each(
        dump.of(GROUP, "IP6UpdateConfig"),
        (root, name) -> {
          if (networkInterface.isEmpty()) {
            carried.warn(
                root,
                "is left out: no IP6UpdateNodeConfig with an interface is in the file; add them to"
                    + " the dump");
          } else {
            carry(root, name.replace('.', '-'), networkInterface.get());
          }
        });
  }

  /** The first in the file; empty if there is none. */
  private Optional<String> networkInterface(Dump dump) {
    String first = "";
    for (Field node : dump.of(GROUP, "IP6UpdateNodeConfig")) {
      carried.see(node);
      String name = ObjectKey.text(node, "spec", "interface");
      if (first.isEmpty()) {
        first = name;
      } else if (!name.isEmpty() && !name.equals(first)) {
        carried.warn(
            node,
            "has the interface "
                + name
                + "; the watcher runs on one machine, so the DynamicPrefix has the first one, "
                + first);
      }
    }
    return Optional.of(first).filter(name -> !name.isEmpty());
  }

  private void carry(Field root, String name, String networkInterface) {
    carried
        .spec(root)
        .ifPresent(spec -> {
          carried.warnOfOthers(spec, "delegatedPrefixLength", "ciliumCIDRGroups");
          carrySpec(spec, name, networkInterface);
        });
  }

  private void carrySpec(Field spec, String name, String networkInterface) {
    int length = spec.get("delegatedPrefixLength").integer(1, SUBNET);
    SortedSet<Integer> ids = new TreeSet<>();
    List<Text> bindings = new ArrayList<>();
    for (Field group : spec.get("ciliumCIDRGroups").items()) {
      carried.warnOfOthers(group, "ciliumCIDRGroupName", "prefixIds");
      String target = group.get("ciliumCIDRGroupName").text();
      for (Field item : group.get("prefixIds").items()) {
        int id = item.integer(0, MOST_IDS);
        if (id >= 1L << Math.min(SUBNET - length, 62)) {
          carried.warn(item, "is left out: a /" + length + " has no /64 number " + id);
          continue;
        }
        ids.add(id);
        bindings.add(binding(name, target, id));
      }
    }
    Text prefix = Text.local("DynamicPrefix", name);
    prefix.key(1, "acquisition").key(2, "dhcpv6").value(3, "interface", networkInterface);
    prefix.number(3, "requestedPrefixLength", length).key(1, "subnets");
    for (int id : ids) {
      prefix.item(2, "name", "prefix-" + id).number(3, "index", id);
      prefix.number(3, "prefixLength", SUBNET);
    }
    carried.warn(
        spec.get("delegatedPrefixLength"),
        "becomes a delegation that the watcher requests: k6u computes the other subnets from an"
            + " address of the interface, without knowing the delegation. Where the router holds it,"
            + " write acquisition.router in place of dhcpv6");
    String file = "intent/" + name + ".yaml";
    carried.add(file, prefix);
    bindings.forEach(binding -> carried.add(file, binding));
  }

  private static Text binding(String prefix, String target, int id) {
    String part = "prefix-" + id;
    Text text = Text.local("DynamicPrefixBinding", target + "-" + id);
    text.key(1, "prefixRef").value(2, "name", prefix).value(2, "subnet", part);
    return text.key(1, "target").value(2, "kind", "CiliumCIDRGroup").value(2, "name", target);
  }
}
