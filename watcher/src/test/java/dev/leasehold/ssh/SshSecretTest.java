package dev.leasehold.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a login says about its Secret; connections with one are in ClusterSecretIT. */
final class SshSecretTest {
  private static final String PLACE = "Secret network/router-ssh";

  @TempDir private Path folder;

  private record Fixed(Answer answer) implements SecretSource {
    @Override
    public String place() {
      return PLACE;
    }

    @Override
    public Answer read() {
      return answer;
    }
  }

  private static Optional<SshLogin.Obstacle> obstacle(
      SecretSource.Answer answer, Optional<Path> hosts) {
    return new SshLogin("routers.home.ssh", new SshSecret(new Fixed(answer), hosts)).prepare();
  }

  private static String refusal(Map<String, String> data, Optional<Path> hosts) {
    SecretSource.Answer found = new SecretSource.Answer.Found(new SecretData(data));
    return obstacle(found, hosts)
        .map(obstacle ->
            switch (obstacle) {
              case SshLogin.Obstacle.Missing(Refusal(String reason, String whatToDo)) ->
                  reason + ". " + whatToDo;
              case SshLogin.Obstacle.Unavailable(String reason) -> "unavailable: " + reason;
            })
        .orElse("");
  }

  private String key(String passphrase) throws Exception {
    Path file = folder.resolve("key" + passphrase.length());
    Sshd.key(file, "ed25519", passphrase);
    return Files.readString(file);
  }

  @Test
  void namesTheMissingKey() throws Exception {
    String none = refusal(Map.of("known_hosts", "host key"), Optional.empty());
    assertTrue(
        none.startsWith("routers.home.ssh.secretRef: Secret network/router-ssh has no id_rsa. Put"),
        none);
    assertEquals(none, refusal(Map.of("id_rsa", " \n", "known_hosts", "h"), Optional.empty()));
    String noHosts = refusal(Map.of("id_rsa", key("")), Optional.empty());
    assertTrue(noHosts.contains("Secret network/router-ssh has no known_hosts. Put"), noHosts);
    assertTrue(noHosts.contains("or set knownHostsFile beside secretRef"), noHosts);
  }

  @Test
  void showsNoContent() throws Exception {
    Map<String, String> data = Map.of("id_rsa", "s3cret", "known_hosts", "s3cret too");
    assertEquals("[id_rsa, known_hosts]", new SecretData(data).toString());
    String refusal = refusal(data, Optional.empty());
    assertTrue(
        refusal.contains("id_rsa of Secret network/router-ssh is not a private key"), refusal);
    assertFalse(refusal.contains("s3cret"), refusal);
    String locked = refusal(Map.of("id_rsa", key("pass"), "known_hosts", "h"), Optional.empty());
    assertTrue(
        locked.contains("id_rsa of Secret network/router-ssh is protected by a passphrase"),
        locked);
  }

  @Test
  void takesTheFileInPlaceOfTheKnownHostsOfTheSecret() throws Exception {
    Path hosts = folder.resolve("hosts");
    Map<String, String> data = Map.of("id_rsa", key(""));
    String missing = refusal(data, Optional.of(hosts));
    assertTrue(
        missing.contains("routers.home.ssh.knownHostsFile: " + hosts + " does not exist"), missing);
    Files.writeString(hosts, "");
    assertEquals("", refusal(data, Optional.of(hosts)));
  }

  @Test
  void saysWhetherAnotherTryMaySucceed() {
    assertEquals(
        Optional.of(new SshLogin.Obstacle.Unavailable("routers.home.ssh.secretRef: no answer")),
        obstacle(new SecretSource.Answer.Unavailable("no answer"), Optional.empty()));
    assertEquals(
        Optional.of(
            new SshLogin.Obstacle.Missing(new Refusal("routers.home.ssh.secretRef: why", "what"))),
        obstacle(new SecretSource.Answer.Refused(new Refusal("why", "what")), Optional.empty()));
  }
}
