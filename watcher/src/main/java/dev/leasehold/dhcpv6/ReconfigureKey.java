package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.message.Authentication;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.ReconfigureAccept;
import dev.leasehold.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that authenticates Reconfigure messages (RFC 9915 section 20.4), with replay protection.
 *
 * @param key the key that the server chose; empty: the server sends no Reconfigure
 * @param replayDetection the last replay detection value received, unsigned
 */
public record ReconfigureKey(Bytes key, long replayDetection) {
  public static final ReconfigureKey NONE = new ReconfigureKey(Bytes.copyOf(new byte[0]), 0);

  private static final String ALGORITHM = "HmacMD5";
  private static final int DIGEST_LENGTH = 16;

  /**
   * The key that a Reply negotiates with Reconfigure Accept and a key; this key if the Reply has
   * none.
   */
  ReconfigureKey negotiatedBy(Message reply) {
    return reply.option(ReconfigureAccept.class).isEmpty()
        ? this
        : reply
            .option(Authentication.class)
            .flatMap(given ->
                given
                    .reconfigureKey()
                    .filter(k -> k.type() == Authentication.KeyInformation.KEY)
                    .map(k -> new ReconfigureKey(k.value(), given.replayDetection())))
            .orElse(this);
  }

  /**
   * This key with the replay value of a Reconfigure that it authenticates; empty if it does not.
   */
  Optional<ReconfigureKey> admit(Message reconfigure) {
    List<Authentication> proofs = reconfigure.options(Authentication.class);
    if (key.length() == 0 || proofs.size() != 1) {
      return Optional.empty();
    }
    Authentication proof = proofs.getFirst();
    boolean fresh = Long.compareUnsigned(proof.replayDetection(), replayDetection) > 0;
    return proof
        .reconfigureKey()
        .filter(k -> k.type() == Authentication.KeyInformation.DIGEST && fresh)
        .filter(k -> MessageDigest.isEqual(k.value().toArray(), digest(reconfigure)))
        .map(_ -> new ReconfigureKey(key, proof.replayDetection()));
  }

  /** The digest of the whole message, with zeros in place of the digest field (section 20.4.2). */
  byte[] digest(Message reconfigure) {
    List<Option> options = reconfigure.options().stream().map(ReconfigureKey::blank).toList();
    Message blank = new Message(reconfigure.type(), reconfigure.transactionId(), options);
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.toArray(), ALGORITHM));
      return mac.doFinal(blank.write());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static Option blank(Option option) {
    if (!(option instanceof Authentication a)) {
      return option;
    }
    byte[] zeros = new byte[1 + DIGEST_LENGTH];
    zeros[0] = (byte) Authentication.KeyInformation.DIGEST;
    return new Authentication(
        a.protocol(), a.algorithm(), a.rdm(), a.replayDetection(), Bytes.copyOf(zeros));
  }

  /** A text without the key, which is a secret. */
  @Override
  public String toString() {
    return key.length() == 0 ? "no key" : "a key, replay " + Long.toUnsignedString(replayDetection);
  }
}
