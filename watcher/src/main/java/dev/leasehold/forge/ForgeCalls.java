package dev.leasehold.forge;

import dev.leasehold.credential.Token.Missing;
import dev.leasehold.credential.Token.Secret;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.fence.Fence;
import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.http.HttpAccess;
import dev.leasehold.http.HttpAnswer;
import dev.leasehold.http.HttpAnswer.Failed;
import dev.leasehold.http.HttpAnswer.Reply;
import dev.leasehold.http.HttpCall;
import dev.leasehold.http.HttpCaller;
import dev.leasehold.http.JsonValue;
import dev.leasehold.http.ServerWords;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one forge's API: credentials, limits, and the meaning of every reply that is no success.
 */
final class ForgeCalls implements AutoCloseable {
  private static final Duration CALL_DEADLINE = Duration.ofSeconds(20);

  /** The longest time of one operation, which makes several calls; its last one may still end. */
  private static final Duration OPERATION_DEADLINE = Duration.ofSeconds(60);

  /** A page of 50 requests with the longest bodies has about 4 MB. */
  private static final int MOST_BYTES = 8 * 1024 * 1024;

  private final Dialect dialect;
  private final URI api;
  private final TokenSource tokens;
  private final HttpCaller http;
  private final InstantSource clock;
  private final Fence fence;
  private @Nullable Instant operationBegan;

  ForgeCalls(
      Dialect dialect,
      URI api,
      TokenSource tokens,
      HttpAccess access,
      InstantSource clock,
      Fence fence) {
    this.dialect = dialect;
    this.api = api;
    this.tokens = tokens;
    this.http = new HttpCaller(access, CALL_DEADLINE, MOST_BYTES);
    this.clock = clock;
    this.fence = fence;
  }

  InstantSource clock() {
    return clock;
  }

  /** Does the calls of one operation within its deadline. */
  <T> ForgeAnswer<T> operation(Supplier<ForgeAnswer<T>> steps) {
    if (operationBegan != null) {
      return steps.get();
    }
    operationBegan = clock.instant();
    try {
      return steps.get();
    } finally {
      operationBegan = null;
    }
  }

  /** The value of a successful reply. */
  <T> ForgeAnswer<T> call(ForgeCall call, Function<JsonValue, T> read) {
    return send(call).then(reply -> read(reply, read));
  }

  /** Deletes something of a request. What does not exist is deleted already. */
  ForgeAnswer<PullRequest> delete(ForgeCall call, PullRequest request) {
    return send(call)
        .then(reply -> reply.status() == 404 ? new Done<>(request) : read(reply, _ -> request));
  }

  /** The value of a reply that is successful, or else the refusal. */
  <T> ForgeAnswer<T> read(ForgeReply reply, Function<JsonValue, T> read) {
    if (!reply.isSuccess()) {
      return refuse(reply);
    }
    try {
      return new Done<>(read.apply(reply.json()));
    } catch (Fields.MissingException e) {
      return new Refused<>(
          "%s replied without '%s' to: %s (%s)"
              .formatted(spelling(), e.field(), reply.call().purpose(), place(reply.call())),
          checkAddress());
    }
  }

  /**
   * Looks through pages until {@code find} finds something.
   *
   * @param page the call for a page, from 1
   */
  <T> ForgeAnswer<Optional<T>> pages(
      IntFunction<ForgeCall> page,
      int pageSize,
      int mostPages,
      BiFunction<JsonValue, Integer, Optional<T>> find) {
    int seen = 0;
    for (int number = 1; number <= mostPages; number++) {
      int current = number;
      ForgeAnswer<ForgeReply> answer = send(page.apply(number));
      ForgeAnswer<Optional<T>> found =
          answer.then(reply -> read(reply, json -> find.apply(json, current)));
      if (!(found instanceof Done<Optional<T>>(Optional<T> value)) || value.isPresent()) {
        return found;
      }
      if (answer instanceof Done<ForgeReply>(ForgeReply reply)) {
        seen += reply.json().elements().size();
        if (!reply.hasNext(pageSize, seen)) {
          return new Done<>(Optional.empty());
        }
      }
    }
    return new Done<>(Optional.empty());
  }

  /** The reply to a call, with any status that is for the caller to understand. */
  ForgeAnswer<ForgeReply> send(ForgeCall call) {
    Instant began = operationBegan;
    if (began != null && clock.instant().isAfter(began.plus(OPERATION_DEADLINE))) {
      return new Unavailable<>(
          "%s: the calls took longer than %d s; the next one was to %s"
              .formatted(host(), OPERATION_DEADLINE.toSeconds(), call.purpose()),
          Optional.empty());
    }
    return switch (tokens.current()) {
      case Missing(String reason, Optional<String> whatToDo) ->
          whatToDo
              .<ForgeAnswer<ForgeReply>>map(text -> new Refused<>(reason, text))
              .orElseGet(() -> new Unavailable<>(reason, Optional.empty()));
      case Secret secret -> send(call, secret, true);
    };
  }

