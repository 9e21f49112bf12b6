package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.Intent;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.files.TooLargeException;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.lease.Drains;
import dev.leasehold.render.PackageContents;
import dev.leasehold.subject.PrefixSubject;
import dev.leasehold.subject.Subject;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A commit and the contents of its package.
 *
 * @param commit 40 hexadecimal digits
 * @param packageTree the tree id of the package's folder, 40 hexadecimal digits; packages with
 *     equal ids are equal
 * @param subjects the subjects of the package, in order
 */
record Tip(
    String commit,
    String packageTree,
    Instant committedAt,
    PackageContents contents,
    List<Subject> subjects) {
  Tip {
    subjects = List.copyOf(subjects);
  }

  /**
   * The package of a snapshot.
   *
   * @param reviewed whether all changes of the target wait for a merge
   */
  static Tip of(Snapshot snapshot, PackageContents contents, boolean reviewed) {
    return new Tip(
        snapshot.commit(),
        snapshot.packageTree(),
        snapshot.committedAt(),
        contents,
        subjects(contents, reviewed));
  }

  /** Whether the snapshot has the same package. Other files of the repository may differ. */
  boolean hasPackageOf(Snapshot snapshot) {
    return packageTree.equals(snapshot.packageTree());
  }

  /** The same package at another commit. */
  Tip at(Snapshot snapshot) {
    return new Tip(
        snapshot.commit(), snapshot.packageTree(), snapshot.committedAt(), contents, subjects);
  }

  /** The same package at Leasehold's own commit. */
  Tip landedAs(Outcome.Pushed pushed) {
    return new Tip(pushed.commit(), pushed.packageTree(), pushed.committedAt(), contents, subjects);
  }

  /**
   * The tip after {@code before}. If the new package has an invalid document or triggers a bug, the
   * contents of {@code before} stay in use, so that the watch keeps listening.
   */
  static Tip after(
      Optional<Tip> before,
      Snapshot snapshot,
      PackageReader reader,
      Function<List<Document>, PackageContents> reading,
      boolean reviewed,
      WatchEvents events) {
    PackageContents earlier =
        before.map(Tip::contents).orElseGet(() -> PackageContents.read(List.of()));
    try {
      PackageContents read = reading.apply(reader.at(snapshot).yaml().documents());
      boolean readable = read.findings().stream().noneMatch(Finding::isError);
      return of(snapshot, readable || before.isEmpty() ? read : earlier, reviewed);
    } catch (UncheckedIOException e) { // the local repository: the writer handles it
      throw e;
    } catch (TooLargeException e) {
      return of(snapshot, earlier, reviewed); // the attempt to render it says so
    } catch (RuntimeException | StackOverflowError e) {
      events.bug("reading " + snapshot.commit().substring(0, 12), e);
      return of(snapshot, earlier, reviewed);
    }
  }

  private static List<Subject> subjects(PackageContents contents, boolean reviewed) {
    List<Subject> subjects = new ArrayList<>();
    for (Intent intent : contents.intents()) {
      switch (intent) {
        case DynamicPrefix prefix -> subjects.add(PrefixSubject.of(prefix, contents, reviewed));
        case PublicIPClaim _ -> {} // no address is acquired yet
      }
    }
    return subjects;
  }

  /** Adds the drains of this tip to the known drains. */
  Drains addDrainsTo(Drains drains, Instant now) {
    return drains.seen(contents.leases().values(), committedAt, now);
  }
}
