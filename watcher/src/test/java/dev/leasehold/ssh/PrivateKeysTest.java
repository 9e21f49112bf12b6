package dev.leasehold.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are private keys; needs ssh-keygen, as every test with SSH does. */
final class PrivateKeysTest {
  @TempDir private Path folder;

  private Path key(String type, String format, String passphrase) {
    Path file = folder.resolve("key");
    Sshd.run(
        List.of(
            "ssh-keygen", "-q", "-t", type, "-m", format, "-N", passphrase, "-f", file.toString()));
    return file;
  }

  @ParameterizedTest
  @CsvSource({"ed25519, RFC4716", "rsa, RFC4716", "rsa, PEM", "rsa, PKCS8", "ecdsa, RFC4716"})
  void readsEachFormatOfOpenSsh(String type, String format) throws Exception {
    String text = Files.readString(key(type, format, ""));
    for (String each : List.of(text, text.strip(), text.replace("\n", "\r\n"))) {
      PrivateKeys.Read.Usable usable =
          assertInstanceOf(PrivateKeys.Read.Usable.class, PrivateKeys.read("the text", each));
      assertEquals(1, usable.pairs().size());
    }
  }

  @ParameterizedTest
  @CsvSource({"ed25519, RFC4716", "rsa, RFC4716", "rsa, PEM", "rsa, PKCS8"})
  void findsThatAKeyHasAPassphrase(String type, String format) throws Exception {
    String text = Files.readString(key(type, format, "s3cret words"));
    assertEquals(new PrivateKeys.Read.Locked(), PrivateKeys.read("the text", text));
  }

  @Test
  void findsThatAPublicKeyIsNone() throws Exception {
    String text = Files.readString(Path.of(key("ed25519", "RFC4716", "") + ".pub"));
    assertEquals(new PrivateKeys.Read.Unreadable(), PrivateKeys.read("the text", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\n%%%%\n-----END RSA PRIVATE KEY-----"
      })
  void findsThatATextIsNoKey(String text) {
    assertEquals(new PrivateKeys.Read.Unreadable(), PrivateKeys.read("the text", text));
  }
}
