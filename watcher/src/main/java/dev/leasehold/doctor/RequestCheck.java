package dev.leasehold.doctor;

import dev.leasehold.config.PullRequestConfig;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.forge.Forge;
import dev.leasehold.forge.ForgeAnswer;
import dev.leasehold.forge.Forges;
import dev.leasehold.forge.PullRequest;
import java.time.InstantSource;
import java.util.Optional;

/** Checks whether the forge can be asked for pull requests, without opening one. */
final class RequestCheck {
  private RequestCheck() {}

  static Diagnosis of(PullRequestConfig request, InstantSource clock) {
    String what = "pull requests on " + request.product().spelling();
    if (request.api().isEmpty()) {
      return Diagnosis.well(
          what
              + ": opened by a push, without the API; a request is not closed when it is no longer"
              + " needed, and a request that a person closed is opened again");
    }
    PullRequestConfig.Api api = request.api().get();
    try (TokenSource tokens = TokenSource.of(api.credential(), clock);
        Forge forge =
            Forges.open(
                request.product(),
                api.url(),
                api.repository(),
                tokens,
                api.credential().access(),
                clock)) {
      return switch (forge.newest(request.branch(), request.settings().base())) {
        case ForgeAnswer.Done<Optional<PullRequest>>(Optional<PullRequest> newest) ->
            Diagnosis.well(
                what
                    + " can be read"
                    + newest.map(r -> "; the newest is " + r.url()).orElse("")
                    + "; whether the token may open one shows the first");
        case ForgeAnswer.Refused<Optional<PullRequest>>(String reason, String whatToDo) ->
            new Diagnosis(what + ": " + reason, whatToDo);
        case ForgeAnswer.Unavailable<Optional<PullRequest>>(String reason, var _) ->
            new Diagnosis(
                what + ": " + reason, "Fix apiUrl or the network; a watcher retries by itself.");
      };
    }
  }
}
