package dev.leasehold.config;

import dev.leasehold.credential.Credential;
import dev.leasehold.forge.Forge;
import dev.leasehold.request.RequestSettings;
import java.net.URI;
import java.util.Optional;

/**
 * How a target asks people to merge: {@code pullRequest}.
 *
 * @param product the forge
 * @param api the API; empty with {@code withoutApi}, where a push makes the request
 * @param branch the branch of the request, or its topic
 */
public record PullRequestConfig(
    Forge.Product product, Optional<Api> api, String branch, RequestSettings settings) {
  /**
   * The API of the forge.
   *
   * @param repository the repository as the API names it
   */
  public record Api(URI url, String repository, Credential credential) {}
}
