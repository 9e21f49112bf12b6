package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.LeasePolicy;
import dev.leasehold.lease.LeasePolicy.LinkPrefix;
import dev.leasehold.lease.Sightings;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.render.PackageContents;
import dev.leasehold.source.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A commit, and what its package says: which prefixes are wanted, and what is leased.
 *
 * @param commit 40 hexadecimal digits
 * @param packageTree the id of the package's folder, 40 hexadecimal digits: equal ids, equal
 *     package
 */
record Tip(String commit, String packageTree, Instant committedAt, PackageContents contents) {
  static Tip of(Snapshot snapshot, PackageContents contents) {
    return new Tip(snapshot.commit(), snapshot.packageTree(), snapshot.committedAt(), contents);
  }

  /** Whether the package is the same there, whatever else in the repository changed. */
  boolean hasPackageOf(Snapshot snapshot) {
    return packageTree.equals(snapshot.packageTree());
  }

  /** The same package at that commit. */
  Tip at(Snapshot snapshot) {
    return of(snapshot, contents);
  }

  /** The same package, as a commit of ours has it. */
  Tip landedAs(Outcome.Pushed pushed) {
    return new Tip(pushed.commit(), pushed.packageTree(), pushed.committedAt(), contents);
  }

  /**
   * The tip after {@code before}. What is followed stays what it was while something of ours cannot
   * be read: somebody's typo, or a bug of ours, must not make the watch deaf.
   */
  static Tip after(
      Optional<Tip> before,
      Snapshot snapshot,
      Function<List<Document>, PackageContents> reading,
      WatchEvents events) {
    List<Document> documents = PackageFiles.at(snapshot).yaml().documents();
    PackageContents earlier =
        before.map(Tip::contents).orElseGet(() -> PackageContents.read(List.of()));
    try {
      PackageContents read = reading.apply(documents);
      boolean readable = read.findings().stream().noneMatch(Finding::isError);
      return of(snapshot, readable || before.isEmpty() ? read : earlier);
    } catch (RuntimeException | StackOverflowError e) {
      events.bug("reading " + snapshot.commit().substring(0, 12), e);
      return of(snapshot, earlier);
    }
  }

  List<DynamicPrefix> prefixes() {
    return List.copyOf(contents.prefixes().values());
  }

  Sightings hear(DynamicPrefix prefix, Sightings known, Observation said) {
    return book(prefix).hear(known, said, lease(prefix));
  }

  Sightings relevant(DynamicPrefix prefix, Sightings known, Instant now) {
    return book(prefix).relevant(known, lease(prefix), now);
  }

  List<SourceReport> said(DynamicPrefix prefix, Sightings known, Instant now) {
    return book(prefix).said(known, now);
  }

  Sightings solicited(DynamicPrefix prefix, Sightings known, String interfaceName, Instant at) {
    return book(prefix).solicited(known, interfaceName, at);
  }

  Set<LinkPrefix> linkPrefixes(DynamicPrefix prefix, Sightings known, Instant now) {
    return book(prefix).linkPrefixes(known, now);
  }

  Decision decide(
      DynamicPrefix prefix, Sightings known, Drains drains, DampingState damping, Instant now) {
    return book(prefix).decide(lease(prefix), committedAt, known, drains, damping, now);
  }

  /** The drains that are timed, with those of this tip. */
  Drains time(Drains drains, Instant now) {
    return drains.seen(contents.leases().values(), committedAt, now);
  }

  private LeasePolicy book(DynamicPrefix prefix) {
    return new LeasePolicy(prefix, contents.boundSubnets(prefix.name()));
  }

  /** Without entries where there is none yet. */
  PrefixLease lease(DynamicPrefix prefix) {
    return Optional.ofNullable(contents.leases().get(prefix.name()))
        .orElseGet(() -> LeasePolicy.noLease(prefix.name(), "none"));
  }
}
