package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.warnings.UnknownNames;
import dev.leasehold.setters.SetterSource;
import dev.leasehold.setters.SetterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The values of leases, as setters: {@code ${home}} is the prefix, {@code ${home.pool}} a subnet,
 * range or host of it, {@code ${wan-1}} a public IP. With {@code .all} after it, the current value
 * and the draining ones.
 */
final class LeaseSetters implements SetterSource, UnknownNames.Leases {
  private static final String ALL = "all";

  private final PackageContents contents;
  private final Draft draft;

  LeaseSetters(PackageContents contents, Draft draft) {
    this.contents = contents;
    this.draft = draft;
  }

  @Override
  public Optional<String> whose(String name) {
    String head = head(name);
    if (contents.prefixes().containsKey(head)) {
      return Optional.of(
          "DynamicPrefix '" + head + "' in " + file(contents.intentFile(SubjectId.prefix(head))));
    }
    if (contents.leases().containsKey(head)) {
      return Optional.of(
          "PrefixLease '"
              + head
              + "' in "
              + file(
                  contents.leaseDocument(SubjectId.prefix(head)).map(document -> document.file())));
    }
    if (contents.claims().containsKey(head)) {
      return Optional.of(
          "PublicIPClaim '" + head + "' in " + file(contents.intentFile(SubjectId.publicIp(head))));
    }
    return contents.publicIps().containsKey(head)
        ? Optional.of("PublicIPLease '" + head + "' in " + file(contents.publicIpFile(head)))
        : Optional.empty();
  }

  /** Rejects a prefix and a public IP with the same name. */
  void rejectAmbiguous() {
    for (String name : addresses()) {
      boolean isClaim = contents.claims().containsKey(name);
      if (contents.prefixes().containsKey(name) || contents.leases().containsKey(name)) {
        draft.report(
            Finding.error(
                Place.file(
                    (isClaim
                            ? contents.intentFile(SubjectId.publicIp(name))
                            : contents.publicIpFile(name))
                        .orElse("")),
                (isClaim ? "PublicIPClaim '" : "PublicIPLease '")
                    + name
                    + "' has the same name as "
                    + whose(name).orElse("")
                    + ", so ${"
                    + name
                    + "} is ambiguous; rename one"));
      }
    }
  }

  /** The names of claims and of their leases. */
  private Set<String> addresses() {
    Set<String> names = new TreeSet<>(contents.publicIps().keySet());
    names.addAll(contents.claims().keySet());
    return names;
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>(addresses());
    Set<String> heads = new TreeSet<>(contents.prefixes().keySet());
    heads.addAll(contents.leases().keySet());
    heads.forEach(head ->
        known(head)
            .forEach(name -> {
              names.add(name);
              names.add(name + "." + ALL);
            }));
    return names;
  }

  @Override
  public Optional<SetterValue> find(String name) {
    String head = head(name);
    String rest = name.substring(Math.min(name.length(), head.length() + 1));
    if (addresses().contains(head)) {
      return rest.isEmpty() || rest.equals(ALL)
          ? address(head)
          : Optional.of(unknown(name, List.of(head)));
    }
    if (!contents.prefixes().containsKey(head) && !contents.leases().containsKey(head)) {
      return Optional.empty();
    }
    boolean all = rest.equals(ALL) || rest.endsWith("." + ALL);
    String part = rest.equals(ALL) ? "" : all ? rest.substring(0, rest.length() - 4) : rest;
    DynamicPrefix prefix = contents.prefixes().get(head);
    if (!part.isEmpty() && (prefix == null || !has(prefix, part)) || name.endsWith(".")) {
      return Optional.of(unknown(name, known(head)));
    }
    return value(name, head, part, all);
  }

  /** An address that is being released is no value: nothing may begin to use it. */
  private Optional<SetterValue> address(String name) {
    Optional<PublicIPLease> lease =
        Optional.ofNullable(contents.publicIps().get(name)).or(() -> contents.publicIp(name));
    if (lease.isEmpty()) {
      draft.report(
          Finding.info(
              contents.claimPlace(name, ""),
              "has no lease yet; values set from it stay unchanged"));
      return Optional.empty();
    }
    if (!lease.get().isHeld()) {
      draft.report(
          Finding.warning(
              contents.publicIpPlace(lease.get().name(), "spec.state"),
              "is being released; values set from it stay unchanged, so remove their setter"
                  + " comments ${"
                  + name
                  + "}"));
      return Optional.empty();
    }
    return Optional.of(new SetterValue.Joined(List.of(lease.get().ip().toString())));
  }

  private Optional<SetterValue> value(String name, String head, String part, boolean all) {
    PrefixLease lease = contents.leases().get(head);
    List<Prefix> held = new ArrayList<>();
    if (lease != null) {
      for (PrefixLease.Entry entry : lease.entries()) {
        if (all || entry instanceof PrefixLease.Current) {
          held.add(entry.prefix());
        }
      }
    }
    if (held.isEmpty()) {
      draft.report(
          Finding.info(
              Place.file(contents.intentFile(SubjectId.prefix(head)).orElse("")),
              "DynamicPrefix '" + head + "' has no lease yet; values set from it stay unchanged"));
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Prefix prefix : held) {
      try {
        texts.add(text(head, part, prefix));
      } catch (AddressException e) {
        return Optional.of(
            new SetterValue.Refused("'" + name + "' does not fit: " + e.getMessage()));
      }
    }
    return Optional.of(new SetterValue.Joined(texts));
  }

  private String text(String head, String part, Prefix leased) {
    DynamicPrefix prefix = contents.prefixes().get(head);
    if (part.isEmpty() || prefix == null) {
      return leased.toString();
    }
    Optional<DynamicPrefix.Host> host = prefix.host(part);
    if (host.isPresent()) {
      return host.get().in(leased).toString();
    }
    AddressRange range = prefix.subnet(part).orElseThrow().in(leased);
    return range.asPrefix().map(Prefix::toString).orElseGet(range::toString);
  }

  private static boolean has(DynamicPrefix prefix, String part) {
    return prefix.subnet(part).isPresent() || prefix.host(part).isPresent();
  }

  private List<String> known(String head) {
    List<String> known = new ArrayList<>(List.of(head));
    DynamicPrefix prefix = contents.prefixes().get(head);
    if (prefix != null) {
      prefix.subnets().forEach(subnet -> known.add(head + "." + subnet.name()));
      prefix.hosts().forEach(host -> known.add(head + "." + host.name()));
    }
    return known;
  }

  private static SetterValue unknown(String name, List<String> known) {
    return new SetterValue.Refused(
        "unknown name '"
            + name
            + "'; known names are "
            + String.join(", ", known)
            + ", each also with .all");
  }

  private static String head(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String file(Optional<String> file) {
    return file.filter(f -> !f.isEmpty()).orElse("another item");
  }
}
