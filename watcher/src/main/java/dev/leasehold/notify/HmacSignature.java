package dev.leasehold.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104), the signature of GitHub, Gitea and Flux. */
public final class HmacSignature {
  private static final String ALGORITHM = "HmacSHA256";

  private HmacSignature() {}

  /** The signature of a body in lower-case hexadecimal. */
  public static String of(byte[] secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  static String of(byte[] secret, String body) {
    return of(secret, body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether two secrets or signatures are equal, in a time that does not tell where they differ.
   */
  public static boolean isEqual(byte[] expected, String given) {
    return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
  }
}
