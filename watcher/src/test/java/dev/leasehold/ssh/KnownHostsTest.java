package dev.leasehold.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which host keys a known_hosts text trusts; more of it, with real servers, in SshCredentialsIT.
 */
final class KnownHostsTest {
  private static final String HOST = "router.example:22";
  private static final InetSocketAddress REMOTE =
      InetSocketAddress.createUnresolved("192.0.2.1", 22);

  private static PublicKey key;
  private static PublicKey other;

  @TempDir private Path folder;

  @BeforeAll
  static void generate() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    key = generator.generateKeyPair().getPublic();
    other = generator.generateKeyPair().getPublic();
  }

  private static String text(String lines) {
    return lines
        .replace("KEY", PublicKeyEntry.toString(key))
        .replace("OTHER", PublicKeyEntry.toString(other));
  }

  private static boolean trusts(String lines, String address) {
    KnownHosts hosts = KnownHosts.ofText("the text", text(lines));
    boolean trusts = hosts.refusal(address, REMOTE, key).isEmpty();
    assertEquals(trusts, hosts.keys(address, REMOTE).stream().anyMatch(key::equals));
    return trusts;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "router.example KEY",
        "router.example KEY a comment",
        "  router.example\tKEY\t\r\n",
        "192.0.2.1 KEY",
        "a.example,router.example KEY",
        "*.example KEY",
        "router.example OTHER\nrouter.example KEY",
        "# a comment\n\nnonsense\nrouter.example ssh-unknown AAAA\nrouter.example KEY",
        "@cert-authority * OTHER\nrouter.example KEY",
        "@revoked * OTHER\nrouter.example KEY",
      })
  void trustsTheKeyOfTheHost(String lines) {
    assertTrue(trusts(lines, HOST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "KEY",
        "router.example",
        "router.example OTHER",
        "other.example KEY",
        "[router.example]:2222 KEY",
        "!router.example,*.example KEY",
        "#router.example KEY",
        "@cert-authority router.example KEY",
      })
  void trustsNoOther(String lines) {
    assertEquals(false, trusts(lines, HOST));
  }

  @Test
  void trustsARevokedKeyNever() {
    String lines = text("@revoked other.example KEY\nrouter.example KEY");
    KnownHosts hosts = KnownHosts.ofText("the text", lines);
    String refusal = hosts.refusal(HOST, REMOTE, key).orElseThrow();
    assertTrue(refusal.contains("is revoked in the text: ecdsa-sha2-nistp256 SHA256:"), refusal);
    assertTrue(hosts.isRevoked(key));
  }

  @Test
  void trustsAHashedNameAndAnotherPort() throws Exception {
    byte[] salt = new byte[20];
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(salt, "HmacSHA1"));
    Base64.Encoder base64 = Base64.getEncoder();
    String hashed =
        "|1|%s|%s KEY"
            .formatted(
                base64.encodeToString(salt),
                base64.encodeToString(mac.doFinal("[router.example]:2222".getBytes(UTF_8))));
    for (String line : List.of(hashed, "[router.example]:2222 KEY")) {
      assertTrue(trusts(line, "router.example:2222"), line);
      assertEquals(false, trusts(line, HOST), line);
    }
    assertTrue(trusts("fd00::1 KEY", "[fd00::1]:22"));
  }

  @Test
  void readsAFileAtEachUse() throws Exception {
    Path file = folder.resolve("hosts");
    KnownHosts hosts = KnownHosts.ofFile(file);
    assertTrue(
        hosts.refusal(HOST, REMOTE, key).orElseThrow().contains("cannot read " + file), "no file");
    Files.writeString(file, text("# caf\u00e9\nrouter.example KEY"), StandardCharsets.ISO_8859_1);
    assertTrue(hosts.refusal(HOST, REMOTE, key).isEmpty());
    Files.writeString(file, text("router.example OTHER"));
    String refusal = hosts.refusal(HOST, REMOTE, key).orElseThrow();
    assertTrue(refusal.contains("is not the one in " + file), refusal);
  }
}
