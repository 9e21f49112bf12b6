package dev.leasehold.forge;

import static java.util.stream.Collectors.toSet;

import dev.leasehold.credential.Credential;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.http.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** A new repository of a real Gitea. The administrator is the person beside us. */
final class GiteaLab implements ForgeLab {
  static final String USER = "leasehold";

  private static final Duration LONGEST = Duration.ofSeconds(30);

  final GiteaServer server;
  final String repository;
  private final Forge forge;
  private int commits;

  /**
   * @param name of the new repository
   * @param tokenFile with the token of {@link #USER}
   */
  GiteaLab(GiteaServer server, String name, Path tokenFile) {
    this.server = server;
    this.repository = server.admin() + "/" + name;
    server.adminCall(
        "POST", "/user/repos", Map.of("name", name, "auto_init", true, "default_branch", "main"));
    server.adminCall("PUT", path("/collaborators/" + USER), Map.of("permission", "write"));
    this.forge = open(tokenFile);
  }

  Forge open(Path tokenFile) {
    return Forges.open(
        Forge.Product.GITEA,
        server.apiUrl(),
        repository,
        TokenSource.of(
            new Credential.TokenFile("forge", USER, tokenFile, HttpAccess.DEFAULT),
            InstantSource.system()),
        HttpAccess.DEFAULT,
        InstantSource.system());
  }

  static Path tokenFile(Path folder, String token) {
    try {
      Path file = Files.createTempFile(folder, "token", "");
      return Files.writeString(file, token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String path(String below) {
    return "/repos/" + repository + below;
  }

  private String issue(long number, String below) {
    return path("/issues/" + number + below);
  }

  JsonValue call(String method, String below, Map<String, ?> body) {
    return server.adminCall(method, path(below), body);
  }

  @Override
  public Forge forge() {
    return forge;
  }

  @Override
  public String commit(String branch) {
    return commit(branch, "file-" + ++commits, "content");
  }

  /** Creates a file. */
  String commit(String branch, String file, String content) {
    boolean exists =
        call("GET", "/branches?limit=50", Map.of()).elements().stream()
            .anyMatch(b -> b.get("name").text().orElse("").equals(branch));
    String text = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    Map<String, String> body =
        exists
            ? Map.of("content", text, "branch", branch, "message", file)
            : Map.of("content", text, "branch", "main", "new_branch", branch, "message", file);
    return call("POST", "/contents/" + file, body).get("commit").get("sha").text().orElseThrow();
  }

  @Override
  public void deleteBranch(String branch) {
    call("DELETE", "/branches/" + ForgeCall.encode(branch), Map.of());
  }

  @Override
  public void defineLabel(String label) {
    call("POST", "/labels", Map.of("name", label, "color", "#00aabb"));
  }

  @Override
  public String reviewer() {
    return server.admin();
  }

  @Override
  public void closeAsPerson(long number) {
    call("PATCH", "/pulls/" + number, Map.of("state", "closed"));
  }

  @Override
  public void reopenAsPerson(long number) {
    call("PATCH", "/pulls/" + number, Map.of("state", "open"));
  }

  @Override
  public String mergeAsPerson(long number) {
    settled(() -> {
      try {
        call("POST", "/pulls/" + number + "/merge", Map.of("Do", "merge"));
        return new ForgeAnswer.Done<>(true);
      } catch (IllegalStateException e) {
        return new ForgeAnswer.Unavailable<>(
            String.valueOf(e.getMessage()), java.util.Optional.empty());
      }
    });
    return call("GET", "/branches/main", Map.of()).get("commit").get("id").text().orElseThrow();
  }

  @Override
  public void commentAsPerson(long number, String text) {
    server.adminCall("POST", issue(number, "/comments"), Map.of("body", text));
  }

  @Override
  public void addLabelAsPerson(long number, String label) {
    server.adminCall("POST", issue(number, "/labels"), Map.of("labels", List.of(id(label))));
  }

  @Override
  public void removeLabelAsPerson(long number, String label) {
    server.adminCall("DELETE", issue(number, "/labels/" + id(label)), Map.of());
  }

  private long id(String label) {
    return call("GET", "/labels?limit=50", Map.of()).elements().stream()
        .filter(l -> l.get("name").text().orElse("").equals(label))
        .map(l -> l.get("id").number().orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Set<String> labels(long number) {
    return server.adminCall("GET", issue(number, "/labels"), Map.of()).elements().stream()
        .map(l -> l.get("name").text().orElseThrow())
        .collect(toSet());
  }

  @Override
  public Set<String> reviewers(long number) {
    return call("GET", "/pulls/" + number, Map.of()).get("requested_reviewers").elements().stream()
        .map(user -> user.get("login").text().orElseThrow())
        .collect(toSet());
  }

  @Override
  public List<String> comments(long number) {
    return server.adminCall("GET", issue(number, "/comments"), Map.of()).elements().stream()
        .map(c -> c.get("body").text().orElseThrow())
        .toList();
  }

  @Override
  public <T> T settled(Supplier<ForgeAnswer<T>> call) {
    long end = System.nanoTime() + LONGEST.toNanos();
    ForgeAnswer<T> answer;
    do {
      answer = call.get();
      if (answer instanceof ForgeAnswer.Done<T>(T value)) {
        return value;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    } while (System.nanoTime() < end);
    throw new AssertionError(Objects.toString(answer));
  }

  @Override
  public void close() {
    forge.close();
  }
}
