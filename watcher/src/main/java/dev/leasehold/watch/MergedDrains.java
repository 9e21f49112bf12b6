package dev.leasehold.watch;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.lease.Drains;
import dev.leasehold.render.PackageContents;
import dev.leasehold.text.FileContent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of drains that count from a merge: the committer time of the commit that brought the
 * entry to the branch. A merge by fast-forward has the time of the proposal; a watcher that saw the
 * branch without the entry knows that the merge was later.
 */
final class MergedDrains {
  private static final Logger log = LoggerFactory.getLogger(MergedDrains.class);

  private MergedDrains() {}

  /**
   * The drains with the start of those that count from a merge. Behind the newest commit the clock
   * is wrong: then a merge that was seen counts from now, and another one from when the clock is
   * set.
   *
   * @param before the tip that was seen before; empty after the start
   * @param lookedAt when that tip was seen last
   */
  static Drains of(
      Drains drains,
      Tip tip,
      Optional<Tip> before,
      Instant lookedAt,
      Snapshot snapshot,
      Instant now) {
    Drains known = drains;
    boolean behind = now.isBefore(tip.committedAt());
    for (Draining draining : drains.unmerged(tip.contents().leases().values())) {
      boolean isSeen = before.isPresent() && !holds(before.get().contents(), draining);
      Optional<Instant> start;
      if (isSeen) {
        start = Optional.of(behind ? now : later(tip.committedAt(), lookedAt));
      } else {
        start = behind ? Optional.empty() : fromHistory(tip, draining, snapshot);
      }
      if (start.isPresent()) {
        known = known.merged(draining, start.get());
      }
    }
    return known;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  private static Optional<Instant> fromHistory(Tip tip, Draining draining, Snapshot snapshot) {
    for (PrefixLease lease : tip.contents().leases().values()) {
      Optional<Document> document = tip.contents().leaseDocument(lease.id());
      if (lease.entries().contains(draining) && document.isPresent()) {
        try {
          return Optional.of(
              snapshot
                  .broughtAt(document.get().file(), content -> holds(contents(content), draining))
                  .orElse(tip.committedAt()));
        } catch (Snapshot.HistoryException e) {
          log.debug("the start of the drain of {} is not known yet", draining.prefix(), e);
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static PackageContents contents(byte[] file) {
    return PackageContents.read(
        FileContent.of(file)
            .text()
            .map(text -> KrmPackage.of(new TreeMap<>(Map.of("", text))).documents())
            .orElseThrow(() -> new IllegalArgumentException("not UTF-8")));
  }

  private static boolean holds(PackageContents contents, Draining draining) {
    return contents.leases().values().stream().anyMatch(l -> l.entries().contains(draining));
  }
}
