package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import dev.leasehold.text.Printable;
import java.util.Map;
import java.util.Optional;

/** Calls of <a href="https://docs.github.com/graphql">GitHub's GraphQL API</a>. */
final class GitHubGraphQl {
  private final ForgeCalls calls;
  private final String path;

  /**
   * @param path after the address of the REST API
   */
  GitHubGraphQl(ForgeCalls calls, String path) {
    this.calls = calls;
    this.path = path;
  }

  /** The data of a query. */
  ForgeAnswer<JsonValue> ask(
      String purpose, Right right, String query, Map<String, Object> variables) {
    return calls
        .send(call(purpose, right, query, variables))
        .then(reply -> {
          if (!reply.isSuccess()) {
            return calls.refuse(reply);
          }
          Optional<String> error = error(reply.json());
          return error.isEmpty()
              ? new Done<>(reply.json().get("data"))
              : refused(purpose, error.get());
        });
  }

  private static ForgeAnswer<JsonValue> refused(String purpose, String words) {
    String reason = "GitHub refuses to " + purpose + ": " + words;
    if (words.contains("Something went wrong") || words.contains("rate limit")) {
      return new Unavailable<>(reason, Optional.empty());
    }
    return new Refused<>(
        reason,
        "Check url, and that the token has access to this repository, with the permission"
            + " pull_requests: write.");
  }

  ForgeCall call(String purpose, Right right, String query, Map<String, Object> variables) {
    return ForgeCall.of(
        purpose, right, "POST", path, Map.of("query", query, "variables", variables));
  }

  /** GraphQL has status 200 for errors too. */
  static Optional<String> error(JsonValue json) {
    return json.get("errors").elements().stream()
        .flatMap(error -> error.get("message").text().stream())
        .findFirst()
        .map(Printable::line);
  }
}
