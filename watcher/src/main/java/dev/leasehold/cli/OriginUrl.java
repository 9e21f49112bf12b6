package dev.leasehold.cli;

import dev.leasehold.config.WatcherConfig;
import dev.leasehold.krm.FieldException;
import dev.leasehold.starter.StarterConfig;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.URIish;

/** The URL of the remote {@code origin} of the working tree that has a folder. */
final class OriginUrl {
  private OriginUrl() {}

  /** The URL without credentials; empty if there is none that a watcher can use. */
  static Optional<String> of(Path folder, String exampleConfig) {
    for (Path top = folder.toAbsolutePath().normalize(); top != null; top = top.getParent()) {
      if (Files.exists(top.resolve(".git"))) {
        return url(top.resolve(".git/config"))
            .filter(
                url -> isUsable(StarterConfig.of(exampleConfig, "home", Optional.of(url), folder)));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> url(Path file) {
    try {
      if (!Files.isReadable(file)) {
        return Optional.empty();
      }
      Config config = new Config();
      config.fromText(Files.readString(file));
      String url = config.getString("remote", "origin", "url");
      return url == null ? Optional.empty() : Optional.of(withoutCredentials(url));
    } catch (IOException | ConfigInvalidException | URISyntaxException e) {
      return Optional.empty(); // --repository is still there
    }
  }

  /** An SSH user is a part of the address; every other user or password is a credential. */
  static String withoutCredentials(String url) throws URISyntaxException {
    URIish parsed = new URIish(url);
    if (parsed.getUser() == null) {
      return url;
    }
    boolean isSsh = parsed.getScheme() == null || parsed.getScheme().contains("ssh");
    URIish without = parsed.setPass(null);
    return (isSsh ? without : without.setUser(null)).toPrivateString();
  }

  private static boolean isUsable(String config) {
    try {
      WatcherConfig.read(Path.of(StarterConfig.FILE), config);
      return true;
    } catch (FieldException e) {
      return false;
    }
  }
}
