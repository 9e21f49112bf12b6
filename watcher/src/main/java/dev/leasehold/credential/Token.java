package dev.leasehold.credential;

import java.util.Optional;

/** The secret of a {@link Credential}, as it is now. */
public sealed interface Token {
  /**
   * A secret for requests.
   *
   * @param username the user name for basic authentication
   * @param secret without line breaks
   */
  record Secret(String username, String secret) implements Token {
    /** Without the secret. */
    @Override
    public String toString() {
      return "a secret of " + username;
    }
  }

  /**
   * There is no secret.
   *
   * @param reason the entry of the configuration, the file or host, and the problem
   * @param whatToDo a sentence; empty if it may work later
   */
  record Missing(String reason, Optional<String> whatToDo) implements Token {}
}
