package dev.leasehold.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leasehold.credential.Credential;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.event.WatchEvent;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.Forges;
import dev.leasehold.forge.GiteaServer;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.RequestBranch;
import dev.leasehold.git.Timeouts;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.http.JsonValue;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.request.PullRequests;
import dev.leasehold.request.PushedRequests;
import dev.leasehold.request.RequestSettings;
import dev.leasehold.request.Requests;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.subject.Memories;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A watch whose repository and requests are at a real Gitea; the clock is moved by the test. */
final class ReviewedGitea implements AutoCloseable {
  static final String USER = "leasehold";
  static final String BRANCH = "leasehold/test";
  private static final Duration LONGEST = Duration.ofSeconds(30);

  final List<Outcome> outcomes = new ArrayList<>();
  final List<WatchEvent> events = new ArrayList<>();

  /** Begins at the time of Gitea, which dates the merges. */
  Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);

  private final Instant start = now;
  private final GiteaServer server;
  private final String repository;
  private final GitWriter writer;
  private final Requests requests;
  final Watch watch;
  private Instant wake = now;

  /**
   * @param withoutApi whether requests are made by AGit
   */
  ReviewedGitea(
      GiteaServer server,
      Path folder,
      String name,
      Path tokenFile,
      boolean withoutApi,
      Set<String> labels,
      boolean autoMerge) {
    this.server = server;
    this.repository = "/repos/" + server.admin() + "/" + name;
    server.adminCall(
        "POST", "/user/repos", Map.of("name", name, "auto_init", true, "default_branch", "main"));
    server.adminCall("PUT", repository + "/collaborators/" + USER, Map.of("permission", "write"));
    House.files().forEach((file, text) -> write("main", file, text));
    for (String label : labels) {
      call("POST", "/labels", Map.of("name", label, "color", "#00aabb"));
    }
    Credential credential = new Credential.TokenFile("forge", USER, tokenFile, HttpAccess.DEFAULT);
    writer =
        new GitWriter(
            new GitTarget(
                "cluster",
                server.url() + "/" + server.admin() + "/" + name + ".git",
                "main",
                "",
                new GitTarget.Auth.Https(credential),
                new GitTarget.Author("Leasehold", "leasehold@example.org")),
            folder.resolve("clone-" + name),
            () -> now,
            new Random(1),
            pause -> {},
            new Operations(Timeouts.DEFAULT, System::nanoTime));
    RequestBranch branch =
        writer.requests(
            BRANCH,
            withoutApi ? RequestBranch.Form.AGIT : RequestBranch.Form.BRANCH,
            message -> CommitMessage.isBy("test", message));
    RequestSettings settings = new RequestSettings("main", labels, List.of(), autoMerge);
    requests =
        withoutApi
            ? new PushedRequests(branch, PushedRequests.Server.GITEA, settings)
            : new PullRequests(
                branch,
                Forges.open(
                    Product.GITEA,
                    server.apiUrl(),
                    server.admin() + "/" + name,
                    TokenSource.of(credential, () -> now),
                    HttpAccess.DEFAULT,
                    () -> now),
                settings);
    watch =
        new Watch(
            Watch.Settings.of("test").with(new ReviewRules(true, false, true)),
            Branch.of(writer, Optional.of(requests), !withoutApi),
            new SteadyClock(() -> now, () -> Duration.between(start, now).toNanos()),
            Memories.in(folder.resolve("routers-" + name)),
            House.CHANCE,
            List.of((_, event) -> events.add(event)));
    advances();
  }

  private void advances() {
    Watch.Next next = watch.advance();
    wake = next.at();
    next.outcome().ifPresent(outcomes::add);
  }

  ReviewedGitea hears(Announced... prefixes) {
    watch.heard(new Observation(now, House.R1, List.of(prefixes)));
    advances();
    return after(5);
  }

  ReviewedGitea after(long seconds) {
    Instant end = now.plusSeconds(seconds);
    while (!wake.isAfter(end)) {
      now = wake.isAfter(now) ? wake : now;
      advances();
    }
    now = end;
    return this;
  }

  /** Looks now, as after a call of the webhook. */
  ReviewedGitea looks() {
    watch.looksNow();
    advances();
    return this;
  }

  // What people do, and what tests look at.

  JsonValue call(String method, String below, Map<String, ?> body) {
    return server.adminCall(method, repository + below, body);
  }

  /** Commits a file as the administrator. */
  void write(String branch, String file, String text) {
    Map<String, Object> body = new TreeMap<>();
    body.put("content", Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    body.put("branch", branch);
    body.put("message", "By a person");
    call("POST", "/contents/" + file, body);
  }

  String text(String branch, String file) {
    String content =
        call("GET", "/contents/" + file + "?ref=" + branch, Map.of())
            .get("content")
            .text()
            .orElseThrow();
    return new String(Base64.getMimeDecoder().decode(content), UTF_8);
  }

  /** All requests, the newest first. */
  List<JsonValue> requests() {
    return call("GET", "/pulls?state=all&limit=20", Map.of()).elements();
  }

  JsonValue request(long number) {
    return call("GET", "/pulls/" + number, Map.of());
  }

  String state(long number) {
    JsonValue request = request(number);
    return request.get("merged").bool().orElse(false)
        ? "merged"
        : request.get("state").text().orElseThrow();
  }

  void closes(long number) {
    call("PATCH", "/pulls/" + number, Map.of("state", "closed"));
  }

  /** Merges as a person; Gitea may still look for conflicts. */
  void merges(long number) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      try {
        call("POST", "/pulls/" + number + "/merge", Map.of("Do", "merge"));
        return;
      } catch (IllegalStateException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  boolean hasBranch(String branch) {
    return call("GET", "/branches?limit=50", Map.of()).elements().stream()
        .anyMatch(b -> b.get("name").text().orElse("").equals(branch));
  }

  List<String> comments(long number) {
    return call("GET", "/issues/" + number + "/comments", Map.of()).elements().stream()
        .map(c -> c.get("body").text().orElseThrow())
        .toList();
  }

  long commits(String branch) {
    return call("GET", "/commits?limit=50&sha=" + branch, Map.of()).elements().size();
  }

  @Override
  public void close() {
    requests.close();
    writer.close();
  }
}
