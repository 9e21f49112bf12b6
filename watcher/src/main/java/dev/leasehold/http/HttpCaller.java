package dev.leasehold.http;

import dev.leasehold.http.HttpAnswer.Failed;
import dev.leasehold.http.HttpAnswer.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls HTTP servers. Each call has one deadline for everything, the reply is bounded, and a
 * redirect is followed only on the same host: headers hold secrets. Thread-safe.
 */
public final class HttpCaller implements AutoCloseable {
  private static final int MOST_REDIRECTS = 3;

  private final HttpAccess access;
  private final Duration deadline;
  private final int mostBytes;
  private @Nullable HttpClient client;
  private FileTime authoritiesOf = FileTime.fromMillis(0);

  /**
   * Creates a caller; does not connect yet.
   *
   * @param deadline the longest time of one call, with its redirects
   * @param mostBytes the largest body of a reply
   */
  public HttpCaller(HttpAccess access, Duration deadline, int mostBytes) {
    this.access = access;
    this.deadline = deadline;
    this.mostBytes = mostBytes;
  }

  /** Sends a call and waits for the reply. */
  public HttpAnswer send(HttpCall call) {
    Optional<String> refusal = access.refusal(call.uri());
    if (refusal.isPresent()) {
      return new Failed(call + " " + refusal.get(), true);
    }
    try {
      return follow(client(), call);
    } catch (IOException e) {
      return new Failed(String.valueOf(e.getMessage()), true);
    }
  }

  private HttpAnswer follow(HttpClient http, HttpCall first) {
    HttpCall call = first;
    for (int redirects = 0; ; redirects++) {
      HttpAnswer answer = exchange(http, call);
      if (!(answer instanceof Reply reply) || !isRedirect(reply.status())) {
        return answer;
      }
      Optional<URI> next = target(call.uri(), reply);
      if (next.isEmpty() || redirects == MOST_REDIRECTS) {
        return new Failed(first + " is redirected without end", true);
      }
      if (!isSameServer(call.uri(), next.get())) {
        return new Failed(
            first
                + " is redirected to "
                + next.get().getScheme()
                + "://"
                + next.get().getRawAuthority()
                + "; redirects to other servers are refused, because they would receive the"
                + " credentials: configure that address",
            true);
      }
      if (!call.method().equals("GET") && reply.status() < 307) {
        return new Failed(
            first + " is redirected to " + next.get().getRawPath() + "; configure that address",
            true);
      }
      call = call.at(next.get());
    }
  }

  private static boolean isRedirect(int status) {
    return status / 100 == 3 && status != 304;
  }

  private static Optional<URI> target(URI from, Reply reply) {
    try {
      return reply.headers().firstValue("Location").map(from::resolve);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isSameServer(URI from, URI to) {
    return String.valueOf(from.getRawAuthority()).equalsIgnoreCase(to.getRawAuthority())
        && from.getScheme().equalsIgnoreCase(to.getScheme());
  }

  private HttpAnswer exchange(HttpClient http, HttpCall call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .method(
                call.method(),
                call.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
            .setHeader("User-Agent", "leasehold");
    call.headers().forEach(request::setHeader);
    CompletableFuture<HttpResponse<String>> reply =
        http.sendAsync(
            request.build(),
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), mostBytes));
    try {
      HttpResponse<String> got = reply.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(got.statusCode(), got.headers(), got.body());
    } catch (TimeoutException e) {
      reply.cancel(true);
      return new Failed("no answer to " + call + " within " + deadline.toSeconds() + " s", false);
    } catch (InterruptedException e) {
      reply.cancel(true);
      Thread.currentThread().interrupt();
      return new Failed(call + " was interrupted", false);
    } catch (ExecutionException e) {
      return failed(call, e);
    }
  }

  private static Failed failed(HttpCall call, Throwable failure) {
    String connection = "";
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
      switch (cause) {
        case SSLException e -> {
          return new Failed(
              call + ": TLS failed: " + e.getMessage() + "; for an own authority, set caFile",
              true);
        }
        case UnresolvedAddressException _ ->
            connection = "there is no host of that name, or no name service";
        case ConnectException _ -> connection = "the host refuses the connection";
        case NoRouteToHostException _ -> connection = "there is no route to the host";
        default -> {}
      }
    }
    return new Failed(
        call
            + ": "
            + (connection.isEmpty() ? "the connection broke: " + root.getMessage() : connection),
        false);
  }

  /** The client; a new one after the file of the authorities was changed. */
  private synchronized HttpClient client() throws IOException {
    FileTime changed = FileTime.fromMillis(0);
    if (access.caFile().isPresent()) {
      Path file = access.caFile().get();
      if (!Files.isReadable(file)) {
        throw new IOException("caFile: " + file + " cannot be read");
      }
      changed = Files.getLastModifiedTime(file);
    }
    HttpClient known = client;
    if (known != null && changed.equals(authoritiesOf)) {
      return known;
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(deadline)
            .proxy(access.proxy().map(ProxySelector::of).orElse(HttpClient.Builder.NO_PROXY));
    if (access.caFile().isPresent()) {
      builder.sslContext(CertificateAuthorities.context(access.caFile().get()));
    }
    HttpClient made = builder.build();
    close();
    client = made;
    authoritiesOf = changed;
    return made;
  }

  @Override
  public synchronized void close() {
    HttpClient known = client;
    client = null;
    if (known != null) {
      known.shutdownNow();
    }
  }
}
