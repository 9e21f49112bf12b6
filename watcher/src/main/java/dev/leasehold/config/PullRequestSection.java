package dev.leasehold.config;

import dev.leasehold.credential.Credential;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.forge.RepositoryAddress;
import dev.leasehold.git.GitTarget;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.request.RequestSettings;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Repository;

/** Reads {@code pullRequest} of a target. */
final class PullRequestSection {
  private static final int MOST = 20;

  private final Optional<Field> section;
  private final Field target;

  /**
   * The section of a target.
   *
   * @param section empty: only the defaults
   */
  PullRequestSection(Optional<Field> section, Field target) {
    this.section = section;
    this.target = target;
    section.ifPresent(field ->
        field.allowOnly(
            "forge",
            "apiUrl",
            "auth",
            "withoutApi",
            "branch",
            "labels",
            "reviewers",
            "autoMerge",
            "deadPrefix",
            "drainEnd"));
  }

  /**
   * Reads the section.
   *
   * @param git the target
   * @param watcher the name of the watcher, for the default branch
   * @throws FieldException for the first invalid field
   */
  PullRequestConfig read(GitTarget git, AuthSection auth, String watcher) {
    Optional<RepositoryAddress> address = RepositoryAddress.parse(git.url());
    Product product = product(address);
    boolean withoutApi = find("withoutApi").map(Field::bool).orElse(false);
    if (withoutApi) {
      requireWithoutApi(product);
      RepositoryAddress _ = address.orElseThrow(() -> notOnForge(git, product));
    }
    String branch =
        find("branch").map(Field::text).orElse("leasehold/" + watcher + "-" + git.name());
    requireBranch(branch, git);
    RequestSettings settings =
        new RequestSettings(
            git.branch(),
            Set.copyOf(names("labels")),
            names("reviewers"),
            find("autoMerge").map(Field::bool).orElse(false));
    return new PullRequestConfig(
        product,
        withoutApi ? Optional.empty() : Optional.of(api(product, address, git, auth)),
        branch,
        settings);
  }

  private Optional<Field> find(String key) {
    return section.flatMap(field -> field.find(key));
  }

  private FieldException error(String words) {
    return section.orElse(target).error(section.isPresent() ? words : "pullRequest " + words);
  }

  private Product product(Optional<RepositoryAddress> address) {
    Optional<Field> named = find("forge");
    String choices =
        Arrays.stream(Product.values()).map(Product::spelling).collect(Collectors.joining(", "));
    if (named.isPresent()) {
      return Arrays.stream(Product.values())
          .filter(product -> product.spelling().equals(named.get().text()))
          .findFirst()
          .orElseThrow(
              () -> named.get().error("'" + named.get().text() + "' is not one of " + choices));
    }
    return address
        .flatMap(RepositoryAddress::product)
        .orElseThrow(() ->
            error(
                "needs forge: one of "
                    + choices
                    + " (Gitea is also for Forgejo), as the host does not tell which it is"));
  }

  private void requireWithoutApi(Product product) {
    if (product == Product.GITHUB) {
      throw find("withoutApi")
          .orElseThrow()
          .error("GitHub makes no request from a push; remove withoutApi and set auth");
    }
    Set<String> needApi = new TreeSet<>(List.of("apiUrl", "auth", "reviewers"));
    if (product == Product.GITEA) {
      needApi.addAll(List.of("labels", "autoMerge"));
    }
    for (String key : needApi) {
      Optional<Field> field = find(key);
      if (field.isPresent()) {
        throw field.get().error("has no effect with withoutApi: true; remove one of them");
      }
    }
  }

  private FieldException notOnForge(GitTarget git, Product product) {
    return target
        .get("url")
        .error(
            "'"
                + git.url()
                + "' is not that of a repository on "
                + product.spelling()
                + ", such as https://HOST/OWNER/NAME.git");
  }

  private PullRequestConfig.Api api(
      Product product, Optional<RepositoryAddress> address, GitTarget git, AuthSection auth) {
    Credential credential = credential(git, auth);
    if (credential instanceof Credential.GitHubApp && product != Product.GITHUB) {
      throw find("auth")
          .orElse(target)
          .error(
              "'"
                  + credential.name()
                  + "' is a GitHub App, but the forge is "
                  + product.spelling()
                  + ": name an entry with https");
    }
    Optional<URI> given =
        find("apiUrl").map(field -> HttpAccessFields.url(field, credential.access()));
    URI url =
        given
            .or(() -> address.map(a -> a.apiUrl(product)))
            .orElseThrow(() ->
                error(
                    "needs apiUrl, as the target's url "
                        + git.url()
                        + " is not that of a repository on a forge"));
    credential
        .access()
        .refusal(url)
        .ifPresent(why -> {
          throw error("apiUrl " + url + " " + why);
        });
    String repository =
        address
            .flatMap(a -> a.repository(product, url))
            .orElseThrow(() -> notOnForge(git, product));
    return new PullRequestConfig.Api(url, repository, credential);
  }

  private Credential credential(GitTarget git, AuthSection auth) {
    Optional<Field> named = find("auth");
    if (named.isPresent()) {
      return auth.credential(named.get());
    }
    if (git.auth() instanceof GitTarget.Auth.Https(Credential credential)) {
      return credential;
    }
    throw error(
        "needs auth: the name of an entry of spec.auth with https or githubApp, whose token may"
            + " open requests; for GitLab, Gitea and Forgejo, withoutApi: true needs none");
  }

  private void requireBranch(String branch, GitTarget git) {
    if (branch.startsWith("refs/") || !Repository.isValidRefName("refs/heads/" + branch)) {
      throw branchError("'" + branch + "' is not a valid branch name");
    }
    if (isBelow(branch, git.branch())) {
      throw branchError(
          "'"
              + branch
              + "' and the target's branch '"
              + git.branch()
              + "' cannot both exist; choose another name");
    }
  }

  private FieldException branchError(String words) {
    return find("branch")
        .map(field -> field.error(words))
        .orElseGet(() -> error("branch " + words));
  }

  /** Whether two branches cannot exist at the same time: they are equal, or one is a folder. */
  static boolean isBelow(String one, String other) {
    return (one + "/").startsWith(other + "/") || (other + "/").startsWith(one + "/");
  }

  private List<String> names(String key) {
    List<Field> items = find(key).map(Field::items).orElse(List.of());
    if (items.size() > MOST) {
      throw find(key).orElseThrow().error("has more than " + MOST + " entries");
    }
    for (Field item : items) {
      if (item.text().isBlank() || item.text().chars().anyMatch(c -> c == ',' || c < ' ')) {
        throw item.error("'" + item.text() + "' is not a name: it is empty or has a comma");
      }
    }
    return items.stream().map(Field::text).distinct().toList();
  }
}
