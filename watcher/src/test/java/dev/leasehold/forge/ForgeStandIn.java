package dev.leasehold.forge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.Route.Answer;
import dev.leasehold.http.JsonValue;
import dev.leasehold.web.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for a forge with one repository, {@link #REPOSITORY}, written from the forge's
 * documents. It is strict: a call that the documents do not have is a misuse, which {@link #close}
 * reports. It serves the calls that Leasehold makes, and no others.
 */
public abstract class ForgeStandIn implements AutoCloseable {
  /** The repository, as {@link Forges#open} takes it. */
  public static final String REPOSITORY = "me/home";

  /** The token that is accepted. */
  public static final String TOKEN = "token-of-leasehold";

  /** The user of the token. */
  public static final String USER = "leasehold";

  /** A person with write access. */
  public static final String PERSON = "ada";

  /**
   * A call that came.
   *
   * @param target path and query as sent
   */
  public record Received(String method, String target, String body) {
    @Override
    public String toString() {
      return method + " " + target;
    }
  }

  private record Fault(
      String method, String part, int status, Map<String, String> headers, String body) {}

  private static final int LOST = -1;

  final Branches branches;
  final Map<Long, StandInRequest> requests = new TreeMap<>();
  final Set<String> labels = new TreeSet<>();

  /** Users by name, with their ids. */
  final Map<String, Long> users = new TreeMap<>(Map.of(USER, 7L, PERSON, 8L, "bob", 9L));

  boolean isCheckPending;
  boolean isAutoMergePermitted = true;
  boolean mayMerge = true;
  Optional<Boolean> isConflicting = Optional.of(false);

  private final List<Received> received = new ArrayList<>();
  private final List<String> misuses = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private String token = TOKEN;
  private long lastNumber;
  private long lastId = 1000;

  ForgeStandIn(Branches branches) {
    this.branches = branches;
    try {
      server = LoopbackServer.create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.setExecutor(threads);
  }

  /** Starts a stand-in on loopback. */
  public static ForgeStandIn start(Product product, Branches branches) {
    ForgeStandIn standIn =
        switch (product) {
          case GITHUB -> new GitHubStandIn(branches);
          case GITLAB -> new GitLabStandIn(branches);
          case GITEA -> new GiteaStandIn(branches);
        };
    standIn.routes.addAll(standIn.operations());
    standIn.server.start();
    return standIn;
  }

  // What the product adds.

  /** The path of the API. */
  abstract String apiPath();

  abstract List<Route> operations();

  /** What is wrong with the headers of a call; empty if nothing is. */
  abstract Optional<String> misfit(Map<String, String> headers);

  abstract String authorization(String secret);

  abstract Answer error(int status, String words);

  /** Whether this header permits calls of this path. */
  boolean isAuthorized(String path, String header) {
    return header.equals(authorization(token));
  }

  /** A further check of a call and its reply; empty if both are right. */
  Optional<String> misfit(
      String method, String path, Set<String> query, String body, Answer answer) {
    return Optional.empty();
  }

  /**
   * Installs a GitHub App, whose newest installation token is the one that is accepted.
   *
   * @param clock for the lifetimes of tokens
   */
  public void installApp(String appId, String installationId, PublicKey key, InstantSource clock) {
    throw new UnsupportedOperationException("only GitHub has Apps");
  }

  /** The secret that is accepted from now on. */
  public final synchronized void rotate(String secret) {
    token = secret;
  }

  /** The address of the API, for {@link Forges#open}. */
  public final URI apiUrl() {
    return URI.create(server() + apiPath());
  }

  final String server() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All calls so far, in their order. */
  public final synchronized List<Received> received() {
    return List.copyOf(received);
  }

  /** The calls that the forge's documents do not have. */
  public final synchronized List<String> misuses() {
    return List.copyOf(misuses);
  }

  // Faults.

  /**
   * Refuses the next call of this method whose path and query have this part.
   *
   * @param part may end with {@code $}, for the end
   */
  public final synchronized void refuseNext(
      String method, String part, int status, Map<String, String> headers, String body) {
    faults.add(new Fault(method, part, status, headers, body));
  }

  /** Serves the next call of this method and path, and breaks the connection before the reply. */
  public final synchronized void loseNextReply(String method, String part) {
    faults.add(new Fault(method, part, LOST, Map.of(), ""));
  }

  // What people do.

  /** Defines a label. */
  public final synchronized void defineLabel(String label) {
    labels.add(label);
  }

  public final synchronized void closeAsPerson(long number) {
    request(number).isOpen = false;
  }

  public final synchronized void reopenAsPerson(long number) {
    request(number).isOpen = true;
  }

  /** Merges a request. Returns the commit that the base then has. */
  public final synchronized String mergeAsPerson(long number) {
    return merge(request(number));
  }

  public final synchronized void commentAsPerson(long number, String text) {
    request(number).comments.add(new StandInRequest.Comment(nextId(), PERSON, text));
  }

  public final synchronized void retitleAsPerson(long number, String title) {
    request(number).title = title;
  }

  /** Changes the branch that a request is merged into. */
  public final synchronized void retargetAsPerson(long number, String base) {
    request(number).base = base;
  }

  public final synchronized void removeLabelAsPerson(long number, String label) {
    request(number).labels.remove(label);
  }

  public final synchronized void addLabelAsPerson(long number, String label) {
    labels.add(label);
    request(number).labels.add(label);
  }

  public final synchronized void requestReviewAsPerson(long number, String reviewer) {
    request(number).reviewers.add(reviewer);
  }

  /** Opens a request as a person. Returns its number. */
  public final synchronized long openAsPerson(String branch, String base, String title) {
    return create(branch, base, PERSON, title, "").number;
  }

  /** Whether checks that the base requires are running. Their end merges what waits for it. */
  public final synchronized void checksArePending(boolean pending) {
    isCheckPending = pending;
    for (StandInRequest request : requests.values()) {
      if (!pending && request.isOpen && !request.mergesAt.isEmpty()) {
        merge(request);
      }
    }
  }

  /** Whether the settings of the repository permit an automatic merge. */
  public final synchronized void permitAutoMerge(boolean permitted) {
    isAutoMergePermitted = permitted;
  }

  /** Whether the user of the token may merge into the base. */
  public final synchronized void permitMerge(boolean permitted) {
    mayMerge = permitted;
  }

  /** Whether requests conflict with their base; empty: the forge does not know yet. */
  public final synchronized void conflict(Optional<Boolean> conflicting) {
    isConflicting = conflicting;
  }

  // What tests look at.

  /** The numbers of all requests, oldest first. */
  public final synchronized List<Long> numbers() {
    return List.copyOf(requests.keySet());
  }

  public final synchronized boolean isOpen(long number) {
    return request(number).isOpen;
  }

  public final synchronized boolean isMerged(long number) {
    return request(number).isMerged();
  }

  /** Whether a merge waits for checks. */
  public final synchronized boolean isMergeWaiting(long number) {
    return !request(number).mergesAt.isEmpty();
  }

  public final synchronized String title(long number) {
    return request(number).title;
  }

  public final synchronized String body(long number) {
    return request(number).body;
  }

  public final synchronized Set<String> labels(long number) {
    return Set.copyOf(request(number).labels);
  }

  public final synchronized Set<String> reviewers(long number) {
    return Set.copyOf(request(number).reviewers);
  }

  /** The texts of all comments, oldest first. */
  public final synchronized List<String> comments(long number) {
    return request(number).comments.stream().map(StandInRequest.Comment::body).toList();
  }

  /** Stops the server, and fails if a call was a misuse. */
  @Override
  public final void close() {
    server.stop(0);
    threads.shutdownNow();
    if (!misuses().isEmpty()) {
      throw new AssertionError("misuses of the API: " + misuses());
    }
  }

  // For the products.

  final StandInRequest request(long number) {
    @Nullable StandInRequest request = requests.get(number);
    if (request == null) {
      throw new IllegalArgumentException("no request " + number);
    }
    refresh(request);
    return request;
  }

  final Optional<StandInRequest> find(long number) {
    return requests.containsKey(number) ? Optional.of(request(number)) : Optional.empty();
  }

  private void refresh(StandInRequest request) {
    if (request.isOpen) {
      branches.tip(request.branch).ifPresent(tip -> request.head = tip);
    }
  }

  /** All requests, newest first. */
  final List<StandInRequest> newestFirst() {
    requests.values().forEach(this::refresh);
    return new ArrayList<>(requests.values()).reversed();
  }

  final Optional<StandInRequest> open(String branch, String base) {
    return newestFirst().stream()
        .filter(r -> r.isOpen && r.branch.equals(branch) && r.base.equals(base))
        .findFirst();
  }

  final StandInRequest create(
      String branch, String base, String author, String title, String body) {
    String head = branches.tip(branch).orElseThrow();
    StandInRequest request =
        new StandInRequest(++lastNumber, branch, base, author, title, body, head);
    requests.put(request.number, request);
    return request;
  }

  final String merge(StandInRequest request) {
    request.mergeCommit = branches.merge(request.branch, request.base);
    request.isOpen = false;
    request.mergesAt = "";
    return request.mergeCommit;
  }

  final StandInRequest.Comment comment(StandInRequest request, String text) {
    StandInRequest.Comment comment = new StandInRequest.Comment(nextId(), USER, text);
    request.comments.add(comment);
    return comment;
  }

  final Optional<StandInRequest.Comment> editComment(long id, String text) {
    for (StandInRequest request : requests.values()) {
      for (int i = 0; i < request.comments.size(); i++) {
        StandInRequest.Comment old = request.comments.get(i);
        if (old.id() == id) {
          StandInRequest.Comment edited = new StandInRequest.Comment(id, old.author(), text);
          request.comments.set(i, edited);
          return Optional.of(edited);
        }
      }
    }
    return Optional.empty();
  }

  final boolean deleteComment(long id) {
    boolean deleted = false;
    for (StandInRequest request : requests.values()) {
      deleted |= request.comments.removeIf(comment -> comment.id() == id);
    }
    return deleted;
  }

  final long nextId() {
    return ++lastId;
  }

  /** A page of a list. */
  static <T> List<T> page(List<T> all, int page, int size) {
    int from = Math.min(all.size(), (page - 1) * size);
    return all.subList(from, Math.min(all.size(), from + size));
  }

  // HTTP.

  private void serve(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String target = exchange.getRequestURI().toString();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    Answer answer;
    boolean isLost = false;
    synchronized (this) {
      received.add(new Received(method, target, body));
      Optional<Fault> fault =
          faults.stream()
              .filter(f -> f.method.equals(method) && (target + "$").contains(f.part))
              .findFirst();
      fault.ifPresent(faults::remove);
      if (fault.isPresent() && fault.get().status != LOST) {
        send(exchange, fault.get().status, fault.get().headers, fault.get().body);
        return;
      }
      isLost = fault.isPresent();
      answer = answer(method, exchange.getRequestURI(), headers, body);
    }
    if (isLost) {
      exchange.close();
      return;
    }
    send(
        exchange,
        answer.status(),
        answer.headers(),
        answer.json().map(JsonValue::write).orElse(""));
  }

  private static void send(
      HttpExchange exchange, int status, Map<String, String> headers, String body)
      throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      headers.forEach(exchange.getResponseHeaders()::set);
      if (bytes.length > 0) {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
      }
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answer(String method, URI uri, Map<String, String> headers, String body) {
    String path = uri.getRawPath();
    if (!isAuthorized(path, headers.getOrDefault("Authorization", ""))) {
      return error(401, "Bad credentials");
    }
    for (Route route : routes) {
      Optional<Map<String, String>> segments = route.match(path);
      if (segments.isPresent() && route.method().equals(method)) {
        return answer(route, segments.get(), uri, headers, body);
      }
    }
    return misuse(404, "there is no operation " + method + " " + path);
  }

  private Answer answer(
      Route route,
      Map<String, String> segments,
      URI uri,
      Map<String, String> headers,
      String body) {
    String place = route.method() + " " + uri.getRawPath() + ": ";
    Optional<String> headerMisfit = misfit(headers);
    if (headerMisfit.isPresent()) {
      return misuse(400, place + headerMisfit.get());
    }
    String type = headers.getOrDefault("Content-Type", "");
    if (route.hasBody() ? !type.equals("application/json") : !body.isEmpty()) {
      return misuse(415, place + "content type " + type);
    }
    JsonValue json = new JsonValue(null);
    if (route.hasBody()) {
      Optional<JsonValue> parsed = JsonValue.parse(body);
      if (parsed.isEmpty()) {
        return misuse(400, place + "no JSON");
      }
      json = parsed.get();
    }
    String query = uri.getRawQuery();
    Map<String, String> parameters = Route.parameters(query == null ? "" : query);
    Optional<String> misfit = route.misfit(parameters, json);
    if (misfit.isPresent()) {
      return misuse(422, place + misfit.get());
    }
    Answer answer;
    try {
      answer = route.handler().answer(new Route.Call(segments, parameters, json));
    } catch (RuntimeException e) {
      return misuse(500, place + e);
    }
    Optional<String> further =
        misfit(route.method(), uri.getRawPath(), parameters.keySet(), body, answer);
    return further.isPresent() ? misuse(500, place + further.get()) : answer;
  }

  final Answer misuse(int status, String problem) {
    misuses.add(problem);
    return error(status, problem);
  }
}
