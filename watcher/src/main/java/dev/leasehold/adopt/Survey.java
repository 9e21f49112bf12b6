package dev.leasehold.adopt;

import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was found in a repository, in lines for people. */
final class Survey {
  private static final int MOST_SHOWN = 5;

  private Survey() {}

  static List<String> of(
      Repository repository,
      Deliverers deliverers,
      Optional<Prefix> prefix,
      List<Spot> bound,
      List<Choice.Left> left) {
    List<String> lines = new ArrayList<>(delivery(deliverers));
    if (!repository.encrypted().isEmpty()) {
      lines.add("SOPS encrypts, so nothing there can be edited: " + some(repository.encrypted()));
    }
    if (!deliverers.secrets().isEmpty()) {
      lines.add(
          "variables from Secrets: "
              + some(deliverers.secrets())
              + " (an address there cannot be edited: move it to a ConfigMap)");
    }
    if (!repository.unread().isEmpty()) {
      lines.add("templates and files that are not read: " + some(repository.unread()));
    }
    lines.add(
        prefix
            .map(p -> "the addresses to bind are of " + p)
            .orElse("no address to bind; the pool gets a subnet of the prefix"));
    bound.forEach(spot -> lines.add("bound: " + line(spot)));
    for (Choice.Left other : left) {
      if (!other.spot().addresses().isEmpty()) {
        lines.add("not bound: " + line(other.spot()) + ": " + other.reason());
      }
    }
    List<String> others = new ArrayList<>(SpotSearch.known(repository));
    bound.forEach(spot -> others.remove(spot.name()));
    left.forEach(other -> others.remove(other.spot().name()));
    if (!others.isEmpty()) {
      lines.add("also there, without an IPv6 address of the line: " + some(others));
    }
    return lines;
  }

  private static List<String> delivery(Deliverers deliverers) {
    Map<String, List<String>> by = new TreeMap<>();
    for (Deliverers.Source source : deliverers.sources()) {
      by.computeIfAbsent(source.by(), _ -> new ArrayList<>()).add(source.name());
    }
    List<String> lines = new ArrayList<>();
    by.forEach((who, names) -> lines.add("delivered by " + who + ": " + some(names)));
    if (deliverers.releases() > 0) {
      lines.add("HelmReleases: " + deliverers.releases());
    }
    if (!deliverers.kptPackages().isEmpty()) {
      lines.add("kpt packages: " + deliverers.kptPackages().size());
    }
    if (by.isEmpty() && deliverers.kptPackages().isEmpty()) {
      lines.add("no deliverer: neither Flux, Argo CD nor kpt is configured in this folder");
    }
    if (!deliverers.settings().isEmpty()) {
      List<String> names = deliverers.settings().stream().map(ObjectKey::name).sorted().toList();
      lines.add("settings for postBuild.substituteFrom: " + some(names));
    }
    return lines;
  }

  /** A line with what the place is, its name, and its addresses. */
  static String line(Spot spot) {
    String where = spot.place().file() + (spot.place().line() > 0 ? ":" + spot.place().line() : "");
    return spot.sort().words()
        + " "
        + spot.name()
        + (spot.name().startsWith(where) ? "" : " (" + where + ")")
        + (spot.addresses().isEmpty() ? "" : " " + addresses(spot));
  }

  private static String addresses(Spot spot) {
    return some(
        spot.addresses().stream()
            .map(range ->
                range.first().equals(range.last())
                    ? range.first().toString()
                    : range.asPrefix().map(Prefix::toString).orElseGet(() -> text(range)))
            .toList());
  }

  private static String text(AddressRange range) {
    return range.first() + "-" + range.last();
  }

  /** What is there but cannot be bound, with the reasons, for a message. */
  static String hints(List<Spot> spots) {
    StringBuilder hints = new StringBuilder();
    for (Spot spot : spots) {
      if (spot.way() instanceof Spot.Way.ByHand(String reason) && !spot.addresses().isEmpty()) {
        hints.append("\n  by hand: ").append(line(spot)).append(": ").append(reason);
      }
    }
    return hints.toString();
  }

  private static String some(Collection<String> names) {
    List<String> distinct = names.stream().distinct().toList();
    String shown = String.join(", ", distinct.subList(0, Math.min(MOST_SHOWN, distinct.size())));
    int more = distinct.size() - MOST_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
