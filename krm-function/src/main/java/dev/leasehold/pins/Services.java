package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Variables;
import dev.leasehold.krm.WordSet;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The Services of the package to which LB-IPAM gives addresses, by name. */
final class Services {
  /**
   * The annotations in which a Service asks LB-IPAM for addresses; the first that is there wins.
   */
  static final List<String> ASKING = List.of("lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips");

  private static final WordSet LOAD_BALANCERS = WordSet.of("LoadBalancer", "gatewayClassName");
  private static final String GATEWAY = "cilium-gateway-"; // the Service that Cilium makes for one

  private final Map<String, List<Known>> byName = new TreeMap<>();

  private Services() {}

  /**
   * A Service of the package.
   *
   * @param namespace empty where its document has none
   * @param asked the addresses that it asks for; if any, it gets no others
   * @param dualStack whether it may have IPv4 too
   */
  record Known(
      Document document,
      String namespace,
      String name,
      Map<String, String> labels,
      boolean hasIpv6,
      boolean dualStack,
      List<Address> asked) {
    Known {
      labels = Map.copyOf(labels);
      asked = List.copyOf(asked);
    }

    /** Whether it is the target of a binding. */
    boolean is(DynamicPrefixBinding.Target target) {
      String meant = target.kind().equals("Gateway") ? GATEWAY + target.name() : target.name();
      return name.equals(meant) && mayBeIn(target.namespace());
    }

    /** Whether it may be in that namespace; empty text matches any. */
    private boolean mayBeIn(String other) {
      return namespace.isEmpty() || other.isEmpty() || namespace.equals(other);
    }

    /** The same Service with more requested addresses. */
    private Known asking(List<Address> more) {
      List<Address> all = new ArrayList<>(asked);
      all.addAll(more);
      return new Known(document, namespace, name, labels, hasIpv6, dualStack, all);
    }

    @Override
    public String toString() {
      return "Service " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
  }

  /**
   * The Services with these names.
   *
   * @param patches the files that hold patches
   */
  static Services named(Collection<String> names, List<Document> documents, Set<String> patches) {
    Services services = new Services();
    WordSet words =
        WordSet.of(
            names.stream()
                .map(name -> name.startsWith(GATEWAY) ? name.substring(GATEWAY.length()) : name)
                .toArray(String[]::new));
    for (Document document : documents) {
      if (document.mentions(LOAD_BALANCERS) && document.mentions(words)) {
        of(document)
            .ifPresent(known ->
                services.byName.computeIfAbsent(known.name(), n -> new ArrayList<>()).add(known));
      }
    }
    services.byName.replaceAll((name, known) -> patched(known, patches));
    return services;
  }

  /**
   * The Services without the patches of others; the requests of a patch are added to its Service.
   *
   * @param patches the files that hold patches
   */
  static List<Known> patched(List<Known> all, Set<String> patches) {
    List<Known> services = new ArrayList<>(all);
    services.removeIf(known -> patches.contains(known.document().file()));
    for (Known patch : all) {
      if (patches.contains(patch.document().file())) {
        boolean isOfAnother = false;
        for (int i = 0; i < services.size(); i++) {
          Known known = services.get(i);
          if (known.name().equals(patch.name()) && known.mayBeIn(patch.namespace())) {
            services.set(i, known.asking(patch.asked()));
            isOfAnother = true;
          }
        }
        if (!isOfAnother) {
          services.add(patch);
        }
      }
    }
    return services;
  }

  List<Known> named(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** The one in that namespace; else one without a namespace, which may be in any. */
  Optional<Known> find(DynamicPrefix.ServiceRef service) {
    return ofNamespace(service.name(), service.namespace())
        .or(() -> ofNamespace(service.name(), ""));
  }

  private Optional<Known> ofNamespace(String name, String namespace) {
    return named(name).stream().filter(s -> s.namespace().equals(namespace)).findFirst();
  }

  /** The Service in that document, or the one that Cilium makes for the Gateway there. */
  static Optional<Known> of(Document document) {
    try {
      Optional<Field> root = document.object();
      return root.isEmpty() ? Optional.empty() : of(root.get());
    } catch (FieldException e) {
      return Optional.empty(); // TargetSearch reports what is not YAML, if a pin needs it
    }
  }

  private static Optional<Known> of(Field root) {
    boolean isService = is(root, "kind", "Service") && is(root, "apiVersion", "v1");
    Optional<Field> spec = mapping(root, "spec");
    Optional<Field> metadata = mapping(root, "metadata");
    if (isService && spec.filter(Services::isServed).isPresent()) {
      return Optional.of(
          new Known(
              root.document(),
              metadata.map(m -> text(m, "namespace")).orElse(""),
              metadata.map(m -> text(m, "name")).orElse(""),
              labels(metadata),
              hasIpv6(spec.get()),
              isDualStack(spec.get()),
              asked(root)));
    }
    boolean isGateway =
        is(root, "kind", "Gateway")
            && text(root, "apiVersion").startsWith("gateway.networking.k8s.io/");
    return isGateway && spec.isPresent()
        ? Optional.of(
            new Known(
                root.document(),
                metadata.map(m -> text(m, "namespace")).orElse(""),
                GATEWAY + metadata.map(m -> text(m, "name")).orElse(""),
                labels(mapping(spec.get(), "infrastructure")),
                true,
                true,
                asked(root)))
        : Optional.empty();
  }

  /** Whether it is for LB-IPAM: it asks for no other class of load balancers. */
  private static boolean isServed(Field spec) {
    String loadBalancer = text(spec, "loadBalancerClass");
    return is(spec, "type", "LoadBalancer")
        && (loadBalancer.isEmpty() || loadBalancer.startsWith("io.cilium/"));
  }

  private static boolean hasIpv6(Field spec) {
    List<Field> families = list(spec, "ipFamilies");
    return families.isEmpty()
        || isDualStack(spec)
        || families.stream().anyMatch(f -> !Variables.isKnown(f) || f.text().equals("IPv6"));
  }

  private static boolean isDualStack(Field spec) {
    return text(spec, "ipFamilyPolicy").endsWith("DualStack")
        || list(spec, "ipFamilies").size() > 1;
  }

  private static Map<String, String> labels(Optional<Field> parent) {
    Map<String, String> labels = new HashMap<>();
    Optional<Field> mapping = parent.flatMap(p -> mapping(p, "labels"));
    for (String key : mapping.map(Field::keys).orElse(List.of())) {
      labels.put(key, text(mapping.orElseThrow(), key));
    }
    return labels;
  }

  /**
   * Whether the Service or Gateway in that document asks for what a setter gives.
   *
   * @param setter how the reference to it begins, <code>${home.web</code>
   */
  static boolean asksBy(Document document, String setter) {
    return askingFields(document.root()).stream()
        .map(Services::comment)
        .anyMatch(c -> c.contains(setter + "}") || c.contains(setter + ".all}"));
  }

  /** The fields in which the Service or Gateway asks for addresses. */
  static List<Field> askingFields(Field root) {
    List<Field> fields = new ArrayList<>();
    Optional<Field> spec = mapping(root, "spec");
    askingAnnotation(root).ifPresent(fields::add);
    if (is(root, "kind", "Gateway")) {
      for (Field item : spec.map(s -> list(s, "addresses")).orElse(List.of())) {
        if (item.isMapping()) {
          item.find("value").ifPresent(fields::add);
        }
      }
    } else {
      spec.flatMap(s -> s.find("loadBalancerIP")).ifPresent(fields::add);
    }
    return fields;
  }

  /** The annotation by which the Service or Gateway asks for addresses. */
  static Optional<Field> askingAnnotation(Field root) {
    return annotation(
        is(root, "kind", "Gateway")
            ? mapping(root, "spec").flatMap(s -> mapping(s, "infrastructure"))
            : mapping(root, "metadata"));
  }

  /** The setter comment of a value; empty text where it has none. */
  static String comment(Field value) {
    String text = value.document().text();
    int end = text.indexOf('\n', value.start());
    String line = text.substring(value.start(), end < 0 ? text.length() : end);
    int comment = line.indexOf(Setters.COMMENT);
    return comment < 0 ? "" : line.substring(comment);
  }

  private static Optional<Field> annotation(Optional<Field> parent) {
    Optional<Field> annotations = parent.flatMap(p -> mapping(p, "annotations"));
    return ASKING.stream()
        .flatMap(key -> annotations.flatMap(a -> a.find(key)).stream())
        .findFirst();
  }

  private static List<Address> asked(Field root) {
    List<Address> asked = new ArrayList<>();
    for (Field field : askingFields(root)) {
      for (String part : Variables.isKnown(field) ? field.text().split(",", -1) : new String[0]) {
        try {
          asked.add(Address.parse(part.strip()));
        } catch (AddressException e) {
          // LB-IPAM skips it too.
        }
      }
    }
    return asked;
  }

  private static boolean is(Field parent, String key, String value) {
    return text(parent, key).equals(value);
  }

  private static Optional<Field> mapping(Field parent, String key) {
    return parent.find(key).filter(Field::isMapping);
  }

  private static List<Field> list(Field parent, String key) {
    return parent.find(key).filter(Field::isList).map(Field::items).orElse(List.of());
  }

  private static String text(Field parent, String key) {
    return parent
        .find(key)
        .filter(field -> !field.isMapping() && !field.isList())
        .map(Field::text)
        .orElse("");
  }
}
