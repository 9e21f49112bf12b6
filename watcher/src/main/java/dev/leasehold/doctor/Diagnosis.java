package dev.leasehold.doctor;

/**
 * One finding of the doctor.
 *
 * @param what how it is, in words
 * @param whatToDo empty where that is nothing
 */
public record Diagnosis(Health result, String what, String whatToDo) {
  /** How the thing is. */
  public enum Health {
    WELL("ok"),
    PROBLEM("PROBLEM"),
    /** It works, but probably not as intended. */
    WARNING("warning"),
    /** An earlier problem has to be fixed first. */
    UNKNOWN("unknown");

    private final String word;

    Health(String word) {
      this.word = word;
    }
  }

  /** A problem. */
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

  public boolean isWell() {
    return result == Health.WELL || result == Health.WARNING;
  }

  @Override
  public String toString() {
    String text = "%-9s".formatted(result.word) + what;
    return whatToDo.isEmpty() ? text : text + ". " + whatToDo;
  }
}
