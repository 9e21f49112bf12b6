package dev.leasehold.render.warnings;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.setters.SetterValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names in setter comments that nothing gives. A plain one is no mistake: its value stays as the
 * manifest has it. One that is nearly a known name, or has the form of a lease's, would leave a
 * stale value for ever.
 */
public final class UnknownNames {
  private final Collection<String> given;
  private final Leases leases;
  private final Map<String, Document> unknown = new LinkedHashMap<>();
  private Optional<Document> current = Optional.empty();

  /** What leases give. */
  public interface Leases {
    /** Where that name is a lease's; empty where it is free. */
    Optional<String> whose(String name);

    /** All names that there are. */
    List<String> names();
  }

  public UnknownNames(Collection<String> given, Leases leases) {
    this.given = given;
    this.leases = leases;
  }

  /** Says in which document the next names are. */
  public void look(Document document) {
    current = Optional.of(document);
  }

  /** Takes note of a name without a value; there is none. */
  public Optional<SetterValue> note(String name) {
    if (leases.whose(name).isEmpty()) { // else it has no lease yet
      current.ifPresent(document -> unknown.putIfAbsent(name, document));
    }
    return Optional.empty();
  }

  public List<Finding> tell() {
    List<Finding> findings = new ArrayList<>();
    List<String> ofLeases = unknown.isEmpty() ? List.of() : leases.names();
    unknown.forEach((name, document) -> {
      boolean isLease = name.indexOf('.') > 0; // only what leases hold has a dot in its name
      Optional<String> lease = nearest(name, ofLeases);
      Optional<String> nearest = lease.isPresent() ? lease : nearest(name, given);
      String message = "unknown name '${" + name + "}', so the value stays unchanged; ";
      if (nearest.isPresent()) {
        String hint = message + "write ${" + nearest.get() + "} if you mean that";
        Place place = place(document, name);
        findings.add(
            isLease && lease.isPresent()
                ? Finding.error(place, hint)
                : Finding.warning(place, hint));
      } else if (isLease && !ofLeases.isEmpty()) {
        findings.add(
            Finding.warning(
                place(document, name), message + "known names are " + String.join(", ", ofLeases)));
      }
    });
    return findings;
  }

  /** The line that names it first. */
  private static Place place(Document document, String name) {
    String text = document.text();
    int at = Math.max(0, text.indexOf("${" + name + "}"));
    int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    return new Place(document.file(), document.fileLine(line), document.objectName(), "");
  }

  private static Optional<String> nearest(String name, Collection<String> known) {
    String asked = normalized(name);
    Optional<String> nearest = Optional.empty();
    int least = asked.length() < 5 ? 2 : 3; // not so far that another word is meant
    for (String candidate : known) {
      if (withoutDigits(candidate).equals(withoutDigits(name))) {
        continue; // node-1 is not meant by node-2
      }
      int distance = distance(asked, normalized(candidate));
      if (distance < least) {
        least = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /** Capitals, underscores and dots for dashes are the same slip. */
  private static String normalized(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  private static String withoutDigits(String name) {
    return name.replaceAll("[0-9]", "");
  }

  /** How many letters one adds, drops or changes on the way from one to the other. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
