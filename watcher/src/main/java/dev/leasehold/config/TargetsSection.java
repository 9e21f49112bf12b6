package dev.leasehold.config;

import dev.leasehold.credential.Credential;
import dev.leasehold.forge.RepositoryAddress;
import dev.leasehold.git.GitTarget;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.notify.Receiver;
import dev.leasehold.watch.ReviewRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code spec.targets}. */
final class TargetsSection {
  private static final int MOST = 100;

  private final AuthSection auth;
  private final List<Receiver> receivers;
  private final String watcher;
  private final GitTarget.Author author;

  TargetsSection(
      AuthSection auth, List<Receiver> receivers, String watcher, GitTarget.Author author) {
    this.auth = auth;
    this.receivers = receivers;
    this.watcher = watcher;
    this.author = author;
  }

  /**
   * Reads the list.
   *
   * @param mayBeEmpty whether the watcher has something to do without a target
   * @throws FieldException for the first invalid field, or for two targets that would get in each
   *     other's way
   */
  List<TargetConfig> read(Field targets, boolean mayBeEmpty) {
    List<Field> items = targets.items();
    if (items.isEmpty() && !mayBeEmpty || items.size() > MOST) {
      throw targets.error(
          "has "
              + items.size()
              + " entries; write 1 to "
              + MOST
              + (items.isEmpty() ? ", or enable ipRules or l2 in spec.cluster" : ""));
    }
    List<TargetConfig> read = new ArrayList<>();
    for (Field item : items) {
      TargetConfig target = target(item);
      for (TargetConfig other : read) {
        requireDistinct(item, target, other);
      }
      read.add(target);
    }
    return read;
  }

  private TargetConfig target(Field target) {
    target.allowOnly("name", "url", "branch", "path", "auth", "mode", "pullRequest", "notify");
    GitTarget git = git(target);
    Optional<Field> section = target.find("pullRequest");
    boolean reviews = target.find("mode").map(TargetsSection::reviews).orElse(false);
    if (reviews && section.isEmpty() && !(git.auth() instanceof GitTarget.Auth.Https)) {
      throw target
          .get("mode")
          .error(
              "'PullRequest' needs pullRequest: {auth: NAME}, with the name of an entry of spec.auth"
                  + " whose token may open requests");
    }
    section
        .flatMap(s -> s.find("deadPrefix"))
        .filter(f -> !reviews)
        .ifPresent(field -> {
          throw field.error(
              "has no effect with mode: Push: only a DynamicPrefix with review: Always makes requests"
                  + " there, and that wins over deadPrefix; remove it");
        });
    Optional<PullRequestConfig> pullRequest =
        section.isPresent() || reviews
            ? Optional.of(new PullRequestSection(section, target).read(git, auth, watcher))
            : Optional.empty();
    return new TargetConfig(
        git,
        new ReviewRules(
            reviews,
            section.flatMap(s -> s.find("deadPrefix")).map(f -> pushes(f)).orElse(false),
            section.flatMap(s -> s.find("drainEnd")).map(f -> pushes(f)).orElse(true)),
        pullRequest,
        NotifySection.references(target.find("notify"), receivers));
  }

  private GitTarget git(Field target) {
    String name = WatcherConfig.name(target);
    GitTarget.Auth access = auth.of(target.find("auth"));
    requireApiOfApp(target, access);
    try {
      return new GitTarget(
          name,
          target.get("url").text(),
          target.find("branch").map(Field::text).orElse("main"),
          target.find("path").map(Field::text).orElse(""),
          access,
          author);
    } catch (IllegalArgumentException e) {
      throw WatcherConfig.misfit(target, e);
    }
  }

  /** A GitHub App of a server of one's own gets its tokens there. */
  private static void requireApiOfApp(Field target, GitTarget.Auth access) {
    if (access instanceof GitTarget.Auth.Https(Credential.GitHubApp app)
        && app.apiUrl().isEmpty()
        && RepositoryAddress.parse(target.get("url").text())
            .filter(address -> !address.host().equals("github.com"))
            .isPresent()) {
      throw target
          .get("auth")
          .error(
              "'"
                  + app.name()
                  + "' is a GitHub App of github.com, but url has another host; set apiUrl in its"
                  + " githubApp, such as https://HOST/api/v3");
    }
  }

  private static boolean reviews(Field mode) {
    return switch (mode.text()) {
      case "Push" -> false;
      case "PullRequest" -> true;
      default -> throw mode.error("'" + mode.text() + "' is not one of Push, PullRequest");
    };
  }

  private static boolean pushes(Field field) {
    return switch (field.text()) {
      case "Push" -> true;
      case "Review" -> false;
      default -> throw field.error("'" + field.text() + "' is not one of Push, Review");
    };
  }

  private static void requireDistinct(Field item, TargetConfig target, TargetConfig other) {
    if (target.name().equals(other.name())) {
      throw item.get("name").error("'" + target.name() + "' is a duplicate name; choose another");
    }
    if (!isSameRepository(target.git(), other.git())) {
      return;
    }
    boolean sameBranch = target.git().branch().equals(other.git().branch());
    if (sameBranch && overlap(target.git().path(), other.git().path())) {
      throw item.error(
          "has the folder of target "
              + other.name()
              + ", or one above or below it, on the same branch; each target needs a folder of its"
              + " own");
    }
    for (String branch : branches(target)) {
      for (String taken : branches(other)) {
        boolean bothTargets =
            branch.equals(target.git().branch()) && taken.equals(other.git().branch());
        if (!(bothTargets && sameBranch) && PullRequestSection.isBelow(branch, taken)) {
          throw item.error(
              "uses branch '"
                  + branch
                  + "', which is in the way of branch '"
                  + taken
                  + "' of target "
                  + other.name()
                  + " in the same repository; set pullRequest.branch to another name");
        }
      }
    }
  }

  /** Whether they are one repository, also where a forge has another host name for SSH. */
  private static boolean isSameRepository(GitTarget one, GitTarget other) {
    Optional<RepositoryAddress> address = RepositoryAddress.parse(one.url());
    return one.isSameRepository(other)
        || address.isPresent() && address.equals(RepositoryAddress.parse(other.url()));
  }

  private static List<String> branches(TargetConfig target) {
    List<String> branches = new ArrayList<>(List.of(target.git().branch()));
    target.pullRequest().ifPresent(request -> branches.add(request.branch()));
    return branches;
  }

  private static boolean overlap(String one, String other) {
    return one.isEmpty() || other.isEmpty() || PullRequestSection.isBelow(one, other);
  }
}
