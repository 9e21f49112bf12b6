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
 * Names in setter comments without a value. An ordinary one is no mistake: the manifest keeps its
 * value. One that is close to a known name, or has the form of a lease's name, would keep a stale
 * value for ever.
 */
public final class UnknownNames {
  private final Collection<String> given;
  private final Leases leases;
  private final Map<String, Document> unknown = new LinkedHashMap<>();
  private Optional<Document> current = Optional.empty();

  /** The setters of leases. */
  public interface Leases {
    /** The lease that has that name; empty where none has. */
    Optional<String> whose(String name);

    /** All names that leases give. */
    List<String> names();
  }

  public UnknownNames(Collection<String> given, Leases leases) {
    this.given = given;
    this.leases = leases;
  }

  /** Sets the document of the next names. */
  public void look(Document document) {
    current = Optional.of(document);
  }

  /** Records a name without a value, and returns no value. */
  public Optional<SetterValue> note(String name) {
    if (leases.whose(name).isEmpty()) { // else it has no lease yet
      current.ifPresent(document -> unknown.putIfAbsent(name, document));
    }
    return Optional.empty();
  }

  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    List<String> ofLeases = unknown.isEmpty() ? List.of() : leases.names();
    unknown.forEach((name, document) -> {
      boolean isLease = name.indexOf('.') > 0; // only names of leases have a dot
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

  /** The first line with that name. */
  private static Place place(Document document, String name) {
    String text = document.text();
    int at = Math.max(0, text.indexOf("${" + name + "}"));
    int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    return new Place(document.file(), document.fileLine(line), document.objectName(), "");
  }

  private static Optional<String> nearest(String name, Collection<String> known) {
    String asked = normalized(name);
    Optional<String> nearest = Optional.empty();
    int least = asked.length() < 5 ? 2 : 3; // further away it is another word
    for (String candidate : known) {
      if (withoutDigits(candidate).equals(withoutDigits(name))) {
        continue; // node-2 is no misspelled node-1
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

  /** The number of letters to add, drop or change to get from one to the other. */
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
