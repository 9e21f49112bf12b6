package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** GitLab's users, whom it takes by id. */
final class GitLabUsers {
  private final ForgeCalls calls;

  GitLabUsers(ForgeCalls calls) {
    this.calls = calls;
  }

  /**
   * The ids of these users and of those with these names.
   *
   * @param present a list of users
   */
  ForgeAnswer<Set<Long>> add(JsonValue present, List<String> names) {
    Set<Long> ids = new LinkedHashSet<>();
    present.elements().forEach(user -> user.get("id").number().ifPresent(ids::add));
    ForgeAnswer<Boolean> answer = new Done<>(true);
    for (String name : names) {
      answer = answer.then(_ -> id(name)).map(ids::add);
    }
    return answer.map(_ -> ids);
  }

  private ForgeAnswer<Long> id(String name) {
    return calls
        .call(
            ForgeCall.get("look up user " + name, Right.REVIEW, "/users").query("username", name),
            list -> Fields.list(list).stream().findFirst().map(user -> Fields.number(user, "id")))
        .then(id ->
            id.<ForgeAnswer<Long>>map(Done::new)
                .orElseGet(() ->
                    new Refused<>(
                        "GitLab has no user '" + name + "' for a review",
                        "Correct reviewers: names of users as in their addresses, without @.")));
  }
}
