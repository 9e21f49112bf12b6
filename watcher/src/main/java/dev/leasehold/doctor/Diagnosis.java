package dev.leasehold.doctor;

/**
 * One thing that was looked at.
 *
 * @param what how it is, in words
 * @param whatToDo empty where all is well
 */
public record Diagnosis(String what, String whatToDo) {
  static Diagnosis well(String what) {
    return new Diagnosis(what, "");
  }

  public boolean isWell() {
    return whatToDo.isEmpty();
  }

  @Override
  public String toString() {
    return isWell() ? "ok       " + what : "PROBLEM  " + what + ". " + whatToDo;
  }
}
