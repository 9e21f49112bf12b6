package dev.leasehold.credential;

import dev.leasehold.credential.Token.Missing;
import dev.leasehold.credential.Token.Secret;
import java.util.Optional;

/** The secret in a file, which a person or a program may replace at any time. */
final class FileToken implements TokenSource {
  private static final String WHAT_TO_DO =
      "Put the token there, alone and in one line, readable by this user only.";

  private final Credential.TokenFile entry;
  private final SecretFile file;

  FileToken(Credential.TokenFile entry) {
    this.entry = entry;
    this.file = new SecretFile("auth '" + entry.name() + "': tokenFile", entry.file());
  }

  @Override
  public String name() {
    return entry.name();
  }

  @Override
  public synchronized Token current() {
    try {
      String secret = file.read();
      if (secret.lines().count() > 1) {
        throw file.unusable("has more than one line");
      }
      // A header of HTTP cannot carry other characters.
      if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw file.unusable("has spaces, or characters that a token cannot have");
      }
      return new Secret(entry.username(), secret);
    } catch (SecretFile.Unusable e) {
      return new Missing(e.reason(), Optional.of(WHAT_TO_DO));
    }
  }

  @Override
  public boolean isReplaced(Secret refused) {
    return current() instanceof Secret now && !now.equals(refused);
  }

  @Override
  public void close() {}
}
