package dev.leasehold.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.leasehold.credential.Token.Missing;
import dev.leasehold.credential.Token.Secret;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.http.JsonValue;
import dev.leasehold.web.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstallationTokenTest {
  private static final KeyPair PAIR = RsaKeys.generate();
  private static final KeyPair OTHER = RsaKeys.generate();

  @TempDir private Path folder;
  private final List<String> jwts = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-29T10:00:00Z");
  private int status = 201;
  private String body = "";
  private Path key;
  private HttpServer server;
  private TokenSource source;

  @BeforeEach
  void start() throws IOException {
    server = LoopbackServer.create();
    server.createContext("/", this::answer);
    server.start();
    key = folder.resolve("app.pem");
    write(RsaKeys.pkcs1(PAIR));
    source = TokenSource.of(app("http://127.0.0.1:" + server.getAddress().getPort()), () -> now);
  }

  private Credential.GitHubApp app(String apiUrl) {
    return new Credential.GitHubApp(
        "app", "12", "34", key, Optional.of(apiUrl), HttpAccess.DEFAULT);
  }

  @AfterEach
  void stop() {
    source.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    jwts.add(exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length()));
    String reply =
        body.isEmpty()
            ? "{\"token\":\"ghs_%d\",\"expires_at\":\"%s\"}"
                .formatted(calls.size(), now.plus(Duration.ofHours(1)))
            : body;
    byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void asksForTheTokenOfTheInstallation() {
    assertEquals(new Secret("x-access-token", "ghs_1"), source.current());
    assertEquals(List.of("POST /app/installations/34/access_tokens"), calls);
  }

  @Test
  void signsWhoItIs() throws GeneralSecurityException {
    source.current();
    String[] parts = jwts.getFirst().split("\\.", -1);
    assertEquals("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", decoded(parts[0]));
    JsonValue claims = JsonValue.parse(decoded(parts[1])).orElseThrow();
    assertEquals(Optional.of("12"), claims.get("iss").text());
    long issued = claims.get("iat").number().orElseThrow();
    long expires = claims.get("exp").number().orElseThrow();
    assertEquals(now.getEpochSecond() - 60, issued);
    assertTrue(expires > now.getEpochSecond() && expires <= now.getEpochSecond() + 600);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(PAIR.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertTrue(signature.verify(Base64.getUrlDecoder().decode(parts[2])));
  }

  @Test
  void keepsTheTokenUntilFiveMinutesBeforeItExpires() {
    Token first = source.current();
    now = now.plus(Duration.ofMinutes(55)).minusSeconds(1);
    assertEquals(first, source.current());
    now = now.plusSeconds(1);
    assertEquals(new Secret("x-access-token", "ghs_2"), source.current());
  }

  @Test
  void asksForAnotherTokenAfterARefusedOne() {
    Secret first = (Secret) source.current();
    assertTrue(source.isReplaced(first));
    assertEquals(new Secret("x-access-token", "ghs_2"), source.current());
    assertEquals(2, calls.size());
  }

  @Test
  void readsAReplacedKeyWithoutRestart() throws IOException, GeneralSecurityException {
    source.current();
    write(RsaKeys.pkcs8(OTHER));
    now = now.plus(Duration.ofHours(1));
    source.current();
    String[] parts = jwts.getLast().split("\\.", -1);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(OTHER.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertTrue(signature.verify(Base64.getUrlDecoder().decode(parts[2])));
  }

  @Test
  void namesTheKeyFileThatIsUnusable() throws IOException {
    write("s3cret");
    assertEquals("auth 'app': privateKeyFile: " + key + " has no key in PEM", missing().reason());
    assertEquals(List.of(), calls);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | A JSON web token could not be decoded | clock",
        "403 | This installation has been suspended  | suspended",
        "404 | Not Found                             | installationId",
        "422 | The permissions are not granted       | permissions",
        "405 | Not allowed                           | apiUrl",
      })
  void tellsWhatARefusalMeans(int refusal, String words, String whatToDo) {
    status = refusal;
    body = "{\"message\":\"" + words + "\"}";
    Missing missing = missing();
    assertTrue(missing.reason().startsWith("auth 'app': githubApp: POST http://127.0.0.1:"));
    assertTrue(missing.reason().endsWith(" replied " + refusal + ": " + words), missing.reason());
    assertTrue(missing.whatToDo().orElse("").contains(whatToDo), missing.toString());
  }

  @ParameterizedTest
  @CsvSource({"500, ''", "502, <html>", "429, {}", "403, '{\"message\":\"rate limit exceeded\"}'"})
  void waitsWhereItMayWorkLater(int refusal, String words) {
    status = refusal;
    body = words.isEmpty() ? " " : words;
    assertEquals(Optional.empty(), missing().whatToDo());
  }

  @Test
  void takesNoReplyWithoutATokenForSuccess() {
    body = "<html>";
    assertTrue(missing().reason().endsWith("replied 201 without a token"));
    assertTrue(missing().whatToDo().isPresent());
  }

  @Test
  void waitsForAHostThatRefusesTheConnection() {
    server.stop(0);
    assertTrue(missing().reason().contains("refuses the connection"));
    assertEquals(Optional.empty(), missing().whatToDo());
  }

  @Test
  void sendsNothingWithoutEncryptionToOtherMachines() {
    try (TokenSource plain = TokenSource.of(app("http://203.0.113.1"), () -> now)) {
      Missing missing = assertInstanceOf(Missing.class, plain.current());
      assertTrue(missing.reason().contains("without encryption"), missing.reason());
    }
  }

  @Test
  void showsNeitherKeyNorToken() throws IOException {
    String pem = Files.readString(key);
    assertFalse(app("https://api.github.com").toString().contains(pem.lines().toList().get(1)));
    assertFalse(source.current().toString().contains("ghs_"));
  }

  private Missing missing() {
    return assertInstanceOf(Missing.class, source.current());
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private void write(String pem) throws IOException {
    Files.writeString(key, pem);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }
}
