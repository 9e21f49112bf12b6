package dev.leasehold.krm;

/** Values that Flux, kustomize, Argo CD's plugins or SOPS replace later. */
public final class Variables {
  private Variables() {}

  /** Whether somebody else fills this value in. */
  public static boolean isVariable(Field field) {
    return field.isScalar() && isVariable(field.scalarText());
  }

  /** Whether somebody else fills this text in. */
  public static boolean isVariable(String text) {
    return text.contains("${")
        || text.contains("$(")
        || text.contains("{{")
        || text.startsWith("<")
        || text.startsWith("ENC[");
  }

  /** A single value that nobody replaces later. */
  public static boolean isKnown(Field field) {
    return field.isScalar() && !field.isNull() && !isVariable(field);
  }
}
