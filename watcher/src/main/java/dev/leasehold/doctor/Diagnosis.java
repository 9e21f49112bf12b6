package dev.leasehold.doctor;

/**
 * One finding of the doctor.
 *
 * @param what the finding, in words
 * @param whatToDo the remedy; empty if none is needed
 */
public record Diagnosis(Health result, String what, String whatToDo) {
  /** The result of a check. */
  public enum Health {
    WELL("ok"),
    PROBLEM("PROBLEM"),
    /** The checked item works, but probably not as intended. */
    WARNING("warning"),
    /** An earlier problem has to be fixed first. */
    UNKNOWN("unknown");

    private final String word;

    Health(String word) {
      this.word = word;
    }
  }

  /** Creates a problem. */
  public Diagnosis(String what, String whatToDo) {
    this(Health.PROBLEM, what, whatToDo);
  }

  public static Diagnosis well(String what) {
    return new Diagnosis(Health.WELL, what, "");
  }

  public static Diagnosis warning(String what) {
    return new Diagnosis(Health.WARNING, what, "");
  }

  public static Diagnosis unknown(String what) {
    return new Diagnosis(Health.UNKNOWN, what, "");
  }

  /** The same finding about one of several targets. */
  Diagnosis about(String target) {
    return new Diagnosis(result, target + what, whatToDo);
  }

  public boolean isWell() {
    return result == Health.WELL || result == Health.WARNING;
  }

  @Override
  public String toString() {
    String text = "%-9s".formatted(result.word) + what;
    return whatToDo.isEmpty() ? text : text + ". " + whatToDo;
  }
}
