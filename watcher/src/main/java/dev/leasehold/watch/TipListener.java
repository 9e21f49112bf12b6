package dev.leasehold.watch;

import dev.leasehold.krm.Document;
import dev.leasehold.render.PackageContents;
import java.util.List;

/** Receives the package at each tip, on the thread of the watch. */
@FunctionalInterface
public interface TipListener {
  /**
   * The branch is at a commit. Must not block, and must not keep the contents: their trees take
   * memory, and are not for other threads.
   *
   * @param commit 40 hexadecimal digits
   * @param contents of an earlier commit if this one cannot be read
   * @param agents the Agents of routing rules
   * @param isRead whether the contents are all that the package has; if not, what is missing may be
   *     there
   */
  void sees(String commit, PackageContents contents, List<Document> agents, boolean isRead);
}
