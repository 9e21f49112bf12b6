package dev.leasehold.migration;

import dev.leasehold.krm.Field;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pools and Services that dynamic-prefix-operator or its fork feeds: by annotations, and not by
 * a kind of binding.
 */
final class Annotated {
  private static final Set<String> POOLS =
      Set.of("CiliumLoadBalancerIPPool", "CiliumCIDRGroup", "IPAddressPool", "IPPool");
  private static final String SERVICE = "Service";
  private static final Set<String> NAMESPACED = Set.of("IPAddressPool", SERVICE);
  private static final List<String> ANNOTATIONS = List.of("metadata", "annotations");

  private final Carried carried;
  private final Map<String, List<Host>> hosts = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> hostNames = new HashSet<>();
  private final List<Text> bindings = new ArrayList<>();
  private int fed;

  private record Host(String name, String suffix) {}

  Annotated(Carried carried) {
    this.carried = carried;
  }

  /** Reads the annotations of all objects; {@link #hosts} and {@link #carry} give the result. */
  void read(Dump dump) {
    List<Field> annotated =
        dump.objects().stream()
            .filter(root -> {
              String kind = ObjectKey.of(root).kind();
              return (kind.equals(SERVICE) || POOLS.contains(kind))
                  && annotation(root, "name").isPresent();
            })
            .toList();
    carried.each(
        annotated,
        (root, name) -> {
          fed++;
          if (ObjectKey.of(root).kind().equals(SERVICE)) {
            service(root, name);
          } else {
            pool(root, name);
          }
        });
  }

  private static Optional<Field> annotation(Field root, String key) {
    return root.find("metadata")
        .filter(Field::isMapping)
        .flatMap(metadata -> metadata.find("annotations"))
        .filter(Field::isMapping)
        .flatMap(annotations -> annotations.find(Prefixes.GROUP + key))
        .filter(Field::isScalar);
  }

  private void pool(Field root, String name) {
    Optional<Field> range = annotation(root, "address-range");
    Optional<Field> subnet = annotation(root, "subnet");
    String key = range.isPresent() ? "addressRange" : "subnet";
    String part = range.or(() -> subnet).map(Field::text).orElse("");
    bindings.add(binding(root, name, annotation(root, "name").orElseThrow().text(), key, part));
    if (ObjectKey.of(root).kind().equals("IPPool")) {
      carried.warn(
          root,
          "is a model here: its cidr cannot change, so a pool is made for each prefix, like this"
              + " one; delete it when its prefix is gone");
    }
    root.find(ANNOTATIONS).stream()
        .flatMap(annotations -> annotations.fields().stream())
        .filter(a -> a.key().orElse("").startsWith(Prefixes.GROUP + "managed-"))
        .findFirst()
        .ifPresent(record ->
            carried.warn(
                record,
                "is not carried over: the binding takes over the IPv6 entries of the object; to keep"
                    + " those of others, set updateStrategy.type: Append, and remove the entries"
                    + " that this record names"));
  }

  private void service(Field root, String name) {
    Optional<Field> suffix = annotation(root, "suffix");
    String prefix = annotation(root, "name").orElseThrow().text();
    if (suffix.isEmpty()) {
      carried.warn(
          root,
          "is not carried over: it keeps the address that its pool gives. To give it a host part of"
              + " its own, add it to the hosts of DynamicPrefix "
              + prefix
              + ", outside of the subnets of pools");
    } else {
      List<Host> known = hosts.computeIfAbsent(prefix, _ -> new ArrayList<>());
      String host = unique(name.replace('.', '-'), hostNames);
      known.add(new Host(host, suffix.get().text()));
      Text binding = binding(root, name, prefix, "host", host);
      bindings.add(binding.key(1, "updateStrategy").value(2, "draining", "Keep"));
    }
    annotation(root, "skip-external-dns-update")
        .ifPresent(skip ->
            carried.tell(
                skip,
                "needs nothing here: a DNS target is written only by a binding that names it"));
  }

  private Text binding(Field root, String name, String prefix, String key, String part) {
    ObjectKey object = ObjectKey.of(root);
    Text text = Text.local("DynamicPrefixBinding", unique(name, names));
    text.key(1, "prefixRef").value(2, "name", prefix);
    if (!part.isEmpty()) {
      text.value(2, key, part);
    }
    text.key(1, "target").value(2, "kind", object.kind());
    if (NAMESPACED.contains(object.kind()) && !object.namespace().isEmpty()) {
      text.value(2, "namespace", object.namespace());
    }
    return text.value(2, "name", name);
  }

  private static String unique(String name, Set<String> taken) {
    String unique = name;
    for (int i = 2; !taken.add(unique); i++) {
      unique = name + "-" + i;
    }
    return unique;
  }

  /** Writes the hosts of a DynamicPrefix, if it has any. */
  void hosts(String prefix, Text text) {
    List<Host> known = hosts.getOrDefault(prefix, List.of());
    if (!known.isEmpty()) {
      text.key(1, "hosts");
      for (Host host : known) {
        text.item(2, "name", host.name()).value(3, "suffix", host.suffix());
      }
    }
  }

  /** Adds the bindings. */
  void carry(Dump dump) {
    bindings.forEach(binding -> carried.add("intent/bindings.yaml", binding));
    if (fed > 0) {
      carried.warn(
          dump.objects().getFirst(),
          "comes from a cluster with dynamic-prefix-operator: stop the operator, and remove the"
              + " annotations "
              + Prefixes.GROUP
              + "* from the "
              + fed
              + " manifests that it fed, before the watcher starts");
    }
  }
}
