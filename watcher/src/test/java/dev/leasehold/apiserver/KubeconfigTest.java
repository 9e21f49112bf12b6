package dev.leasehold.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the API server and the credentials are found. */
final class KubeconfigTest {
  @TempDir private Path folder;

  private static String words(ApiFailure failure) {
    return String.valueOf(failure.getMessage());
  }

  private Path write(String cluster, String user) throws Exception {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters:
          - {name: other, cluster: {server: "https://192.0.2.9"}}
          - {name: c, cluster: {%s}}
        users: [{name: u, user: {%s}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(cluster, user));
  }

  private ApiAccess access(String cluster, String user) throws Exception {
    return new Kubeconfig(write(cluster, user)).read();
  }

  private String refusal(String cluster, String user) throws Exception {
    Kubeconfig config = new Kubeconfig(write(cluster, user));
    ApiFailure failure = assertThrows(ApiFailure.class, config::read);
    assertEquals(ApiFailure.Kind.REFUSED, failure.kind());
    assertTrue(
        words(failure).startsWith("kubeconfig " + folder.resolve("kubeconfig") + " is not"),
        words(failure));
    return words(failure);
  }

  @Test
  void readsTokensAndCertificates() throws Exception {
    assertEquals(
        new ApiAccess(URI.create("https://192.0.2.1:6443"), "", true, "t0ken", "", ""),
        access(
            "server: \"https://192.0.2.1:6443/\", insecure-skip-tls-verify: true", "token: t0ken"));
    Files.writeString(folder.resolve("ca.crt"), "CA");
    Files.writeString(folder.resolve("token"), "rotated\n");
    assertEquals(
        new ApiAccess(URI.create("https://h"), "CA", false, "rotated", "", ""),
        access("server: \"https://h\", certificate-authority: ca.crt", "tokenFile: token"));
    String certificate = base64("CERT");
    String key = base64("KEY");
    assertEquals(
        new ApiAccess(URI.create("https://h"), "CA", false, "", "CERT", "KEY"),
        access(
            "server: \"https://h\", certificate-authority-data: " + base64("CA"),
            "client-certificate-data: " + certificate + ", client-key-data: " + key));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server: 'https://h' | exec: {command: aws} | exec is not supported",
        "server: 'https://h', proxy-url: 'http://p' | token: s3cret | proxy-url is not supported",
        "server: 'http://192.0.2.1' | token: s3cret | http is permitted to this machine only",
        "server: 'https://h' | client-key-data: czNjcmV0 | needs both",
        "server: 'https://h' | tokenFile: none | none cannot be read",
        "server: 'https://h' | token: 's3cret s3cret' | the token has characters",
        "server: 'https://h' | client-key-data: 's3cret~' | client-key-data is not Base64",
        "'' | token: s3cret | server: null",
      })
  void saysWhatCannotBeUsed(String cluster, String user, String words) throws Exception {
    String refusal = refusal(cluster.replace('\'', '"'), user);
    assertTrue(refusal.contains(words), refusal);
    assertFalse(refusal.contains("s3cret"), refusal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s3cret: [", "[s3cret]", "current-context: s3cret", "users: s3cret", "\u0000"})
  void refusesWhatIsNoKubeconfig(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("kubeconfig"), text);
    ApiFailure failure = assertThrows(ApiFailure.class, new Kubeconfig(file)::read);
    assertFalse(words(failure).contains("s3cret: ["), words(failure));
    Kubeconfig missing = new Kubeconfig(folder.resolve("missing"));
    assertTrue(words(assertThrows(ApiFailure.class, missing::read)).contains("does not exist"));
  }

  @Test
  void showsNoSecret() throws Exception {
    ApiAccess access = access("server: \"https://h\"", "token: s3cret");
    assertEquals("https://h", access.toString());
  }

  @Test
  void readsTheServiceAccountOfAPod() throws Exception {
    Map<String, String> pod =
        Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443");
    ServiceAccount account = new ServiceAccount(pod, folder);
    assertTrue(
        words(assertThrows(ApiFailure.class, account::read))
            .startsWith("this process has no service account of a Pod"));
    Files.writeString(folder.resolve("ca.crt"), "CA");
    Files.writeString(folder.resolve("token"), "one\n");
    assertEquals(
        new ApiAccess(URI.create("https://[fd00::1]:6443"), "CA", false, "one", "", ""),
        account.read());
    Files.writeString(folder.resolve("token"), "two\n");
    assertEquals("two", account.read().token());
  }
}
