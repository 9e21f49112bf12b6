package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.leasehold.web.LoopbackServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A Git server behind the HTTP server of the JDK, which checks Basic credentials. */
public final class GitHttpServer implements AutoCloseable {
  public static final String USER = "me";

  /** Tokens that may read and write. */
  public final Set<String> writers = ConcurrentHashMap.newKeySet();

  /** Tokens that may only read. */
  final Set<String> readers = ConcurrentHashMap.newKeySet();

  /** The requests: {@code GET /remote.git/info/refs?service=git-upload-pack}. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  final List<String> authorizations = new CopyOnWriteArrayList<>();

  /** Called before a token is refused. */
  volatile Runnable refusing = () -> {};

  /** The prefix that is redirected; empty: none. */
  volatile String redirectFrom = "";

  volatile String redirectTo = "";

  private final HttpServer server;
  private final Backend backend;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private volatile String hangAt = "";
  private volatile int hangAfter;
  private final CountDownLatch hung = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private GitHttpServer(HttpServer server, String scheme, Backend backend) {
    this.server = server;
    this.scheme = scheme;
    this.backend = backend;
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** What replies to a request, with headers and a body as a CGI program writes them. */
  interface Backend {
    byte[] reply(HttpExchange exchange, String path, String query, byte[] body) throws IOException;
  }

  /** Stock {@code git http-backend}. */
  private record NativeGit(Path root) implements Backend {
    @Override
    public byte[] reply(HttpExchange exchange, String path, String query, byte[] body)
        throws IOException {
      Headers headers = exchange.getRequestHeaders();
      ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Map<String, String> environment = builder.environment();
      environment.put("GIT_CONFIG_NOSYSTEM", "1");
      environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
      environment.put("GIT_PROJECT_ROOT", root.toString());
      environment.put("GIT_HTTP_EXPORT_ALL", "1");
      environment.put("PATH_INFO", path);
      environment.put("QUERY_STRING", query);
      environment.put("REQUEST_METHOD", exchange.getRequestMethod());
      environment.put("REMOTE_USER", USER);
      environment.put("REMOTE_ADDR", "127.0.0.1");
      environment.put("CONTENT_LENGTH", Integer.toString(body.length));
      put(environment, "CONTENT_TYPE", headers, "Content-Type");
      put(environment, "HTTP_CONTENT_ENCODING", headers, "Content-Encoding");
      put(environment, "HTTP_GIT_PROTOCOL", headers, "Git-Protocol");
      put(environment, "GIT_PROTOCOL", headers, "Git-Protocol");
      Process process = builder.start();
      Thread.ofVirtual()
          .start(() -> {
            try (OutputStream in = process.getOutputStream()) {
              in.write(body);
            } catch (IOException e) {
              // It did not read all.
            }
          });
      return process.getInputStream().readAllBytes();
    }

    private static void put(
        Map<String, String> environment, String name, Headers headers, String header) {
      String value = headers.getFirst(header);
      if (value != null) {
        environment.put(name, value);
      }
    }
  }

  /** A server for the repositories in a folder, without encryption. */
  public static GitHttpServer plain(Path root) throws IOException {
    return plain(new NativeGit(root));
  }

  static GitHttpServer plain(Backend backend) throws IOException {
    return new GitHttpServer(LoopbackServer.create(), "http", backend);
  }

  /** A server with TLS and a certificate of its own, {@link Certificate#pem}. */
  public static GitHttpServer secure(Path root, Certificate certificate) throws IOException {
    return new GitHttpServer(
        LoopbackServer.createSecure(certificate.context()), "https", new NativeGit(root));
  }

  /** A new certificate for 127.0.0.1. */
  public record Certificate(Path store, Path pem) {
    private static final String PASSWORD = "changeit";

    public static Certificate create(Path folder, String name) {
      String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
      Path store = folder.resolve(name + ".p12");
      Path pem = folder.resolve(name + ".pem");
      GitScenario.run(
          folder,
          List.of(
              keytool,
              "-genkeypair",
              "-alias",
              "server",
              "-keyalg",
              "EC",
              "-dname",
              "CN=" + name,
              "-validity",
              "2",
              "-ext",
              "san=ip:127.0.0.1",
              "-storetype",
              "PKCS12",
              "-keystore",
              store.toString(),
              "-storepass",
              PASSWORD));
      GitScenario.run(
          folder,
          List.of(
              keytool,
              "-exportcert",
              "-rfc",
              "-alias",
              "server",
              "-keystore",
              store.toString(),
              "-storepass",
              PASSWORD,
              "-file",
              pem.toString()));
      return new Certificate(store, pem);
    }

    SSLContext context() throws IOException {
      try (InputStream in = Files.newInputStream(store)) {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(in, PASSWORD.toCharArray());
        KeyManagerFactory factory =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
  }

  public String url(String path) {
    return scheme + "://127.0.0.1:" + port() + path;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The number of TCP connections with a request. */
  int connections() {
    return ports.size();
  }

  /**
   * Hangs at each request with this text.
   *
   * @param after the number of bytes of the reply before it hangs; negative: not even a header
   */
  void hangAt(String request, int after) {
    hangAfter = after;
    hangAt = request;
  }

  boolean isHung() {
    return hung.getCount() == 0;
  }

  void hangNoMore() {
    hangAt = "";
    released.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      // The address is absolute if the client takes this server for its proxy.
      String path = exchange.getRequestURI().getPath();
      String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
      String request =
          exchange.getRequestMethod() + " " + path + (query.isEmpty() ? "" : "?" + query);
      requests.add(request);
      ports.add(exchange.getRemoteAddress().getPort());
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!redirectFrom.isEmpty() && path.startsWith(redirectFrom)) {
        String to = redirectTo + path.substring(redirectFrom.length()) + "?" + query;
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      boolean writes = request.contains("git-receive-pack");
      int refusal = refusal(exchange.getRequestHeaders(), writes);
      if (refusal != 0) {
        refusing.run();
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(refusal, -1);
        return;
      }
      boolean hangs = !hangAt.isEmpty() && request.contains(hangAt);
      if (hangs && hangAfter < 0) {
        hang();
        return;
      }
      reply(exchange, backend.reply(exchange, path, query, body), hangs);
    }
  }

  private int refusal(Headers headers, boolean writes) {
    String authorization = Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
    authorizations.add(authorization);
    String token =
        authorization.startsWith("Basic ")
            ? new String(Base64.getDecoder().decode(authorization.substring(6)), UTF_8)
            : ":";
    token = token.substring(token.indexOf(':') + 1);
    if (writers.contains(token)) {
      return 0;
    }
    return readers.contains(token) ? (writes ? 403 : 0) : 401;
  }

  private void hang() {
    hung.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reply(HttpExchange exchange, byte[] cgi, boolean hangs) throws IOException {
    InputStream in = new BufferedInputStream(new ByteArrayInputStream(cgi));
    int status = 200;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (line.startsWith("Status:")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(line.substring(0, line.indexOf(':')), value);
      }
    }
    byte[] body = in.readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : 0);
    if (body.length == 0) {
      return;
    }
    try (OutputStream out = exchange.getResponseBody()) {
      if (hangs) {
        out.write(body, 0, Math.min(hangAfter, body.length));
        out.flush();
        hang();
        return;
      }
      out.write(body);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      line.write(octet);
    }
    return line.toString(ISO_8859_1).strip();
  }

  /** The tokens that were sent, also refused ones. */
  List<String> sentTokens() {
    List<String> tokens = new ArrayList<>();
    for (String authorization : authorizations) {
      if (authorization.startsWith("Basic ")) {
        tokens.add(new String(Base64.getDecoder().decode(authorization.substring(6)), UTF_8));
      }
    }
    return tokens;
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
