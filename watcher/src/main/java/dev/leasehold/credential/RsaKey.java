package dev.leasehold.credential;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an RSA private key from PEM (RFC 7468): PKCS#8, or PKCS#1, which the JDK does not read. */
final class RsaKey {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** Version 0 and the algorithm rsaEncryption with NULL: RFC 5208 section 5, RFC 8017 A.1. */
  private static final byte[] PKCS8_START =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private RsaKey() {}

  /**
   * The key.
   *
   * @throws GeneralSecurityException if the text has no such key; the message follows the file's
   *     name and has nothing of the content
   */
  static PrivateKey parse(String pem) throws GeneralSecurityException {
    if (pem.contains("ENCRYPTED")) {
      throw new GeneralSecurityException("is encrypted, and there is no field for a passphrase");
    }
    Matcher block = PEM.matcher(pem);
    if (!block.find()) {
      throw new GeneralSecurityException("has no key in PEM");
    }
    String kind = block.group(1);
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("has a key in PEM that is damaged", e);
    }
    byte[] pkcs8 =
        switch (kind) {
          case "PRIVATE KEY" -> der;
          case "RSA PRIVATE KEY" -> element(SEQUENCE, PKCS8_START, element(OCTET_STRING, der));
          default -> throw new GeneralSecurityException("has no RSA private key, but: " + kind);
        };
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException("has no intact RSA private key", e);
    }
  }

  /** One element of DER: tag, length, content (X.690 section 8.1). */
  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      // The JDK refuses lengths with more bytes than they need.
      byte[] bytes = BigInteger.valueOf(length).toByteArray();
      int start = bytes[0] == 0 ? 1 : 0;
      out.write(0x80 | bytes.length - start);
      out.write(bytes, start, bytes.length - start);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
