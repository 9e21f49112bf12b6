package dev.leasehold.pins;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.WordSet;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Services that ask for the address in the current prefix only: LB-IPAM takes the old one away at
 * once, although the old prefix drains. The warning is about requests by setter comment, and about
 * bindings without {@code draining}.
 */
public final class OneAddress {
  private OneAddress() {}

  /**
   * A warning for each of these Services.
   *
   * @param places the place of {@code draining} in a binding
   */
  public static List<Finding> findings(
      Collection<DynamicPrefix> prefixes,
      Collection<DynamicPrefixBinding> bindings,
      Function<String, Place> places,
      List<Document> documents) {
    List<Finding> findings = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    for (DynamicPrefix prefix : prefixes) {
      for (DynamicPrefix.Host host : prefix.hosts()) {
        hosts.add(prefix.name() + "." + host.name());
      }
    }
    if (!hosts.isEmpty()) { // most packages have none, and nothing more is loaded for them
      WordSet asking = WordSet.of(Services.ASKING.toArray(String[]::new));
      for (Document document : documents) {
        if (document.mentions(asking) && document.mentions(Setters.COMMENT)) {
          reportSetters(document, hosts, findings);
        }
      }
    }
    for (DynamicPrefixBinding binding : bindings) {
      if (binding.prefix().isPresent()
          && binding.draining() == DynamicPrefixBinding.DrainingMode.DEFAULT
          && isAsking(binding.target(), documents)) {
        findings.add(
            Finding.warning(
                places.apply(binding.name()),
                binding.target()
                    + " loses its old address as soon as another prefix is current, although the"
                    + " old prefix still drains; set draining: Keep to have both, or draining: Drop"
                    + " to accept this"));
      }
    }
    return findings;
  }

  private static void reportSetters(Document document, List<String> hosts, List<Finding> findings) {
    try {
      if (Services.of(document).isEmpty()) {
        return;
      }
      for (Field annotation : Services.askingAnnotation(document.root()).stream().toList()) {
        String comment = Services.comment(annotation);
        for (String host : hosts) {
          if (comment.contains("${" + host + "}") && !comment.contains("${" + host + ".all}")) {
            findings.add(
                Finding.warning(
                    annotation.place(),
                    "loses its old address as soon as another prefix is current, although the old"
                        + " prefix still drains; write ${"
                        + host
                        + ".all} to have both"));
          }
        }
      }
    } catch (FieldException e) {
      // SetterStage reports what is not YAML.
    }
  }

  /** Whether LB-IPAM reads what the binding writes. */
  private static boolean isAsking(DynamicPrefixBinding.Target target, List<Document> documents) {
    if (!HostUsers.isAsking(target)) {
      return false;
    }
    for (Document document : documents) {
      if (document.mentions(target.kind())
          && document.mentions(target.name())
          && !document.mentions("metallb")) { // it takes one address of a family
        if (Services.of(document).filter(service -> service.is(target)).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }
}
