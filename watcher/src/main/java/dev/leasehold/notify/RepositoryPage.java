package dev.leasehold.notify;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code repository.html_url} of a push event. Argo CD takes the host and the path from it, and
 * matches them with the {@code repoURL} of an Application in any spelling: scheme, user, port, a
 * host prefix {@code ssh.} and the suffix {@code .git} are optional (argo-cd {@code
 * util/webhook/webhook.go}, {@code getURLRegex}).
 */
final class RepositoryPage {
  private static final Pattern SCP = Pattern.compile("(?:[^@/:]+@)?(\\[[^]]+]|[^@/:\\[\\]]+):(.+)");

  private RepositoryPage() {}

  /** The address of a repository in https form; empty if it has no host. */
  static Optional<String> of(String url) {
    if (url.contains("://")) {
      try {
        URI uri = new URI(url);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || uri.getRawPath() == null) {
          return Optional.empty();
        }
        boolean isHttp = scheme.equals("https") || scheme.equals("http");
        String port = isHttp && uri.getPort() > 0 ? ":" + uri.getPort() : "";
        return page(isHttp ? uri.getHost() : webHost(uri.getHost()), port, uri.getRawPath());
      } catch (URISyntaxException e) {
        return Optional.empty();
      }
    }
    Matcher scp = SCP.matcher(url);
    return scp.matches() ? page(webHost(scp.group(1)), "", "/" + scp.group(2)) : Optional.empty();
  }

  /** The host of the web pages: ssh.github.com and altssh.bitbucket.org serve SSH on port 443. */
  private static String webHost(String host) {
    return host.replaceFirst("^(alt)?ssh\\.(?=.*\\.)", "");
  }

  private static Optional<String> page(String host, String port, String path) {
    String bare = path.replaceFirst("/+$", "").replaceFirst("\\.git$", "");
    return bare.length() < 2 ? Optional.empty() : Optional.of("https://" + host + port + bare);
  }
}
