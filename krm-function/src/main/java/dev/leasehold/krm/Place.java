package dev.leasehold.krm;

/**
 * A place in a package.
 *
 * @param file path of the file, relative to the package; empty when the document came from none
 * @param line line in that file, from 1; 0 when unknown
 * @param object {@code Kind name} of the document, empty when it has none
 * @param field path of the field, as {@code spec.subnets[1].offset}; empty for the whole document
 */
public record Place(String file, int line, String object, String field) {
  /** A place that is a whole file. */
  public static Place file(String file) {
    return new Place(file, 0, "", "");
  }

  /** The same place with its file in that folder, {@code a/b}; empty text changes nothing. */
  public Place below(String folder) {
    return folder.isEmpty() || file.isEmpty()
        ? this
        : new Place(folder + "/" + file, line, object, field);
  }

  /** {@code file:line: Kind name: field}, as far as it is known. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    if (!file.isEmpty()) {
      out.append(file);
      if (line > 0) {
        out.append(':').append(line);
      }
    }
    for (String part : new String[] {object, field}) {
      if (!part.isEmpty()) {
        out.append(out.isEmpty() ? "" : ": ").append(part);
      }
    }
    return out.toString();
  }
}
