package dev.leasehold.watch;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.lease.DrainStarts;
import dev.leasehold.lease.Drains;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.render.PackageContents;
import dev.leasehold.text.FileContent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of drains that count from a merge: the committer time of the commit that brought the
 * entry to the branch. A merge by fast-forward has the time of the proposal, so the drain counts
 * from when a watcher first saw the entry. That is kept for a restart.
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
   * @param starts the starts that earlier processes saw
   */
  static Drains of(
      Drains drains,
      Tip tip,
      Optional<Tip> before,
      Instant lookedAt,
      Snapshot snapshot,
      DrainStarts starts,
      Instant now) {
    Drains known = drains;
    boolean behind = now.isBefore(tip.committedAt());
    for (Draining draining : drains.unmerged(tip.contents().leases().values())) {
      boolean isSeen = before.isPresent() && !holds(before.get().contents(), draining);
      Optional<Instant> start;
      if (isSeen) {
        start = Optional.of(behind ? now : later(tip.committedAt(), lookedAt));
      } else {
        start = behind ? Optional.empty() : fromHistory(tip, draining, snapshot, starts, now);
      }
      if (start.isPresent()) {
        known = known.merged(draining, start.get());
        if (!behind) {
          starts.keep(draining, start.get(), all(tip));
        }
      }
    }
    return known;
  }

  private static List<Draining> all(Tip tip) {
    return tip.contents().leases().values().stream()
        .flatMap(lease -> lease.draining().stream())
        .toList();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  private static Optional<Instant> fromHistory(
      Tip tip, Draining draining, Snapshot snapshot, DrainStarts starts, Instant now) {
    for (PrefixLease lease : tip.contents().leases().values()) {
      Optional<Document> document = tip.contents().leaseDocument(lease.id());
      if (lease.entries().contains(draining) && document.isPresent()) {
        try {
          return Optional.of(
              snapshot
                  .brought(document.get().file(), content -> holds(contents(content), draining))
                  .map(brought -> start(brought, draining, starts, now))
                  .orElse(tip.committedAt()));
        } catch (Snapshot.HistoryException e) {
          log.debug("the start of the drain of {} is not known yet", draining.prefix(), e);
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static Instant start(
      Snapshot.Brought brought, Draining draining, DrainStarts starts, Instant now) {
    boolean isFastForward = brought.asAuthored() && CommitMessage.isOurs(brought.message());
    return isFastForward
        ? starts
            .of(draining)
            .filter(seen -> !seen.isBefore(brought.at()) && !seen.isAfter(now))
            .orElse(now)
        : brought.at();
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
