package dev.leasehold.apiserver;

import static dev.leasehold.apiserver.ApiFailure.Kind.REFUSED;
import static dev.leasehold.apiserver.ApiFailure.Kind.UNAVAILABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leasehold.http.JsonValue;
import dev.leasehold.http.ServerWords;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists, watches and deletes objects. Credentials are read again for each request, so new ones take
 * effect without a restart. Every wait has a limit, and every answer a bound. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {
  private static final int PAGE = 500;
  private static final long MOST_PAGE_BYTES = 64 << 20;

  /** An object has at most 1.5 MiB, the limit of etcd. */
  private static final long MOST_EVENT_BYTES = 4 << 20;

  private static final int MOST_ERROR_BYTES = 64 << 10;

  private final AccessSource source;
  private final String userAgent;
  private final String rights;
  private final Limits limits;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("api-timer").factory());
  private @Nullable HttpClient client;
  private @Nullable ApiAccess clientOf;
  private boolean closed;

  /**
   * The time limits.
   *
   * @param answer for the begin of an answer
   * @param silence for the next part of a list
   * @param watchSilence for the next message of a watch; the server sends bookmarks about every
   *     minute
   * @param watch after which the server ends a watch
   */
  public record Limits(Duration answer, Duration silence, Duration watchSilence, Duration watch) {
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            Duration.ofSeconds(150),
            Duration.ofMinutes(5));
  }

  /**
   * Creates a client; does not connect yet.
   *
   * @param userAgent how the server's log names this client
   * @param rights the page of the documentation that lists the rights that it needs
   */
  public ApiServer(AccessSource source, String userAgent, String rights, Limits limits) {
    this.source = source;
    this.userAgent = userAgent;
    this.rights = rights;
    this.limits = limits;
    timer.setRemoveOnCancelPolicy(true); // else each read would be kept until its limit
  }

  /**
   * Lists all objects of a kind.
   *
   * @param path the path of the kind, such as {@code /apis/GROUP/VERSION/PLURAL}
   * @param kept what is kept of each object
   * @param items takes the objects of each page; if the list fails later, they do not count
   * @return the version from which a watch goes on
   */
  public String list(String path, Projection kept, Consumer<ApiObject> items)
      throws ApiFailure, InterruptedException {
    String version = "";
    String next = "";
    do {
      String query =
          "?limit=" + PAGE + (next.isEmpty() ? "" : "&continue=" + URLEncoder.encode(next, UTF_8));
      try (TimedInput in = get(path + query, limits.silence(), MOST_PAGE_BYTES);
          ObjectReader reader = new ObjectReader(in, kept)) {
        ObjectReader.Page page = reader.page(items);
        version = page.resourceVersion();
        next = page.next();
      } catch (IOException e) {
        throw broken("GET " + path, e);
      }
    } while (!next.isEmpty());
    return version;
  }

  /**
   * Follows the changes of a kind until the server ends the watch.
   *
   * @param version the version of the list or watch before
   * @param kept what is kept of each object
   * @return the version from which the next watch goes on
   */
  String watch(String path, String version, Projection kept, Consumer<ObjectReader.Event> changes)
      throws ApiFailure, InterruptedException {
    String query =
        "?watch=1&allowWatchBookmarks=true&timeoutSeconds="
            + limits.watch().toSeconds()
            + "&resourceVersion="
            + URLEncoder.encode(version, UTF_8);
    String last = version;
    try (TimedInput in = get(path + query, limits.watchSilence(), MOST_EVENT_BYTES);
        ObjectReader reader = new ObjectReader(in, kept)) {
      for (ObjectReader.Event event = reader.event(); event != null; event = reader.event()) {
        in.restart();
        if (event.type().equals("ERROR")) {
          throw failure("GET " + path, event.code(), event.message());
        }
        last = event.object().resourceVersion();
        if (!event.type().equals("BOOKMARK")) {
          changes.accept(event);
        }
      }
    } catch (IOException e) {
      throw broken("GET " + path, e);
    }
    return last;
  }

  /**
   * Deletes an object, if it is still the one that was read: not if it has changed since.
   *
   * @param path the path of its kind
   */
  public void delete(String path, ApiObject object) throws ApiFailure, InterruptedException {
    delete(
        path,
        object.name(),
        Map.of("uid", object.uid(), "resourceVersion", object.resourceVersion()));
  }

  /**
   * Deletes an object, changed or not; not one of the same name that has been made since.
   *
   * @param path the path of its kind, in its namespace
   */
  public void delete(String path, String name, String uid) throws ApiFailure, InterruptedException {
    delete(path, name, Map.of("uid", uid));
  }

  private void delete(String path, String name, Map<String, String> preconditions)
      throws ApiFailure, InterruptedException {
    String what = path + "/" + URLEncoder.encode(name, UTF_8);
    String options =
        JsonValue.write(
            Map.of("apiVersion", "v1", "kind", "DeleteOptions", "preconditions", preconditions));
    try (InputStream in = send("DELETE", what, options)) {
      long _ = in.skip(MOST_ERROR_BYTES); // so that the connection can be used again
    } catch (IOException e) {
      throw broken("DELETE " + what, e);
    }
  }

  private TimedInput get(String path, Duration silence, long mostBytes)
      throws ApiFailure, InterruptedException {
    return new TimedInput(send("GET", path, ""), timer, silence, mostBytes);
  }

  /** The body of a successful answer. */
  private InputStream send(String method, String path, String body)
      throws ApiFailure, InterruptedException {
    ApiAccess access = source.read();
    URI uri = URI.create(access.server() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(limits.answer())
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .setHeader("User-Agent", userAgent)
            .setHeader("Accept", "application/json");
    if (!body.isEmpty()) {
      request.setHeader("Content-Type", "application/json");
    }
    if (!access.token().isEmpty()) {
      request.setHeader("Authorization", "Bearer " + access.token());
    }
    String what = method + " " + uri.getRawPath();
    try {
      HttpResponse<InputStream> answer =
          client(access).send(request.build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() / 100 == 2) {
        return answer.body();
      }
      try (TimedInput in =
          new TimedInput(answer.body(), timer, limits.silence(), MOST_ERROR_BYTES * 2L)) {
        String words = ServerWords.of(new String(in.readNBytes(MOST_ERROR_BYTES), UTF_8));
        throw failure(what, answer.statusCode(), words);
      }
    } catch (IOException e) {
      throw broken(method + " " + uri.resolve(uri.getRawPath()), e); // without the query
    }
  }

  private ApiFailure failure(String what, int status, String words) {
    String said = what + ": " + status + (words.isEmpty() ? "" : " " + words);
    return switch (status) {
      case 401 ->
          new ApiFailure(
              REFUSED, what + ": the API server rejects the credentials; renew them, in " + source);
      case 403 -> new ApiFailure(REFUSED, said + "; add the rights of " + rights);
      case 404 -> new ApiFailure(ApiFailure.Kind.NOT_FOUND, said);
      case 409 -> new ApiFailure(ApiFailure.Kind.CONFLICT, said);
      case 410 -> new ApiFailure(ApiFailure.Kind.GONE, said);
      default -> new ApiFailure(UNAVAILABLE, said);
    };
  }

  private ApiFailure broken(String what, IOException failure) {
    Throwable innermost = failure;
    boolean isDistrusted = false;
    boolean isRefused = false;
    boolean isLate = false;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      innermost = at;
      isDistrusted |= at instanceof CertificateException;
      isRefused |= at instanceof ConnectException;
      isLate |= at instanceof HttpTimeoutException;
    }
    String message = innermost.getMessage();
    String words = message == null ? innermost.getClass().getSimpleName() : message;
    return isDistrusted
        ? new ApiFailure(
            REFUSED,
            what
                + ": the certificate of the API server is not trusted: "
                + words
                + "; fix certificate-authority, or the server's name")
        : new ApiFailure(
            UNAVAILABLE,
            what
                + ": "
                + (isLate
                    ? "no answer within " + limits.answer().toSeconds() + " s"
                    : isRefused ? "cannot connect to the API server" : words));
  }

  /** The HTTP client; a new one after the credentials or authorities changed. */
  private synchronized HttpClient client(ApiAccess access) throws ApiFailure, IOException {
    if (closed) {
      throw new IOException("closed");
    }
    ApiAccess connection = // a token belongs to a request
        new ApiAccess(
            access.server(),
            access.authorities(),
            access.insecure(),
            "",
            access.certificate(),
            access.key());
    HttpClient known = client;
    if (known != null && connection.equals(clientOf)) {
      return known;
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.answer())
            .proxy(HttpClient.Builder.NO_PROXY);
    try {
      builder.sslContext(Tls.context(access));
    } catch (GeneralSecurityException e) {
      throw new ApiFailure(REFUSED, source + " is not usable: " + e.getMessage());
    }
    if (known != null) {
      known.shutdown(); // a delete may still be on its way
    }
    HttpClient made = builder.build();
    client = made;
    clientOf = connection;
    return made;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.shutdownNow();
    }
    timer.shutdownNow();
  }
}
