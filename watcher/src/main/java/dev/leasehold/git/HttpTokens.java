package dev.leasehold.git;

import dev.leasehold.credential.Credential;
import dev.leasehold.credential.Token;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.http.CertificateAuthorities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.transport.TransportHttp;
import org.jspecify.annotations.Nullable;

/** The token of a target for HTTPS, and how to reach the server. */
final class HttpTokens implements AutoCloseable {
  private final Credential credential;
  private final TokenSource tokens;
  private final String server;
  private final Timeouts timeouts;
  private Optional<Token.Secret> used = Optional.empty();
  private byte[] authorities = {};
  private @Nullable SSLSocketFactory trust;

  /**
   * Tokens of one entry; nothing is read yet.
   *
   * @param clock the clock for tokens that expire
   * @param timeouts those of the operations
   */
  HttpTokens(Credential credential, GitTarget target, InstantSource clock, Timeouts timeouts) {
    this.credential = credential;
    this.tokens = TokenSource.of(credential, clock);
    URI uri = URI.create(target.url());
    this.server = uri.getScheme() + "://" + uri.getRawAuthority();
    this.timeouts = timeouts;
  }

  /** The name of the entry of the configuration. */
  String name() {
    return credential.name();
  }

  /** Reads the token and the authorities again. Returns why there is none; empty if there is. */
  Optional<Outcome.Failure> missing() {
    switch (tokens.current()) {
      case Token.Missing(String reason, Optional<String> whatToDo) -> {
        return Optional.of(
            whatToDo.isPresent()
                ? new Outcome.Stalled(reason, whatToDo.get())
                : new Outcome.Unreachable(reason));
      }
      case Token.Secret secret -> used = Optional.of(secret);
    }
    Optional<Path> file = credential.access().caFile();
    try {
      if (file.isPresent()) {
        trust(file.get());
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          Outcome.Stalled.here(
              "auth "
                  + name()
                  + ": "
                  + (e.getMessage() == null ? "caFile cannot be read" : e.getMessage()),
              "Put the certificates of the authority there, in PEM."));
    }
  }

  /** Reads the authorities. A connection is kept only with the same trust. */
  private void trust(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(
          "caFile: " + file + (Files.exists(file) ? " cannot be read" : " does not exist"));
    }
    byte[] now = Files.readAllBytes(file);
    if (trust == null || !Arrays.equals(now, authorities)) {
      trust = CertificateAuthorities.context(file).getSocketFactory();
      authorities = now;
    }
  }

  /** Whether the server refused the token that was just used, and there is another one now. */
  boolean isReplacedAfter(Exception failure) {
    return HttpFailures.isUnauthorized(failure)
        && used.filter(tokens::isReplaced).isPresent()
        && missing().isEmpty();
  }

  void prepare(TransportHttp transport, Operation operation) {
    transport.setHttpConnectionFactory(
        new WatchedHttp(operation, credential.access(), server, trust, timeouts));
    used.ifPresent(
        secret -> transport.setPreemptiveBasicAuthentication(secret.username(), secret.secret()));
  }

  @Override
  public void close() {
    tokens.close();
  }
}
