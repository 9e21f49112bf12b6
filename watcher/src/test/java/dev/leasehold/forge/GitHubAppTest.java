package dev.leasehold.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.credential.Credential;
import dev.leasehold.credential.RsaKeys;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.http.HttpAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pull requests with the tokens of a GitHub App. */
class GitHubAppTest {
  private static final KeyPair PAIR = RsaKeys.generate();
  private static final KeyPair NEXT = RsaKeys.generate();

  @TempDir private Path folder;
  private final Branches.InMemory branches = new Branches.InMemory("main");
  private final ForgeStandIn standIn = ForgeStandIn.start(Product.GITHUB, branches);
  private Instant now = Instant.parse("2026-11-29T10:00:00Z");
  private Path key;
  private TokenSource tokens;
  private Forge forge;

  @BeforeEach
  void installApp() throws IOException {
    key = folder.resolve("app.pem");
    Files.writeString(key, RsaKeys.pkcs1(PAIR));
    standIn.installApp("12", "34", PAIR.getPublic(), () -> now);
    tokens =
        TokenSource.of(
            new Credential.GitHubApp(
                "app",
                "12",
                "34",
                key,
                Optional.of(standIn.apiUrl().toString()),
                HttpAccess.DEFAULT),
            () -> now);
    forge =
        Forges.open(
            Product.GITHUB,
            standIn.apiUrl(),
            ForgeStandIn.REPOSITORY,
            tokens,
            HttpAccess.DEFAULT,
            () -> now);
  }

  @AfterEach
  void close() {
    forge.close();
    tokens.close();
    standIn.close();
  }

  @Test
  void opensARequestWithAnInstallationToken() {
    branches.commit("ours");
    RequestText text = new RequestText("title", "body");
    assertEquals(1, ForgeContract.done(forge.open("ours", "main", text)).number());
    now = now.plus(Duration.ofHours(2));
    assertEquals(1, ForgeContract.done(forge.open("ours", "main", text)).number());
    assertEquals(2, tokenCalls());
  }

  @Test
  void replacesATokenThatWasRevoked() {
    ForgeContract.done(forge.newest("ours", "main"));
    standIn.rotate("revoked");
    ForgeContract.done(forge.newest("ours", "main"));
    assertEquals(2, tokenCalls());
  }

  @Test
  void namesTheKeyThatIsNotOfTheApp() throws IOException {
    standIn.installApp("12", "34", NEXT.getPublic(), () -> now);
    Refused<?> refused = assertInstanceOf(Refused.class, forge.newest("ours", "main"));
    assertTrue(refused.reason().startsWith("auth 'app': githubApp: POST "), refused.reason());
    assertTrue(refused.whatToDo().contains("privateKeyFile"), refused.whatToDo());
    Files.writeString(key, RsaKeys.pkcs8(NEXT));
    ForgeContract.done(forge.newest("ours", "main"));
  }

  @Test
  void namesTheClockThatIsWrong() {
    Instant right = now;
    standIn.installApp("12", "34", PAIR.getPublic(), () -> right);
    now = now.minus(Duration.ofMinutes(20));
    Refused<?> refused = assertInstanceOf(Refused.class, forge.newest("ours", "main"));
    assertTrue(refused.whatToDo().contains("it says 2026-11-29T09:40:00Z"), refused.whatToDo());
  }

  private long tokenCalls() {
    return standIn.received().stream()
        .filter(call -> call.target().endsWith("/access_tokens"))
        .count();
  }
}
