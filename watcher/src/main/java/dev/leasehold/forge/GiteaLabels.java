package dev.leasehold.forge;

import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeCall.Right;
import dev.leasehold.http.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Gitea's labels. They are added by id, and one that nobody defined is not created. */
final class GiteaLabels {
  private static final int MOST_PAGES = 20;

  private final ForgeCalls calls;
  private final String path;
  private final String owner;

  /**
   * @param path that of the repository
   * @param owner encoded
   */
  GiteaLabels(ForgeCalls calls, String path, String owner) {
    this.calls = calls;
    this.path = path;
    this.owner = owner;
  }

  ForgeAnswer<PullRequest> add(PullRequest request, Set<String> names) {
    Map<String, Long> ids = new TreeMap<>();
    return find(path + "/labels", names, ids)
        .then(_ -> ids.size() == names.size() ? new Done<>(true) : findOfOrganization(names, ids))
        .then(_ -> ids.isEmpty() ? new Done<>(request) : add(request, ids))
        .then(labelled -> unknown(labelled, names, ids));
  }

  private ForgeAnswer<PullRequest> add(PullRequest request, Map<String, Long> ids) {
    return calls.call(
        ForgeCall.of(
            "add labels",
            Right.LABEL,
            "POST",
            path + "/issues/" + request.number() + "/labels",
            Map.of("labels", ids.values().stream().sorted().toList())),
        list ->
            request.with(
                Fields.list(list).stream()
                    .map(label -> Fields.text(label, "name"))
                    .collect(Collectors.toSet())));
  }

  private static ForgeAnswer<PullRequest> unknown(
      PullRequest request, Set<String> names, Map<String, Long> ids) {
    Set<String> missing = new TreeSet<>(names);
    missing.removeAll(ids.keySet());
    return missing.isEmpty()
        ? new Done<>(request)
        : new Refused<>(
            "Gitea: the repository has no label " + String.join(", ", missing),
            "Create the label in the repository, or correct labels.");
  }

  /** Whether all were found is in {@code ids}. */
  private ForgeAnswer<Boolean> find(String list, Set<String> names, Map<String, Long> ids) {
    return calls
        .pages(
            page -> page(list, page), Gitea.PAGE, MOST_PAGES, (json, _) -> take(json, names, ids))
        .map(Optional::isPresent);
  }

  private static ForgeCall page(String list, int page) {
    return ForgeCall.get("list labels", Right.READ, list)
        .query("limit", String.valueOf(Gitea.PAGE))
        .query("page", String.valueOf(page));
  }

  private static Optional<Boolean> take(JsonValue list, Set<String> names, Map<String, Long> ids) {
    for (JsonValue label : Fields.list(list)) {
      String name = Fields.text(label, "name");
      if (names.contains(name)) {
        ids.putIfAbsent(name, Fields.number(label, "id"));
      }
    }
    return ids.size() == names.size() ? Optional.of(true) : Optional.empty();
  }

  /**
   * The owner may be a user, who has no such labels, or the token may lack read:organization: then
   * the labels are unknown.
   */
  private ForgeAnswer<Boolean> findOfOrganization(Set<String> names, Map<String, Long> ids) {
    ForgeAnswer<Boolean> found = find("/orgs/" + owner + "/labels", names, ids);
    return found instanceof Refused<Boolean> ? new Done<>(false) : found;
  }
}
