package dev.leasehold.krm;

/** Values that Flux, kustomize, Argo CD's plugins or SOPS replace later. */
public final class Variables {
  private Variables() {}

  /** Whether this value is a variable. */
  public static boolean isVariable(Field field) {
    return field.isScalar() && isVariable(field.scalarText());
  }

  /** Whether this text is a variable. */
  public static boolean isVariable(String text) {
    return text.contains("${")
        || text.contains("$(")
        || text.contains("{{")
        || text.startsWith("<")
        || text.startsWith("ENC[");
  }

  /** Whether it is a single value and no variable. */
  public static boolean isKnown(Field field) {
    return field.isScalar() && !field.isNull() && !isVariable(field);
  }
}
