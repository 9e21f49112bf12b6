package dev.leasehold.credential;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;

/** RSA keys and their PEM forms, for tests. */
public final class RsaKeys {
  /** In the encoding of a key of 2,048 bits, what PKCS#8 has before PKCS#1. */
  private static final int PKCS8_START = 26;

  private RsaKeys() {}

  public static KeyPair generate() {
    return generate("RSA");
  }

  static KeyPair generate(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String pkcs8(KeyPair pair) {
    return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  /** As GitHub hands it out. */
  public static String pkcs1(KeyPair pair) {
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PKCS8_START, pkcs8.length));
  }

  static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }
}
