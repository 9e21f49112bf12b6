package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.PackageContents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows what the bindings of a package write, and since when. */
final class BindingStates {
  private final Map<String, Written> written = new HashMap<>();

  /** Whether a rendered package was seen. */
  private boolean hasSeen;

  private record Written(String addresses, Instant at) {}

  /**
   * Addresses for a target.
   *
   * @param since when they came into use; empty: not known
   */
  private record Bound(String addresses, Optional<Instant> since) {}

  /**
   * The status of each binding at a tip, by name.
   *
   * @param isRendered whether the manifests at the tip are what the bindings ask for
   * @param trouble why the target cannot be read or written; empty: it can
   */
  List<BindingStatus> of(Tip tip, boolean isRendered, String trouble) {
    PackageContents contents = tip.contents();
    written.keySet().retainAll(contents.bindings().keySet());
    List<BindingStatus> states = new ArrayList<>();
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      Optional<Bound> bound = bound(binding, contents);
      if (isRendered) {
        bound.ifPresentOrElse(
            now -> wrote(binding.name(), now, tip), () -> written.remove(binding.name()));
      }
      states.add(
          new BindingStatus(
              binding,
              bound.map(Bound::addresses),
              bound.isEmpty()
                  ? source(binding) + " has no address yet"
                  : isRendered
                      ? ""
                      : trouble.isEmpty() ? "the package is not rendered yet" : trouble,
              Optional.ofNullable(written.get(binding.name())).map(Written::at)));
    }
    hasSeen |= isRendered;
    return states;
  }

  private void wrote(String binding, Bound now, Tip tip) {
    Written before = written.get(binding);
    if (before == null || !before.addresses().equals(now.addresses())) {
      Instant at = hasSeen ? tip.committedAt() : now.since().orElse(tip.committedAt());
      written.put(binding, new Written(now.addresses(), at));
    }
  }

  private static String source(DynamicPrefixBinding binding) {
    return switch (binding.source()) {
      case DynamicPrefixBinding.Source.OfPrefix(String prefix, var _) -> "DynamicPrefix " + prefix;
      case DynamicPrefixBinding.Source.OfClaim(String claim) -> "PublicIPClaim " + claim;
    };
  }

  private static Optional<Bound> bound(DynamicPrefixBinding binding, PackageContents contents) {
    return switch (binding.source()) {
      case DynamicPrefixBinding.Source.OfPrefix(String name, Optional<String> part) -> {
        Optional<PrefixLease.Current> current =
            Optional.ofNullable(contents.leases().get(name)).flatMap(PrefixLease::current);
        DynamicPrefix prefix = contents.prefixes().get(name);
        yield prefix == null || current.isEmpty()
            ? Optional.empty()
            : addresses(prefix, part, current.get().prefix())
                .map(text -> new Bound(text, Optional.of(current.get().since())));
      }
      case DynamicPrefixBinding.Source.OfClaim(String name) ->
          contents
              .lease(SubjectId.publicIp(name))
              .map(PublicIPLease.class::cast)
              .filter(PublicIPLease::isHeld)
              .map(lease -> new Bound(text(AddressRange.of(lease.ip())), lease.since()));
    };
  }

  private static Optional<String> addresses(
      DynamicPrefix intent, Optional<String> part, Prefix prefix) {
    try {
      return part.isEmpty()
          ? Optional.of(prefix.toString())
          : intent
              .subnet(part.get())
              .map(subnet -> subnet.in(prefix))
              .or(() -> intent.host(part.get()).map(host -> AddressRange.of(host.in(prefix))))
              .map(BindingStates::text);
    } catch (AddressException e) {
      return Optional.empty(); // the prefix is too long for it
    }
  }

  private static String text(AddressRange range) {
    return PrefixStatus.Part.text(range);
  }
}
