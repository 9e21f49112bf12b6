package dev.leasehold.credential;

import dev.leasehold.credential.Token.Missing;
import dev.leasehold.credential.Token.Secret;
import dev.leasehold.http.HttpAnswer;
import dev.leasehold.http.HttpAnswer.Failed;
import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.http.HttpCall;
import dev.leasehold.http.HttpCaller;
import dev.leasehold.http.JsonValue;
import dev.leasehold.http.ServerWords;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The token of a GitHub App for one installation, kept until shortly before it expires. The key is
 * read for each new one, so that a replaced key needs no restart.
 */
final class InstallationToken implements TokenSource {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int MOST_BYTES = 256 * 1024;

  /** The longest work that is done with one token. */
  private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(5);

  private static final String USERNAME = "x-access-token";
  private static final String GITHUB = "https://api.github.com";

  private final Credential.GitHubApp entry;
  private final SecretFile keyFile;
  private final InstantSource clock;
  private final HttpCaller http;
  private @Nullable Secret secret;
  private Instant usableUntil = Instant.MIN;

  InstallationToken(Credential.GitHubApp entry, InstantSource clock) {
    this.entry = entry;
    this.clock = clock;
    this.keyFile =
        new SecretFile("auth '" + entry.name() + "': privateKeyFile", entry.privateKeyFile());
    this.http = new HttpCaller(entry.access(), DEADLINE, MOST_BYTES);
  }

  @Override
  public String name() {
    return entry.name();
  }

  @Override
  public synchronized Token current() {
    Secret known = secret;
    if (known != null && clock.instant().isBefore(usableUntil)) {
      return known;
    }
    String jwt;
    try {
      jwt = jwt();
    } catch (SecretFile.Unusable e) {
      return new Missing(
          e.reason(),
          Optional.of(
              "Put a private key of the App there, as its page at GitHub hands it out, readable by"
                  + " this user only."));
    }
    return request(jwt);
  }

  private String jwt() throws SecretFile.Unusable {
    String pem = keyFile.read();
    try {
      return AppJwt.sign(entry.appId(), RsaKey.parse(pem), clock.instant());
    } catch (GeneralSecurityException e) {
      throw keyFile.unusable(String.valueOf(e.getMessage()));
    }
  }

  private Token request(String jwt) {
    String api = entry.apiUrl().orElse(GITHUB);
    HttpCall call =
        HttpCall.of(
                "POST",
                URI.create(api + "/app/installations/" + entry.installationId() + "/access_tokens"))
            .with("Accept", "application/vnd.github+json")
            .with("X-GitHub-Api-Version", "2022-11-28")
            .with("Authorization", "Bearer " + jwt);
    HttpAnswer answer = http.send(call);
    return switch (answer) {
      case Failed(String reason, boolean lasting) ->
          missing(
              reason,
              lasting
                  ? Optional.of("Correct apiUrl, caFile or proxy of this entry.")
                  : Optional.empty());
      case Reply reply when reply.isSuccess() -> accept(reply, call);
      case Reply reply -> refused(reply, call);
    };
  }

  private Token accept(Reply reply, HttpCall call) {
    Optional<JsonValue> json = JsonValue.parse(reply.body());
    Optional<String> token = member(json, value -> value.get("token").text());
    Optional<Instant> expiry =
        member(json, value -> value.get("expires_at").text().flatMap(InstallationToken::instant));
    if (token.isEmpty() || expiry.isEmpty()) {
      return missing(
          call + " replied " + reply.status() + " without a token",
          Optional.of("Check that apiUrl is the address of GitHub's API."));
    }
    Secret got = new Secret(USERNAME, token.get());
    secret = got;
    usableUntil = expiry.get().minus(BEFORE_EXPIRY);
    return got;
  }

  private static <T> Optional<T> member(
      Optional<JsonValue> json, Function<JsonValue, Optional<T>> read) {
    return json.flatMap(read);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Missing refused(Reply reply, HttpCall call) {
    String words = ServerWords.of(reply.body());
    boolean isLimit =
        reply.status() == 429
            || reply.status() == 403
                && (words.contains("rate limit")
                    || reply.headers().firstValue("x-ratelimit-remaining").orElse("").equals("0"));
    Optional<String> whatToDo =
        isLimit || reply.status() >= 500
            ? Optional.empty()
            : Optional.of(
                switch (reply.status()) {
                  case 401 ->
                      "Check that appId is right, that privateKeyFile has a key of this App, and the"
                          + " clock of this machine: it says "
                          + clock.instant()
                          + ".";
                  case 403 ->
                      "Check at GitHub that the installation is not suspended, and that the App"
                          + " may be used from this address.";
                  case 404 ->
                      "Check installationId: the number at the end of the address of the"
                          + " installation's settings; and appId, and that the App is installed.";
                  case 422 -> "Check that the App still has the permissions that it asked for.";
                  default -> "Check that apiUrl is the address of GitHub's API.";
                });
    return missing(
        call + " replied " + reply.status() + (words.isEmpty() ? "" : ": " + words), whatToDo);
  }

  private Missing missing(String reason, Optional<String> whatToDo) {
    return new Missing("auth '" + entry.name() + "': githubApp: " + reason, whatToDo);
  }

  @Override
  public synchronized boolean isReplaced(Secret refused) {
    if (refused.equals(secret)) {
      secret = null;
    }
    return current() instanceof Secret now && !now.equals(refused);
  }

  @Override
  public void close() {
    http.close();
  }
}
