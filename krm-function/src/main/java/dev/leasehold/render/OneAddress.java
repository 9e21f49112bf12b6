package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.WordSet;
import dev.leasehold.pins.Services;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Services that ask for the address in the current prefix only: LB-IPAM takes the old one away at
 * once, although the old prefix drains. Of what asks by a setter comment, and of what a binding
 * writes without saying what becomes of addresses that drain.
 */
final class OneAddress {
  private static final WordSet ASKING = WordSet.of(Services.ASKING.toArray(String[]::new));

  private OneAddress() {}

  static List<Finding> tell(PackageContents contents, List<Document> documents) {
    List<Finding> findings = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    for (DynamicPrefix prefix : contents.prefixes().values()) {
      prefix.hosts().forEach(host -> hosts.add(prefix.name() + "." + host.name()));
    }
    for (Document document : hosts.isEmpty() ? List.<Document>of() : documents) {
      if (document.mentions(ASKING) && document.mentions(Setters.COMMENT)) {
        tellSetters(document, hosts, findings);
      }
    }
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      if (binding.draining() == DynamicPrefixBinding.Draining.DEFAULT
          && isAsking(binding.target(), documents)) {
        findings.add(
            Finding.warning(
                contents.bindingPlace(binding.name(), "spec.updateStrategy"),
                binding.target()
                    + " loses its old address as soon as another prefix is current, although the"
                    + " old one drains; set draining: Keep to have both, or draining: Drop if that"
                    + " is meant"));
      }
    }
    return findings;
  }

  private static void tellSetters(Document document, List<String> hosts, List<Finding> findings) {
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
                        + " one drains; write ${"
                        + host
                        + ".all} to have both"));
          }
        }
      }
    } catch (FieldException e) {
      // Told of when somebody needs it.
    }
  }

  /** Whether LB-IPAM reads what the binding writes. */
  private static boolean isAsking(DynamicPrefixBinding.Target target, List<Document> documents) {
    if (!HostUsers.isAsking(target)) {
      return false;
    }
    ObjectKey key = new ObjectKey(target.kind(), target.namespace(), target.name());
    for (Document document : documents) {
      if (document.mentions(target.kind())
          && document.mentions(target.name())
          && !document.mentions("metallb")) { // it takes one address of a family
        Optional<Field> root = Reading.object(document, new ArrayList<>());
        if (root.filter(key::matches).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }
}
