package dev.leasehold.apiserver;

import dev.leasehold.yaml.Mapping;
import dev.leasehold.yaml.Node;
import dev.leasehold.yaml.Scalar;
import dev.leasehold.yaml.Sequence;
import dev.leasehold.yaml.Yaml;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A kubeconfig file: its current context, with a token, a token file or a client certificate. What
 * would run a program, and proxies, are refused.
 */
record Kubeconfig(Path file) implements AccessSource {
  private static final long MOST_BYTES = 1 << 20;

  private static final List<String> UNSUPPORTED_OF_USERS =
      List.of("exec", "auth-provider", "username", "password", "as", "as-groups", "as-uid");

  private static final List<String> UNSUPPORTED_OF_CLUSTERS =
      List.of("proxy-url", "tls-server-name");

  @Override
  public ApiAccess read() throws ApiFailure {
    try {
      return access(root());
    } catch (IOException e) {
      throw refused(Files.exists(file) ? "cannot be read" : "does not exist");
    } catch (Yaml.Unreadable e) { // its message may quote the file, with a token
      throw refused("is not YAML");
    } catch (IllegalArgumentException e) {
      throw refused("is not usable: " + e.getMessage());
    }
  }

  private Node root() throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException("it is larger than 1 MiB");
    }
    return Yaml.compose(Files.readString(file))
        .map(Yaml.Tree::root)
        .orElseThrow(() -> new IllegalArgumentException("it is empty"));
  }

  private ApiAccess access(Node root) throws IOException {
    String name = text(root, "current-context");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("it has no current-context");
    }
    Node context = named(root, "contexts", name, "context");
    Node cluster = named(root, "clusters", text(context, "cluster"), "cluster");
    String userName = text(context, "user");
    Optional<Node> user =
        userName.isEmpty() ? Optional.empty() : Optional.of(named(root, "users", userName, "user"));
    refuse(cluster, UNSUPPORTED_OF_CLUSTERS);
    if (user.isEmpty()) {
      return new ApiAccess(server(cluster), authorities(cluster), insecure(cluster), "", "", "");
    }
    refuse(user.get(), UNSUPPORTED_OF_USERS);
    return new ApiAccess(
        server(cluster),
        authorities(cluster),
        insecure(cluster),
        token(user.get()),
        content(user.get(), "client-certificate"),
        content(user.get(), "client-key"));
  }

  private static URI server(Node cluster) {
    String text = text(cluster, "server");
    try {
      return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("server is not an address such as https://HOST:6443", e);
    }
  }

  private String authorities(Node cluster) throws IOException {
    return content(cluster, "certificate-authority");
  }

  private static boolean insecure(Node cluster) {
    return text(cluster, "insecure-skip-tls-verify").equals("true");
  }

  /** The token; a file of it counts first, as in kubectl: it may be renewed. */
  private String token(Node user) throws IOException {
    String tokenFile = text(user, "tokenFile");
    return tokenFile.isEmpty() ? text(user, "token") : readFile(tokenFile).strip();
  }

  /** What is written here in Base64, or else in a file. */
  private String content(Node node, String field) throws IOException {
    String data = text(node, field + "-data");
    if (!data.isEmpty()) {
      try {
        return new String(
            Base64.getDecoder().decode(data.replaceAll("\\s", "")), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(field + "-data is not Base64", e);
      }
    }
    String path = text(node, field);
    return path.isEmpty() ? "" : readFile(path);
  }

  private String readFile(String path) throws IOException {
    Path absolute = file.toAbsolutePath().resolveSibling(path);
    if (!Files.isReadable(absolute) || Files.size(absolute) > MOST_BYTES) {
      throw new IllegalArgumentException(absolute + " cannot be read");
    }
    return Files.readString(absolute);
  }

  private static void refuse(Node node, List<String> fields) {
    for (String field : fields) {
      if (find(node, field).isPresent()) {
        throw new IllegalArgumentException(
            field + " is not supported; use a token or a client certificate, without a proxy");
      }
    }
  }

  /** The entry of a list by its name. */
  private static Node named(Node root, String list, String name, String field) {
    if (find(root, list).orElse(null) instanceof Sequence entries) {
      for (Node entry : entries.items()) {
        if (text(entry.value(), "name").equals(name)) {
          Optional<Node> found = find(entry.value(), field);
          if (found.isPresent()) {
            return found.get();
          }
        }
      }
    }
    throw new IllegalArgumentException(list + " has no '" + name + "' with a " + field);
  }

  private static String text(Node node, String field) {
    return find(node, field).orElse(null) instanceof Scalar scalar ? scalar.text() : "";
  }

  private static Optional<Node> find(Node node, String field) {
    return node instanceof Mapping mapping
        ? mapping.entries().stream()
            .filter(pair -> pair.isNamed(field))
            .map(pair -> pair.value().value())
            .findFirst()
        : Optional.empty();
  }

  private ApiFailure refused(String why) {
    return new ApiFailure(
        ApiFailure.Kind.REFUSED,
        "kubeconfig "
            + file
            + " "
            + why
            + "; check it with: kubectl --kubeconfig "
            + file
            + " config view --minify");
  }
}
