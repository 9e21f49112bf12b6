package dev.leasehold.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;

class RsaKeyTest {
  private static final KeyPair PAIR = RsaKeys.generate();

  @Test
  void readsPkcs8() throws GeneralSecurityException {
    assertEquals(PAIR.getPrivate(), RsaKey.parse(RsaKeys.pkcs8(PAIR)));
  }

  @Test
  void readsPkcs1() throws GeneralSecurityException {
    assertEquals(PAIR.getPrivate(), RsaKey.parse(RsaKeys.pkcs1(PAIR)));
  }

  @Test
  void readsWindowsLineBreaksAndTextAround() throws GeneralSecurityException {
    String pem = "Key of the App\n" + RsaKeys.pkcs1(PAIR) + "\n\n";
    assertEquals(PAIR.getPrivate(), RsaKey.parse(pem.replace("\n", "\r\n")));
  }

  @Test
  void refusesOtherContent() {
    assertEquals("has no key in PEM", refusal("s3cret"));
    assertEquals(
        "has no RSA private key, but: CERTIFICATE",
        refusal(RsaKeys.pem("CERTIFICATE", new byte[] {1})));
    assertEquals(
        "has no RSA private key, but: PUBLIC KEY",
        refusal(RsaKeys.pem("PUBLIC KEY", PAIR.getPublic().getEncoded())));
    assertEquals(
        "is encrypted, and there is no field for a passphrase",
        refusal(RsaKeys.pem("ENCRYPTED PRIVATE KEY", new byte[] {1})));
    assertEquals(
        "is encrypted, and there is no field for a passphrase",
        refusal(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----"));
    assertEquals("has no intact RSA private key", refusal(RsaKeys.pkcs8(RsaKeys.generate("EC"))));
    assertEquals(
        "has no intact RSA private key",
        refusal(RsaKeys.pem("RSA PRIVATE KEY", "x".repeat(300).getBytes(StandardCharsets.UTF_8))));
  }

  private static String refusal(String pem) {
    return String.valueOf(
        assertThrows(GeneralSecurityException.class, () -> RsaKey.parse(pem)).getMessage());
  }
}
