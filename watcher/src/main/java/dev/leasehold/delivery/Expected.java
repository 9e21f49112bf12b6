package dev.leasehold.delivery;

import dev.leasehold.net.AddressRange;
import dev.leasehold.watch.BindingStatus;
import dev.leasehold.watch.WatchStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a binding has given to an object in Git.
 *
 * @param target the name of the Git target
 * @param binding the name of the DynamicPrefixBinding
 * @param namespace of the object; empty: it has none, or the binding does not say
 * @param range the addresses that the object is to have
 * @param since when Git got them; empty: not known
 */
public record Expected(
    String target,
    String binding,
    String kind,
    Optional<String> namespace,
    String name,
    AddressRange range,
    Optional<Instant> since) {
  String object() {
    return kind + " " + namespace.map(ns -> ns + "/").orElse("") + name;
  }

  /** The range as a CIDR, if it is one. */
  String addresses() {
    return range.asPrefix().map(Object::toString).orElseGet(range::toString);
  }

  /** What the bindings of a target have given to objects in Git, and what is known of it. */
  public static List<Expected> of(String target, WatchStatus status) {
    List<Expected> expected = new ArrayList<>();
    for (BindingStatus binding : status.bindings()) {
      if (!binding.isSynced() || binding.addresses().isEmpty()) {
        continue; // Git itself does not have them
      }
      String namespace = binding.binding().target().namespace();
      for (AddressRange range : LiveRanges.of(binding.addresses().get())) {
        expected.add(
            new Expected(
                target,
                binding.name(),
                binding.binding().target().kind(),
                namespace.isEmpty() ? Optional.empty() : Optional.of(namespace),
                binding.binding().target().name(),
                range,
                binding.syncedAt()));
      }
    }
    return expected;
  }
}
