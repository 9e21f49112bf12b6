package dev.leasehold.starter;

import dev.leasehold.krm.ScalarText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The WatcherConfig of the starter package, with the repository and folder if they are known. */
public final class StarterConfig {
  public static final String FILE = "watcher.yaml";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9@/._~:+-]*");

  private static final String NAME = "  name: home\n";
  private static final String URL = "ssh://git@git.example.org/home.git";
  private static final String PATH = "      # path: network\n";
  private static final String AUTH = "      auth: deploy-key\n";
  private static final String KEYS = "  auth:\n";
  private static final String TOKEN =
      """
        auth:
          - name: token
            https:
              # The token alone, chmod 600. It may read and write this repository. A new one is used at once.
              tokenFile: /etc/leasehold/token
      """;

  private static final String ROUTERS =
      """
        # PublicIPClaims name a router by its host, and by this name as sshSecretRef.
        routers:
          - name: router-ssh
            host: 192.168.1.1 # kpt-set: ${router-host}
            user: root
            ssh:
              # ssh-keygen -t ed25519 -N '' -f /etc/leasehold/id_router, and append id_router.pub to the
              # authorized_keys of that user.
              keyFile: /etc/leasehold/id_router
              # leasehold doctor --trust-host router-ssh shows the host key and adds it there.
              knownHostsFile: /etc/leasehold/known_hosts
      """;

  private StarterConfig() {}

  /** The configuration with the router of the component {@code public-ips}. */
  public static String withRouter(String config) {
    return config + ROUTERS;
  }

  /** Whether a repository is a folder of this machine, which needs no key. */
  public static boolean isOnThisMachine(String repository) {
    return repository.startsWith("/") || repository.startsWith("file:");
  }

  /**
   * The text of the example with these values.
   *
   * @param name the name of the watcher
   * @param repository the URL or path of the repository; empty: unknown
   * @param folder the future folder of the package
   */
  public static String of(String example, String name, Optional<String> repository, Path folder) {
    String text = example.replace(NAME, "  name: " + scalar(name) + "\n");
    Optional<String> inside = insideWorkingTree(folder.toAbsolutePath().normalize());
    if (inside.isPresent()) {
      String path = inside.get();
      text = text.replace(PATH, path.isEmpty() ? "" : "      path: " + scalar(path) + "\n");
    }
    if (repository.isEmpty()) {
      return text;
    }
    text = text.replace(URL, scalar(repository.get()));
    if (isOnThisMachine(repository.get())) {
      return text.replace(AUTH, "").substring(0, text.indexOf(KEYS) - AUTH.length());
    }
    return repository.get().matches("https?:.*")
        ? text.substring(0, text.indexOf(KEYS)).replace(AUTH, "      auth: token\n") + TOKEN
        : text;
  }

  private static String scalar(String value) {
    boolean plain = PLAIN.matcher(value).matches() && !ScalarText.looksTyped(value);
    return plain ? value : ScalarText.doubleQuoted(value);
  }

  /** The path of the folder in its working tree; an empty text means the top. */
  public static Optional<String> insideWorkingTree(Path folder) {
    for (Path top = folder; top != null; top = top.getParent()) {
      if (Files.exists(top.resolve(".git"))) {
        return Optional.of(top.relativize(folder).toString());
      }
    }
    return Optional.empty();
  }
}
