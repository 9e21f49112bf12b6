package dev.leasehold.credential;

import dev.leasehold.http.HttpAccess;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

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
   * @param installationId a number
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
      implements Credential {
    private static final Pattern APP_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern INSTALLATION_ID = Pattern.compile("[0-9]{1,20}");

    public GitHubApp {
      if (!APP_ID.matcher(appId).matches()) {
        throw new IllegalArgumentException("appId: not the number or client id of an App");
      }
      if (!INSTALLATION_ID.matcher(installationId).matches()) {
        throw new IllegalArgumentException("installationId: not a number");
      }
    }
  }
}
