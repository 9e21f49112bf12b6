package dev.leasehold.credential;

import java.time.InstantSource;

/** The current secret of one {@link Credential}. Thread-safe. */
public interface TokenSource extends AutoCloseable {
  /**
   * The source for this entry. It reads no file and connects to no host yet.
   *
   * @param clock for the lifetime of tokens that expire
   */
  static TokenSource of(Credential credential, InstantSource clock) {
    return switch (credential) {
      case Credential.TokenFile file -> new FileToken(file);
      case Credential.GitHubApp app -> new InstallationToken(app, clock);
    };
  }

  /** The name of the entry, for messages. */
  String name();

  /** The secret as it is now. May call a server, with a deadline. */
  Token current();

  /**
   * Takes note that a server did not accept this secret.
   *
   * @return whether {@link #current} now has another one, so that one more try makes sense
   */
  boolean isReplaced(Token.Secret refused);

  /** Closes the connections. */
  @Override
  void close();
}
