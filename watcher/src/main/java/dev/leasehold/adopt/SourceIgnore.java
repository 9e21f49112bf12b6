package dev.leasehold.adopt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.eclipse.jgit.ignore.IgnoreNode;

/** Flux's {@code .sourceignore}: what a source leaves out, by the rules of {@code .gitignore}. */
final class SourceIgnore {
  static final String FILE = ".sourceignore";
  private static final long MOST_BYTES = 1 << 20;

  private SourceIgnore() {}

  /**
   * Whether the file in a folder leaves out another one.
   *
   * @param path from that folder, {@code a/b.yaml}
   */
  static boolean leavesOut(Path folder, String path) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
      return false;
    }
    IgnoreNode rules = new IgnoreNode();
    try (InputStream in = Files.newInputStream(file)) {
      rules.parse(in);
    }
    // A folder that is left out takes all in it along.
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (isIgnored(rules, path.substring(0, slash), true)) {
        return true;
      }
    }
    return isIgnored(rules, path, false);
  }

  private static boolean isIgnored(IgnoreNode rules, String path, boolean isFolder) {
    return rules.isIgnored(path, isFolder) == IgnoreNode.MatchResult.IGNORED;
  }
}
