package dev.leasehold.forge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.http.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Gitea, started by {@code gitea.sh} of the lab, which is not part of this repository: the
 * environment variable {@code LEASEHOLD_LAB} names its folder. Tests are skipped without it.
 */
public final class GiteaServer implements AutoCloseable {
  private static final Pattern EXPORT = Pattern.compile("(GITEA_[A-Z]+)=(\\S+)");

  /** Beyond the start, of about five seconds. */
  private static final int MOST_TRIES = 3;

  private final Path script;
  private final Map<String, String> environment;
  private final Map<String, String> exports;
  private final HttpClient http = HttpClient.newHttpClient();

  private GiteaServer(Path script, Map<String, String> environment, Map<String, String> exports) {
    this.script = script;
    this.environment = environment;
    this.exports = exports;
  }

  /**
   * Starts a server with an administrator.
   *
   * @param folder for its data; is removed at the end
   */
  public static GiteaServer start(Path folder) {
    Optional<GiteaServer> started = startIfBuilt(folder);
    assumeTrue(
        started.isPresent(), "needs gitea.sh of the lab, built, in the folder of LEASEHOLD_LAB");
    return started.orElseThrow();
  }

  /** Starts a server, if there is one to start. */
  public static Optional<GiteaServer> startIfBuilt(Path folder) {
    String lab = System.getenv().getOrDefault("LEASEHOLD_LAB", "");
    Path script = Path.of(lab, "gitea.sh");
    if (lab.isEmpty() || !Files.isExecutable(script)) {
      return Optional.empty();
    }
    for (int i = 0; i < MOST_TRIES; i++) {
      Map<String, String> environment =
          Map.of("GITEA_DIR", folder.toString(), "GITEA_PORT", String.valueOf(freePort()));
      Optional<String> output = run(script, environment, "up");
      if (output.isPresent()) {
        Map<String, String> exports = new HashMap<>();
        Matcher export = EXPORT.matcher(output.get());
        while (export.find()) {
          exports.put(export.group(1), export.group(2));
        }
        return Optional.of(new GiteaServer(script, environment, exports));
      }
    }
    return Optional.empty();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> run(
      Path script, Map<String, String> environment, String command) {
    try {
      Path output = Files.createTempFile("gitea", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(script.toString(), command)
              .redirectOutput(output.toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(environment);
      int status = builder.start().waitFor();
      String text = Files.readString(output);
      Files.delete(output);
      return status == 0 ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Such as {@code http://127.0.0.1:13000}. */
  public String url() {
    return exported("GITEA_URL");
  }

  public URI apiUrl() {
    return URI.create(url() + "/api/v1");
  }

  /** The name of the administrator. */
  public String admin() {
    return exported("GITEA_USER");
  }

  /** The token of the administrator, with all scopes. */
  public String adminToken() {
    return exported("GITEA_TOKEN");
  }

  private String exported(String name) {
    return Optional.ofNullable(exports.get(name)).orElseThrow();
  }

  /** Creates a user. Returns a token of theirs with these scopes. */
  public String createUser(String name, List<String> scopes) {
    String password = "a-password-of-" + name;
    adminCall(
        "POST",
        "/admin/users",
        Map.of(
            "username",
            name,
            "email",
            name + "@example.test",
            "password",
            password,
            "must_change_password",
            false));
    return createToken(name, scopes);
  }

  /** Returns another token of a user of {@link #createUser}. */
  public String createToken(String name, List<String> scopes) {
    String basic =
        java.util.Base64.getEncoder()
            .encodeToString(
                (name + ":a-password-of-" + name)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return call(
            "Basic " + basic,
            "POST",
            "/users/" + name + "/tokens",
            Map.of("name", "token-" + scopes.hashCode(), "scopes", scopes))
        .get("sha1")
        .text()
        .orElseThrow();
  }

  /** A call as administrator; fails unless it succeeds. */
  public JsonValue adminCall(String method, String path, Map<String, ?> body) {
    return call("token " + adminToken(), method, path, body);
  }

  /**
   * A call; fails unless it succeeds.
   *
   * @param body empty: none
   */
  public JsonValue call(String authorization, String method, String path, Map<String, ?> body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(apiUrl() + path))
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(JsonValue.write(body)))
            .build();
    try {
      HttpResponse<String> reply = http.send(request, BodyHandlers.ofString());
      if (reply.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            method + " " + path + ": " + reply.statusCode() + " " + reply.body());
      }
      return reply.body().isBlank()
          ? new JsonValue(null)
          : JsonValue.parse(reply.body()).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops the server and removes its data. */
  @Override
  public void close() {
    http.close();
    run(script, environment, "down");
  }
}
