package dev.leasehold.forge;

import dev.leasehold.forge.Forge.Product;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the URL of a Git repository says about its forge.
 *
 * @param scheme {@code http} or {@code https} for the forge's API
 * @param authority the host of the API, with a port if the URL has one for HTTP
 * @param host lower case
 * @param path {@code owner/name}, {@code group/subgroup/name}; maybe after the path of a forge that
 *     does not have the host for itself
 */
public record RepositoryAddress(String scheme, String authority, String host, String path) {
  /** {@code git@forge.example:owner/name.git} */
  private static final Pattern SCP =
      Pattern.compile("(?:[^@/:\\[\\]]+@)?([^@/:\\[\\]]+|\\[[0-9a-fA-F:]+\\]):(?!//)(.+)");

  private static final Map<String, Product> PUBLIC =
      Map.of(
          "github.com", Product.GITHUB,
          "gitlab.com", Product.GITLAB,
          "codeberg.org", Product.GITEA,
          "gitea.com", Product.GITEA);

  /** SSH at port 443. */
  private static final Map<String, String> SSH_HOSTS =
      Map.of("ssh.github.com", "github.com", "altssh.gitlab.com", "gitlab.com");

  private static final List<String> API_PATHS = List.of("/api/v1", "/api/v3", "/api/v4");

  /** Reads a URL over HTTP or SSH, also the form of scp; empty for a path or anything else. */
  public static Optional<RepositoryAddress> parse(String url) {
    if (!url.contains("://")) {
      Matcher scp = SCP.matcher(url);
      return scp.matches() ? ssh(scp.group(1), scp.group(2)) : Optional.empty();
    }
    try {
      URI uri = new URI(url);
      String host = uri.getHost();
      if (host == null || uri.getPath() == null) {
        return Optional.empty();
      }
      return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
        case "https" -> address("https", host, uri.getPort(), uri.getPath());
        case "http" -> address("http", host, uri.getPort(), uri.getPath());
        case "ssh", "git+ssh", "ssh+git" -> ssh(host, uri.getPath());
        default -> Optional.empty();
      };
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<RepositoryAddress> ssh(String host, String path) {
    String lower = host.toLowerCase(Locale.ROOT);
    return address("https", SSH_HOSTS.getOrDefault(lower, lower), -1, path);
  }

  private static Optional<RepositoryAddress> address(
      String scheme, String host, int port, String path) {
    String plain = path.replaceAll("^/+|/+$", "").replaceAll("\\.git$", "");
    List<String> segments = Arrays.asList(plain.split("/", -1));
    boolean isPath =
        segments.size() >= 2
            && segments.stream()
                .noneMatch(s -> s.isEmpty() || s.equals(".") || s.equals("..") || s.equals("~"));
    String lower = host.toLowerCase(Locale.ROOT);
    return isPath
        ? Optional.of(
            new RepositoryAddress(scheme, port < 0 ? lower : lower + ":" + port, lower, plain))
        : Optional.empty();
  }

  /** The product, if the host is a public one; else only the configuration can say. */
  public Optional<Product> product() {
    return Optional.ofNullable(PUBLIC.get(host));
  }

  /** The usual address of the API. A forge below a path has another. */
  public URI apiUrl(Product product) {
    String server = scheme + "://" + authority;
    return URI.create(
        switch (product) {
          case GITHUB -> host.equals("github.com") ? "https://api.github.com" : server + "/api/v3";
          case GITLAB -> server + "/api/v4";
          case GITEA -> server + "/api/v1";
        });
  }

  /**
   * The repository as the API names it; empty if the product has no repository of this path.
   *
   * @param apiUrl says which part of the path is that of the forge
   */
  public Optional<String> repository(Product product, URI apiUrl) {
    String own = path;
    String apiPath = String.valueOf(apiUrl.getPath());
    for (String end : API_PATHS) {
      String below = apiPath.replaceAll("/+$", "");
      if (below.endsWith(end)) {
        String prefix = below.substring(0, below.length() - end.length());
        if (prefix.length() > 1 && ("/" + path).startsWith(prefix + "/")) {
          own = path.substring(prefix.length());
        }
      }
    }
    long slashes = own.chars().filter(c -> c == '/').count();
    boolean fits = product == Product.GITLAB ? slashes >= 1 : slashes == 1;
    return fits ? Optional.of(own) : Optional.empty();
  }
}
