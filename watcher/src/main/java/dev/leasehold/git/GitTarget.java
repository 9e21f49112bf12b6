package dev.leasehold.git;

import dev.leasehold.credential.Credential;
import dev.leasehold.ssh.SshFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;

/**
 * A folder on a branch of a repository, with the access to it.
 *
 * @param name the name of the target in messages
 * @param url {@code https://host/path}, {@code ssh://user@host/path}, {@code user@host:path},
 *     {@code file:///path} or an absolute path; never with a password
 * @param branch the branch, without {@code refs/heads/}
 * @param path the folder inside the repository, {@code a/b}; empty for the whole repository
 */
public record GitTarget(
    String name, String url, String branch, String path, Auth auth, Author author) {
  /**
   * @throws IllegalArgumentException if a field is invalid; the message begins with the name of the
   *     field
   */
  public GitTarget {
    require(!name.isBlank(), "name", "is empty");
    URIish parsed = parse(url);
    require(
        parsed.getPass() == null && Wording.clean(url).equals(url),
        "url",
        "holds a password or a control character: " + url);
    boolean local = isLocal(parsed);
    boolean ssh =
        "ssh".equals(parsed.getScheme())
            || (parsed.getScheme() == null && parsed.getHost() != null);
    boolean http = isHttp(parsed);
    require(
        local || ssh || http && parsed.getHost() != null,
        "url",
        "invalid URL '"
            + url
            + "'; use https://host/path, ssh://user@host/path, user@host:path, file:///path or"
            + " /path");
    require(
        !local || auth instanceof Auth.None,
        "auth",
        "is for a server, but " + url + " is a local path");
    require(
        !ssh || auth instanceof Auth.SshKey,
        "auth",
        "must name an entry with ssh; " + url + " needs an SSH key");
    require(
        !http || auth instanceof Auth.Https,
        "auth",
        "must name an entry with https or githubApp; " + url + " needs a token");
    if (auth instanceof Auth.Https(Credential credential)) {
      Optional<String> refusal = credential.access().refusal(URI.create(url));
      require(refusal.isEmpty(), "url", url + " " + refusal.orElse(""));
    }
    require(
        !branch.startsWith("refs/") && Repository.isValidRefName("refs/heads/" + branch),
        "branch",
        "'" + branch + "' is not a valid branch name");
    require(
        path.isEmpty() || Proposal.isPath(path),
        "path",
        "'" + path + "' is not a relative folder a/b without a leading or trailing '/'");
  }

  boolean isLocal() {
    return isLocal(uri());
  }

  private static boolean isHttp(URIish uri) {
    return "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
  }

  /** Whether the other target is in the same repository, by any spelling of its address. */
  public boolean isSameRepository(GitTarget other) {
    URIish here = uri();
    URIish there = other.uri();
    boolean otherServer =
        scheme(here).equals(scheme(there)) && port(here) != port(there); // on the same host
    return !otherServer && repository(here).equals(repository(there));
  }

  private static String scheme(URIish uri) {
    return uri.getScheme() == null ? "ssh" : uri.getScheme();
  }

  private static int port(URIish uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : switch (scheme(uri)) {
          case "https" -> 443;
          case "http" -> 80;
          case "ssh" -> 22;
          default -> 0;
        };
  }

  private static String repository(URIish uri) {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    String path = uri.getPath() == null ? "" : uri.getPath();
    return host + "/" + path.replaceAll("^/+|/+$", "").replaceAll("\\.git$", "");
  }

  URIish uri() {
    return parse(url);
  }

  /** The branch and the URL, for messages. */
  String where() {
    return "branch " + branch + " of " + url;
  }

  /** The authentication of the watcher at the server. */
  public sealed interface Auth {
    /** No authentication: the repository is a local path. */
    record None() implements Auth {}

    /** An SSH private key; the watcher never writes to its known_hosts file. */
    record SshKey(SshFiles files) implements Auth {
      /** A key without a passphrase. */
      public SshKey(Path keyFile, Path knownHostsFile) {
        this(keyFile, Optional.empty(), knownHostsFile);
      }

      /** A key, perhaps with a passphrase in a file. */
      public SshKey(Path keyFile, Optional<Path> passphraseFile, Path knownHostsFile) {
        this(new SshFiles(keyFile, passphraseFile, knownHostsFile));
      }
    }

    /** A token for HTTPS, or for plain HTTP where the entry permits it. */
    record Https(Credential credential) implements Auth {}
  }

  /** Author and committer of every commit. */
  public record Author(String name, String email) {
    public Author {
      require(isIdentity(name), "author.name", "'" + name + "' is empty or has one of < > newline");
      require(
          isIdentity(email), "author.email", "'" + email + "' is empty or has one of < > newline");
    }

    private static boolean isIdentity(String text) {
      return !text.isBlank()
          && text.chars().noneMatch(c -> c == '<' || c == '>' || Character.isISOControl(c));
    }
  }

  private static boolean isLocal(URIish uri) {
    return uri.getHost() == null
        && ("file".equals(uri.getScheme()) || uri.getScheme() == null)
        && uri.getPath() != null
        && uri.getPath().startsWith("/");
  }

  private static URIish parse(String url) {
    try {
      return new URIish(url);
    } catch (URISyntaxException e) {
      // The exception is not passed as the cause: its message quotes the URL with the password.
      throw new IllegalArgumentException(Wording.clean("url: '" + url + "' is not a Git URL"));
    }
  }

  private static void require(boolean holds, String field, String message) {
    if (!holds) {
      throw new IllegalArgumentException(Wording.clean(field + ": " + message));
    }
  }
}
