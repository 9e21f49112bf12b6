package dev.leasehold.forge;

import dev.leasehold.credential.TokenSource;
import dev.leasehold.fence.Fence;
import dev.leasehold.forge.Forge.Product;
import dev.leasehold.http.HttpAccess;
import java.net.URI;
import java.time.InstantSource;

/** Makes a {@link Forge}. */
public final class Forges {
  private Forges() {}

  /**
   * The forge for one repository; does not connect yet.
   *
   * @param apiUrl the API; see {@link RepositoryAddress#apiUrl}
   * @param repository {@code owner/name}; GitLab: {@code group/subgroup/name}; see {@link
   *     RepositoryAddress#repository}
   * @param tokens is not closed with the forge
   * @param clock for the deadline of an operation and the end of a rate limit
   */
  public static Forge open(
      Product product,
      URI apiUrl,
      String repository,
      TokenSource tokens,
      HttpAccess access,
      InstantSource clock) {
    return open(product, apiUrl, repository, tokens, access, clock, Fence.OPEN);
  }

  /**
   * The same with a fence.
   *
   * @param fence is asked before each call that changes something
   */
  public static Forge open(
      Product product,
      URI apiUrl,
      String repository,
      TokenSource tokens,
      HttpAccess access,
      InstantSource clock,
      Fence fence) {
    if (!repository.matches("[^/]+(/[^/]+)+")) {
      throw new IllegalArgumentException("not owner/name: " + repository);
    }
    URI api = URI.create(apiUrl.toString().replaceAll("/+$", ""));
    return switch (product) {
      case GITHUB ->
          new GitHub(
              new ForgeCalls(new GitHubDialect(), api, tokens, access, clock, fence),
              api,
              repository);
      case GITLAB ->
          new GitLab(
              new ForgeCalls(new GitLabDialect(), api, tokens, access, clock, fence), repository);
      case GITEA ->
          new Gitea(
              new ForgeCalls(new GiteaDialect(), api, tokens, access, clock, fence), repository);
    };
  }
}
