package dev.leasehold.apiserver;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

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
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create(access.server() + path))
                .header("Authorization", "Bearer " + access.token())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.body());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
