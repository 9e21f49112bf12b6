package dev.leasehold.ssh;

/** A Secret of a cluster. */
public interface SecretSource {
  /** The Secret, for messages: {@code Secret network/router-ssh}. */
  String place();

  /** Reads the Secret, within a time limit. */
  Answer read();

  /** What became of a reading. Its text never has a value of the Secret. */
  sealed interface Answer {
    record Found(SecretData data) implements Answer {}

    /** Nobody can read it until a person acts. */
    record Refused(Refusal refusal) implements Answer {}

    /** The API server did not answer; another try may succeed. */
    record Unavailable(String reason) implements Answer {}
  }
}