  private ForgeAnswer<ForgeReply> send(ForgeCall call, Secret secret, boolean mayRetry) {
    Optional<String> closed = call.isReading() ? Optional.empty() : fence.closed();
    if (closed.isPresent()) {
      return new Unavailable<>(
          "%s was not asked to %s: %s".formatted(host(), call.purpose(), closed.get()),
          Optional.empty());
    }
    HttpCall plain = HttpCall.of(call.method(), URI.create(api + call.target()).normalize());
    HttpCall full =
        call.body()
            .map(body -> plain.withBody("application/json", JsonValue.write(body)))
            .orElse(plain);
    HttpAnswer answer = http.send(dialect.authorize(full, secret.secret()));
    return switch (answer) {
      case Failed(String reason, boolean lasting) ->
          lasting
              ? new Refused<>(reason, checkAddress())
              : new Unavailable<>(reason, Optional.empty());
      case Reply reply
          when reply.status() == 401
              && mayRetry
              && tokens.isReplaced(secret)
              && tokens.current() instanceof Secret other ->
          send(call, other, false);
      case Reply reply -> understand(call, reply, secret);
    };
  }

  private ForgeAnswer<ForgeReply> understand(ForgeCall call, Reply reply, Secret secret) {
    String words =
        reply.isSuccess() ? "" : ServerWords.of(reply.body()).replace(secret.secret(), "…");
    JsonValue json = new JsonValue(null);
    if (!reply.body().isBlank()) {
      Optional<JsonValue> parsed = JsonValue.parse(reply.body());
      if (parsed.isEmpty() && reply.isSuccess()) {
        return new Refused<>(
            "%s replied %d without JSON".formatted(place(call), reply.status()), checkAddress());
      }
      json = parsed.orElse(json);
    }
    ForgeReply understood = new ForgeReply(call, reply, json, words);
    if (dialect.isRateLimit(reply, words)) {
      return new Unavailable<>(
          reason(understood, "limits calls for now, also to"),
          dialect.wait(reply, clock.instant()));
    }
    if (reply.status() >= 500 || reply.status() == 408) {
      return new Unavailable<>(
          reason(understood, "fails to"), RateLimits.retryAfter(reply, clock.instant()));
    }
    if (reply.status() == 401 && !dialect.isMissingRight(call)) {
      return new Refused<>(
          reason(understood, "does not accept the token, to"),
          "Check the token of auth '%s': it may be expired, revoked or of another server."
              .formatted(tokens.name()));
    }
    return new Done<>(understood);
  }

  /** A reply that only a person can change. */
  <T> ForgeAnswer<T> refuse(ForgeReply reply) {
    return new Refused<>(
        reason(reply, "refuses to"), dialect.whatToDo(reply.call(), reply.status(), reply.words()));
  }

  /** The same with a particular sentence for the person. */
  <T> ForgeAnswer<T> refuse(ForgeReply reply, String whatToDo) {
    return new Refused<>(reason(reply, "refuses to"), whatToDo);
  }

  /** A reply that may change by itself. */
  <T> ForgeAnswer<T> later(ForgeReply reply) {
    return new Unavailable<>(reason(reply, "does not yet"), Optional.empty());
  }

  /** A request that is open already, after a reply that says so. */
  ForgeAnswer<PullRequest> adopt(ForgeAnswer<Optional<PullRequest>> found, ForgeReply reply) {
    return found.then(
        open -> open.<ForgeAnswer<PullRequest>>map(Done::new).orElseGet(() -> later(reply)));
  }

  private String reason(ForgeReply reply, String verb) {
    return "%s %s %s: %d%s (%s)"
        .formatted(
            spelling(),
            verb,
            reply.call().purpose(),
            reply.status(),
            reply.words().isEmpty() ? "" : " " + reply.words(),
            place(reply.call()));
  }

  private String place(ForgeCall call) {
    return call.method()
        + " "
        + api.getScheme()
        + "://"
        + api.getRawAuthority()
        + api.getRawPath()
        + call.path();
  }

  private String spelling() {
    return dialect.product().spelling();
  }

  private String host() {
    return spelling() + " at " + api.getRawAuthority();
  }

  private String checkAddress() {
    return "Check apiUrl: it should be the address of %s's API, and is %s."
        .formatted(spelling(), api);
  }

  @Override
  public void close() {
    http.close();
  }
}
