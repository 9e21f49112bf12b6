package dev.leasehold.mirror;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The repository that objects are made of.
 *
 * @param watcher the name of the watcher
 * @param name the name of the target
 * @param isFirst whether its objects have the names of its documents; those of other targets have
 *     the name of their target too, because the objects are cluster-scoped
 * @param url of the repository, without credentials
 * @param folder of the package; empty: the root
 */
public record MirrorTarget(
    String watcher, String name, boolean isFirst, String url, String branch, String folder) {
  private static final int LONGEST_LABEL = 63;
  private static final int HASH_BYTES = 4;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
  private static final Pattern SUFFIX =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final Pattern USER = Pattern.compile("^(https?://)[^/@]*@");

  public MirrorTarget {
    url = USER.matcher(url).replaceFirst("$1");
  }

  /** The name of the object of a document. No name of a document has a dot. */
  public String objectName(String document) {
    return isFirst ? document : document + "." + suffix(name);
  }

  /** The watcher as the value of a label. */
  String watcherLabel() {
    return label(watcher);
  }

  /** The target as the value of a label. */
  String label() {
    return label(name);
  }

  private static String suffix(String text) {
    if (text.length() <= LONGEST_LABEL && SUFFIX.matcher(text).matches()) {
      return text;
    }
    return hash(text);
  }

  private static String label(String text) {
    return text.length() <= LONGEST_LABEL && LABEL.matcher(text).matches() ? text : hash(text);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
