package dev.leasehold.adopt;

import dev.leasehold.krm.Field;
import dev.leasehold.render.files.ObjectKey;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which sources are this repository.
 *
 * @param own the path of its URL; empty text if it is unknown, and then no source is foreign
 * @param urls the URLs of Flux's GitRepositories by name
 */
record Origin(String own, Map<String, String> urls) {
  /** The path in {@code https://host/path}, {@code ssh://user@host:22/path}, {@code host:path}. */
  private static final Pattern URL =
      Pattern.compile("(?:[a-z+]+://)?(?:[^@/]*@)?[^/:@]+[:/](?:[0-9]+/)?(.*?)(?:\\.git)?/*");

  Origin {
    urls = Map.copyOf(urls);
  }

  static Origin of(Repository repository, Optional<String> url) {
    Map<String, String> urls = new HashMap<>();
    for (Field root : repository.objectsOf("source.toolkit.fluxcd.io/")) {
      ObjectKey key = ObjectKey.of(root);
      if (key.kind().equals("GitRepository")) {
        String of = ObjectKey.text(root, "spec", "url");
        urls.merge(key.name(), of, (one, other) -> one.equals(other) ? one : "");
      }
    }
    return new Origin(url.map(Origin::path).orElse(""), urls);
  }

  /** The name of the source of a Kustomization of Flux. */
  static String reference(Field root) {
    return ObjectKey.text(root, "spec", "sourceRef", "kind")
        + " "
        + ObjectKey.text(root, "spec", "sourceRef", "name");
  }

  /** Whether a Kustomization of Flux is known to apply another repository. */
  boolean isForeign(Field root) {
    boolean isGit = ObjectKey.text(root, "spec", "sourceRef", "kind").equals("GitRepository");
    String name = ObjectKey.text(root, "spec", "sourceRef", "name");
    return isGit && isForeign(urls.getOrDefault(name, ""));
  }

  /** Whether a URL is known to be another repository's. */
  boolean isForeign(String url) {
    String path = path(url);
    return !own.isEmpty() && !path.isEmpty() && !path.equals(own);
  }

  /** A URL without a name or password in it. */
  static String withoutUser(String url) {
    return url.replaceFirst("^([A-Za-z+]+://)[^@/]*@", "$1");
  }

  /**
   * The path of a repository on its server, which may be reached by several names; empty for a
   * folder of this machine, or a template.
   */
  private static String path(String url) {
    String text = url.strip().toLowerCase(Locale.ROOT);
    Matcher matcher = URL.matcher(text);
    boolean isKnown =
        !text.startsWith("/")
            && !text.startsWith("file:")
            && !text.contains("{")
            && matcher.matches();
    return isKnown ? matcher.group(1).replaceFirst("^/+", "") : "";
  }
}
