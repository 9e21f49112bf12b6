package dev.leasehold.apiserver;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Requests of a test at an API server, over one connection: kubectl takes longer than the agent.
 */
public final class ApiClient implements AutoCloseable {
  private final ApiAccess access;
  private final HttpClient client;

  public ApiClient(Path kubeconfig) throws Exception {
    access = new Kubeconfig(kubeconfig).read();
    client = HttpClient.newBuilder().sslContext(Tls.context(access)).build();
  }

  /** Creates an object of JSON. */
  public void create(String path, String json) throws Exception {
    String _ = send("POST", path, "application/json", json);
  }

  /** Changes an object by a JSON merge patch. */
  public void patch(String path, String json) throws Exception {
    String _ = send("PATCH", path, "application/merge-patch+json", json);
  }

  public void delete(String path) throws Exception {
    String _ = send("DELETE", path, "application/json", "{}");
  }

  /** The events of a watch as lines of JSON, until they are closed. */
  public Stream<String> watch(String path) throws Exception {
    var answer = client.send(request(path).GET().build(), BodyHandlers.ofLines());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(String.join("\n", answer.body().toList()));
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(access.server() + path))
        .header("Authorization", "Bearer " + access.token());
  }

  private String send(String method, String path, String type, String json) throws Exception {
    var answer =
        client.send(
            request(path)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    client.close();
  }
}
