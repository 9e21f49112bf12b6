package dev.leasehold.credential;

import dev.leasehold.http.HttpAccess;
import java.nio.file.Path;
import java.util.Optional;

/** An entry of {@code spec.auth} for HTTP servers. */
public sealed interface Credential {
  /** The name of the entry, for messages. */
  String name();

  /** How to reach the server. */
  HttpAccess access();

  /**
   * A token, or a password, in a file.
   *
   * @param username the user name for Git; forges ignore it with a token
   */
  record TokenFile(String name, String username, Path file, HttpAccess access)
      implements Credential {}

  /**
   * A GitHub App. Its installation tokens are valid for one hour and are used for Git and the API.
   *
   * @param appId the App's id or client id
   * @param privateKeyFile the RSA key in PEM, PKCS#1 (as GitHub hands it out) or PKCS#8
   * @param apiUrl the API, such as {@code https://api.github.com}; empty: that
   */
  record GitHubApp(
      String name,
      String appId,
      String installationId,
      Path privateKeyFile,
      Optional<String> apiUrl,
      HttpAccess access)
      implements Credential {}
}
