package dev.leasehold.krm;

import dev.leasehold.text.Printable;

/** Something that a user of the function should know; an error keeps all items as they were. */
public record Finding(Severity severity, Place place, String message) {
  /** The severities of a KRM function's results. */
  public enum Severity {
    ERROR("error"),
    WARNING("warning"),
    INFO("info");

    private final String spelling;

    Severity(String spelling) {
      this.spelling = spelling;
    }

    /** The severity in a ResourceList, {@code warning}: part of the specification of functions. */
    public String spelling() {
      return spelling;
    }
  }

  public Finding {
    message = Printable.line(message); // it quotes what people wrote
  }

  public static Finding error(Place place, String message) {
    return new Finding(Severity.ERROR, place, message);
  }

  public static Finding warning(Place place, String message) {
    return new Finding(Severity.WARNING, place, message);
  }

  public static Finding info(Place place, String message) {
    return new Finding(Severity.INFO, place, message);
  }

  /** The same finding with its file in that folder; empty text changes nothing. */
  public Finding below(String folder) {
    return new Finding(severity, place.below(folder), message);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** Whether one of these is an error. */
  public static boolean hasError(Iterable<Finding> findings) {
    for (Finding finding : findings) {
      if (finding.isError()) {
        return true;
      }
    }
    return false;
  }

  /** {@code place: message}, printable: names of files and objects are text of strangers too. */
  @Override
  public String toString() {
    String where = Printable.line(place.toString());
    return where.isEmpty() ? message : where + ": " + message;
  }
}
