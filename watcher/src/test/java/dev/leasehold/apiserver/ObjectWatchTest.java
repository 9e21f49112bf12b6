package dev.leasehold.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists, watches, and what may go wrong with them. */
final class ObjectWatchTest {
  private static final String PATH = "/apis/g/v1/things";
  private static final Duration LONG = Duration.ofSeconds(60);

  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private ScriptedApi api;
  private ApiServer server;
  private Projection kept = Projection.SCALARS_OF_SPEC;
  private @Nullable ObjectWatch watch;
  private @Nullable Thread thread;
  private boolean isListedAgain;

  @BeforeEach
  void start() throws Exception {
    api = new ScriptedApi();
    server = server(LONG);
  }

  private ApiServer server(Duration silence) {
    return new ApiServer(
        api.access(),
        "test",
        "docs/ip-rules.md",
        new ApiServer.Limits(LONG, silence, silence, Duration.ofMinutes(5)));
  }

  @AfterEach
  void stop() throws Exception {
    if (watch != null) {
      watch.stop();
    }
    server.close();
    api.close();
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
  }

  private void follow() {
    Duration pause = Duration.ofMillis(2);
    ObjectWatch made =
        new ObjectWatch(
            server, PATH, kept, new Told(), new Random(1), new ObjectWatch.Pauses(pause, pause));
    watch = made;
    thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                made.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private final class Told implements ObjectWatch.Listener {
    @Override
    public void listed(List<ApiObject> objects) {
      told.add("listed " + objects.stream().map(ObjectWatchTest::text).toList());
    }

    @Override
    public void changed(ApiObject object) {
      if (isListedAgain && watch != null) {
        watch.listAgain();
      }
      told.add("changed " + text(object));
    }

    @Override
    public void deleted(ApiObject object) {
      told.add("deleted " + object.id());
    }

    @Override
    public void forgotten(String why) {
      told.add("forgotten " + why);
    }

    @Override
    public void lost(String why) {
      told.add("lost " + why);
    }
  }

  private static String text(ApiObject object) {
    String status = object.status().isEmpty() ? "" : object.status().toString();
    return object.id() + new TreeMap<>(object.spec()) + status;
  }

  private String next() throws InterruptedException {
    String said = told.poll(60, TimeUnit.SECONDS);
    assertNotNull(said, "silence after " + api.requests());
    return said;
  }

  private static String object(String name, String version, String spec) {
    return """
    {"apiVersion": "g/v1", "kind": "Thing",
     "metadata": {"name": "%s", "uid": "u", "resourceVersion": "%s", "labels": {"a": "b"}},
     "spec": {%s}, "status": {"conditions": [{"type": "Ready"}]}}\
    """
        .formatted(name, version, spec);
  }

  private static String list(String version, String next, String... objects) {
    return """
    {"apiVersion": "g/v1", "items": [%s], "kind": "ThingList",
     "metadata": {"resourceVersion": "%s", "continue": "%s"}}\
    """
        .formatted(String.join(",", objects), version, next);
  }

  private static String event(String type, String object) {
    return "{\"type\": \"" + type + "\", \"object\": " + object + "}\n";
  }

  private static String bookmark(String version) {
    return event("BOOKMARK", "{\"metadata\": {\"resourceVersion\": \"" + version + "\"}}");
  }

  @Test
  void listsAllPagesAndFollowsTheChanges() throws Exception {
    api.says(
        200, list("7", "n+1", object("a", "5", "\"n\": 4294967295, \"s\": \"x\", \"b\": true")));
    api.says(200, list("7", "", object("b", "6", "\"l\": [1], \"m\": {\"n\": 1}, \"z\": null")));
    api.saysAndStays(
        event("MODIFIED", object("b", "8", "\"n\": 99999999999999999999"))
            + event("ADDED", object("c", "9", ""))
            + event("DELETED", object("a", "10", ""))
            + event("UNHEARD_OF", object("a", "11", "")));
    follow();
    String all = next();
    assertTrue(all.startsWith("listed [a{") && all.endsWith(", b{}]"), all);
    assertTrue(all.contains("n=4294967295") && all.contains("b=true"), all);
    assertEquals("changed b{n=99999999999999999999}", next());
    assertEquals("changed c{}", next());
    assertEquals("deleted a", next());
    assertEquals("GET " + PATH + "?limit=500 Bearer one", api.requests().get(0));
    assertEquals("GET " + PATH + "?limit=500&continue=n%2B1 Bearer one", api.requests().get(1));
    assertEquals(
        "GET "
            + PATH
            + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=7 Bearer one",
        api.requests().get(2));
  }

  /** What a Service has, and what only looks like it. */
  @Test
  void keepsOnlyTheFieldsThatAreAskedFor() throws Exception {
    kept = Projection.of("spec.type", "spec.ports.port", "spec.names", "status.lb.ingress.ip");
    String whole =
        """
        {"metadata": {"name": "web", "namespace": "shop", "resourceVersion": "5"},
         "spec": {"type": "LoadBalancer", "names": ["a", ["b"], null, 1.5, "c"], "other": {"type": 1},
           "ports": [{"port": 80, "name": "x", "deep": {"port": 1}}, {"port": 443}, "port"]},
         "status": {"lb": {"ingress": [{"ip": "192.0.2.1", "ports": [{"ip": 2}]}, {}]}, "type": "no"}}
        """;
    String misfit =
        """
        {"metadata": {"name": "web", "namespace": "mail", "resourceVersion": "6"},
         "spec": {"type": {"a": 1}, "ports": "none", "names": {"a": 1}}, "status": [{"lb": 1}]}
        """;
    api.says(200, list("7", "", whole, misfit));
    api.saysAndStays(event("DELETED", misfit));
    follow();
    assertEquals(
        "listed [shop/web"
            + new TreeMap<>(
                Map.of(
                    "names", List.of("a", "c"),
                    "ports", List.of(Map.of("port", 80), Map.of("port", 443), "port"),
                    "type", "LoadBalancer"))
            + "{lb={ingress=[{ip=192.0.2.1}, {}]}}, mail/web{names={}, ports=none, type={}}]",
        next());
    assertEquals("deleted mail/web", next());
  }

  @Test
  void listsAgainAfterTheWatchWhenItIsAskedTo() throws Exception {
    api.says(200, list("7", ""));
    api.says(200, event("ADDED", object("a", "8", "")));
    api.says(200, list("9", "", object("b", "9", "")));
    api.saysAndStays("");
    isListedAgain = true;
    follow();
    assertEquals("listed []", next());
    assertEquals("changed a{}", next());
    assertEquals("listed [b{}]", next());
  }

  @Test
  void goesOnFromTheLastBookmarkAfterTheEndOfAWatch() throws Exception {
    api.says(200, list("7", ""));
    api.says(200, event("ADDED", object("a", "8", "")) + bookmark("20"));
    api.saysAndStays(event("ADDED", object("b", "21", "")));
    follow();
    assertEquals("listed []", next());
    assertEquals("changed a{}", next());
    assertEquals("changed b{}", next());
    assertTrue(api.requests().get(2).contains("resourceVersion=20 "), api.requests().get(2));
  }

  /** The server has forgotten the version: nothing is wrong. */
  @Test
  void listsAgainAfterGone() throws Exception {
    String gone = "{\"kind\": \"Status\", \"code\": 410, \"message\": \"too old\"}";
    api.says(200, list("7", ""));
    api.says(200, event("ERROR", gone));
    api.says(200, list("30", "", object("a", "29", "")));
    api.says(410, gone);
    api.says(200, list("40", "", object("b", "39", "")));
    api.saysAndStays("");
    follow();
    assertEquals("listed []", next());
    assertEquals("forgotten GET " + PATH + ": 410 too old", next());
    assertEquals("listed [a{}]", next());
    assertEquals("forgotten GET " + PATH + ": 410 too old", next());
    assertEquals("listed [b{}]", next());
  }

  /** A list that breaks off tells nothing: what is missing from it may exist. */
  @Test
  void takesOnlyAWholeList() throws Exception {
    String whole = list("7", "", object("a", "5", ""), object("b", "6", ""));
    api.says(200, whole.substring(0, whole.length() - 60));
    api.says(200, list("7", "next", object("a", "5", "")));
    api.says(410, "{\"message\": \"the continue token is too old\"}");
    api.says(200, "{\"kind\": \"Status\"}");
    api.says(200, whole);
    api.saysAndStays("");
    follow();
    assertTrue(next().startsWith("lost GET " + PATH + ": "));
    assertEquals("forgotten GET " + PATH + ": 410 the continue token is too old", next());
    assertEquals("lost GET " + PATH + ": the list is not whole", next());
    assertEquals("listed [a{}, b{}]", next());
  }

  @Test
  void readsTheCredentialsAgainWhenTheyAreRejected() throws Exception {
    api.says(401, "{\"message\": \"Unauthorized\"}");
    follow();
    String lost = next();
    assertTrue(lost.contains("the API server rejects the credentials; renew them"), lost);
    assertFalse(lost.contains("one"), lost);
    api.uses("two");
    api.says(401, "");
    api.says(200, list("7", ""));
    api.saysAndStays("");
    String said = next();
    while (said.startsWith("lost")) {
      said = next();
    }
    assertEquals("listed []", said);
    assertTrue(api.requests().getLast().endsWith("Bearer two"), api.requests().getLast());
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    api.says(403, "{\"message\": \"User x cannot list things\"}");
    api.says(404, "404 page not found");
    api.says(500, "\u001b[31m" + "x".repeat(100_000));
    follow();
    assertEquals(
        "lost GET " + PATH + ": 403 User x cannot list things; add the rights of docs/ip-rules.md",
        next());
    assertEquals("lost GET " + PATH + ": 404", next());
    assertEquals("lost GET " + PATH + ": 500", next());
  }

  /** A connection that a firewall forgot stays open, and tells nothing. */
  @Test
  void endsASilentWatch() throws Exception {
    server.close();
    server = server(Duration.ofMillis(300));
    api.says(200, list("7", ""));
    api.saysAndStays(event("ADDED", object("a", "8", "")));
    api.says(200, list("9", ""));
    api.saysAndStays("");
    follow();
    assertEquals("listed []", next());
    assertEquals("changed a{}", next());
    assertEquals("lost GET " + PATH + ": nothing came for 0 s", next());
    assertEquals("listed []", next());
  }

  @Test
  void endsAWatchOfAnEndlessObject() throws Exception {
    api.says(200, list("7", ""));
    api.says(200, event("ADDED", object("a", "8", "\"x\": [" + "1,".repeat(3_000_000) + "1]")));
    api.says(200, list("9", ""));
    api.saysAndStays("");
    follow();
    assertEquals("listed []", next());
    assertEquals("lost GET " + PATH + ": the answer has more than 4194304 bytes", next());
    assertEquals("listed []", next());
  }

  @Test
  void deletesOnlyTheObjectThatWasRead() throws Exception {
    ApiObject object = new ApiObject("", "a", "u-1", "17", Map.of(), Map.of());
    api.says(200, "{}");
    server.delete(PATH, object);
    String sent = api.requests().getFirst();
    assertTrue(sent.startsWith("DELETE " + PATH + "/a Bearer one {"), sent);
    assertTrue(
        sent.contains("\"uid\":\"u-1\"") && sent.contains("\"resourceVersion\":\"17\""), sent);
    api.says(409, "{\"message\": \"the UID in the precondition differs\"}");
    api.says(404, "{}");
    assertEquals(ApiFailure.Kind.CONFLICT, kind(object));
    assertEquals(ApiFailure.Kind.NOT_FOUND, kind(object));
  }

  private ApiFailure.Kind kind(ApiObject object) {
    return assertThrows(ApiFailure.class, () -> server.delete(PATH, object)).kind();
  }
}
