package dev.leasehold.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the text of a private key. */
final class PrivateKeys {
  private static final Logger log = LoggerFactory.getLogger(PrivateKeys.class);

  private PrivateKeys() {}

  /** What a text is. */
  sealed interface Read {
    /** A key that can be used; never more than one pair in the formats of OpenSSH. */
    final class Usable implements Read {
      private final List<KeyPair> pairs;

      Usable(List<KeyPair> pairs) {
        this.pairs = List.copyOf(pairs);
      }

      List<KeyPair> pairs() {
        return pairs;
      }
    }

    /** A key that only its passphrase opens. */
    record Locked() implements Read {}

    /** No private key. */
    record Unreadable() implements Read {}
  }

  /**
   * Reads a key in a format of OpenSSH or PEM.
   *
   * @param place the place of the text, for messages of the library
   */
  static Read read(String place, String text) {
    AtomicBoolean isLocked = new AtomicBoolean();
    FilePasswordProvider passphrase =
        (session, resource, attempt) -> {
          isLocked.set(true);
          return null;
        };
    List<KeyPair> pairs = new ArrayList<>();
    try {
      @Nullable Iterable<KeyPair> read =
          SecurityUtils.loadKeyPairIdentities(
              null,
              NamedResource.ofName(place),
              new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
              passphrase);
      if (read != null) {
        read.forEach(pairs::add);
      }
    } catch (NoClassDefFoundError e) {
      // Only PKCS #8 with a passphrase needs the part of Bouncy Castle that is not here.
      isLocked.set(true);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Its message may quote the text.
      log.debug("{} cannot be read: {}", place, e.getClass().getName());
    }
    if (!pairs.isEmpty()) {
      return new Read.Usable(pairs);
    }
    return isLocked.get() ? new Read.Locked() : new Read.Unreadable();
  }
}
