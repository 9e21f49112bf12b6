package dev.leasehold.adopt;

import dev.leasehold.krm.ScalarText;
import dev.leasehold.net.AddressRange;
import dev.leasehold.yaml.ScalarStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The documents of a proposal: a DynamicPrefix, and a binding for each place. */
final class IntentText {
  private static final String HEAD =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: %s
      metadata:
        name: %s
        annotations:
          config.kubernetes.io/local-config: "true"
      spec:
      """;

  /** The part that a pool without IPv6 gets: 256 addresses. */
  private static final String FIRST_SUBNET =
      """
        subnets:
          # 256 addresses for Services of type LoadBalancer.
          - name: load-balancers
            offset: 0x1000
            prefixLength: 120
      """;

  private final Wishes wishes;
  private final Optional<Parts> parts;
  private final Set<String> names = new HashSet<>();
  private final StringBuilder bindings = new StringBuilder();

  /**
   * @param parts empty if no address is known yet
   */
  IntentText(Wishes wishes, Optional<Parts> parts) {
    this.wishes = wishes;
    this.parts = parts;
  }

  /**
   * Adds the bindings of a place.
   *
   * @return why it cannot be bound; empty if it is
   */
  Optional<String> bind(Spot spot, Spot.Target target) {
    if (parts.isEmpty()) {
      append(spot, target, new Parts.Part("subnet", "load-balancers"));
      return Optional.empty();
    }
    List<Parts.Part> fed = new ArrayList<>();
    for (AddressRange range : spot.addresses()) {
      Optional<Parts.Part> part = parts.get().part(range, spot.wish());
      if (part.isEmpty()) {
        return Optional.of(range + " overlaps a part that another place has");
      }
      fed.add(part.get());
    }
    fed.forEach(part -> append(spot, target, part));
    return Optional.empty();
  }

  /** The setter that stands for the address of a line; empty if another part overlaps it. */
  Optional<String> setter(Spot spot) {
    return parts
        .flatMap(known -> known.part(spot.addresses().getFirst(), spot.wish()))
        .map(part -> wishes.prefixName() + (part.name().isEmpty() ? "" : "." + part.name()));
  }

  private void append(Spot spot, Spot.Target target, Parts.Part part) {
    String wish = part.name().isEmpty() ? spot.wish() : part.name();
    String base = new Parts.Name(wish).label();
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "-" + i;
    }
    bindings.append("---\n").append(HEAD.formatted("DynamicPrefixBinding", name));
    bindings.append("  prefixRef:\n    name: ").append(wishes.prefixName()).append('\n');
    line(part.key(), part.name());
    bindings.append("  target:\n");
    line("apiVersion", target.apiVersion());
    line("kind", target.kind());
    line("namespace", target.namespace());
    line("name", target.name());
    line(target.key(), target.value());
    if (target.isRequest()) {
      bindings.append("  updateStrategy:\n    draining: Keep\n");
    }
  }

  private void line(String key, String value) {
    if (!value.isEmpty()) {
      bindings.append("    ").append(key).append(": ");
      bindings.append(ScalarText.writeInBlock(value, ScalarStyle.PLAIN)).append('\n');
    }
  }

  /** All documents. */
  String yaml() {
    StringBuilder text = new StringBuilder(HEAD.formatted("DynamicPrefix", wishes.prefixName()));
    String name = ScalarText.writeInBlock(wishes.networkInterface(), ScalarStyle.PLAIN);
    text.append("  acquisition:\n");
    if (wishes.dhcpv6()) {
      text.append("    dhcpv6:\n      interface: ").append(name).append('\n');
      text.append("      requestedPrefixLength: ").append(wishes.length()).append('\n');
    }
    text.append("    routerAdvertisement:\n      interface: ").append(name).append('\n');
    text.append(parts.map(Parts::yaml).orElse(FIRST_SUBNET));
    return text.append(bindings).toString();
  }
}
