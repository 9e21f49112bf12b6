package dev.leasehold.watch;

import dev.leasehold.api.PublicIPLease;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.files.TooLargeException;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.lease.Drains;
import dev.leasehold.proposal.Orphans;
import dev.leasehold.render.KeepingPool;
import dev.leasehold.render.PackageContents;
import dev.leasehold.render.agent.NodeAgent;
import dev.leasehold.subject.Subject;
import dev.leasehold.subject.Subjects;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A commit and the contents of its package.
 *
 * @param commit 40 hexadecimal digits
 * @param packageTree the tree id of the package's folder, 40 hexadecimal digits; packages with
 *     equal ids are equal
 * @param isRead whether {@code contents} is all that a package has: of this commit, or of an
 *     earlier one if this one cannot be read
 * @param doubts what limits the end of claims
 * @param subjects the subjects of the package, in order
 * @param rules the IPRules of the package that never reach a cluster
 * @param keeping the pools whose Services keep their host parts
 * @param agents the Agents of routing rules
 */
record Tip(
    String commit,
    String packageTree,
    Instant committedAt,
    PackageContents contents,
    boolean isRead,
    Doubts doubts,
    List<Subject> subjects,
    TipRules rules,
    List<KeepingPool> keeping,
    List<Document> agents) {
  Tip {
    agents = List.copyOf(agents);
    subjects = List.copyOf(subjects);
    keeping = List.copyOf(keeping);
  }

  /**
   * What limits the end of claims.
   *
   * @param unread a file that may have a claim, but cannot be read; empty: there is none
   * @param fixed the leases whose document cannot be removed
   */
  record Doubts(Optional<String> unread, Set<String> fixed) {
    Doubts {
      fixed = Set.copyOf(fixed);
    }
  }

  private static final String UNREAD = "the package";

  /** The package of a snapshot. */
  static Tip of(
      Snapshot snapshot, PackageContents contents, PackageFiles files, Subjects subjects) {
    Doubts doubts = new Doubts(unread(contents, files), fixed(contents, files, snapshot));
    return new Tip(
        snapshot.commit(),
        snapshot.packageTree(),
        snapshot.committedAt(),
        contents,
        !Finding.hasError(contents.findings()) && contents.unread().isEmpty(),
        doubts,
        subjects.of(contents, doubts.unread(), doubts.fixed()),
        TipRules.of(files.yaml().documents()),
        KeepingPool.of(contents, files.yaml().documents()),
        agents(files.yaml().documents()));
  }

  /** The same with what another tip has besides its contents. */
  private Tip withOthersOf(Tip other) {
    return new Tip(
        commit,
        packageTree,
        committedAt,
        contents,
        isRead,
        doubts,
        subjects,
        rules,
        other.keeping,
        other.agents);
  }

  private static List<Document> agents(List<Document> documents) {
    return documents.stream().filter(NodeAgent::isIn).toList();
  }

  /** The same with other texts of some files. */
  Tip with(SortedMap<String, String> changed) {
    return new Tip(
        commit,
        packageTree,
        committedAt,
        contents,
        isRead,
        doubts,
        subjects,
        rules.with(changed),
        keeping,
        agents);
  }

  /** The same with the subjects that autoscalers want now. */
  Tip with(Subjects wanted) {
    return new Tip(
        commit,
        packageTree,
        committedAt,
        contents,
        isRead,
        doubts,
        wanted.of(contents, doubts.unread(), doubts.fixed()),
        rules,
        keeping,
        agents);
  }

  /** The leases of public addresses whose document cannot be removed, if they are released. */
  private static Set<String> fixed(
      PackageContents contents, PackageFiles files, Snapshot snapshot) {
    Set<String> releasing = new HashSet<>();
    for (PublicIPLease lease : contents.publicIps().values()) {
      if (!lease.isHeld()) {
        releasing.add(lease.name());
      }
    }
    if (!releasing.isEmpty()) {
      Orphans.of(files, contents, snapshot.folder(), releasing)
          .files()
          .keySet()
          .forEach(id -> releasing.remove(id.name()));
    }
    return releasing;
  }

  /** A file that may have a claim, but cannot be read; empty: there is none. */
  private static Optional<String> unread(PackageContents contents, PackageFiles files) {
    return contents.findings().stream()
        .filter(Finding::isError)
        .map(finding -> finding.place().file())
        .findFirst()
        .or(() -> Orphans.unread(files, contents));
  }

  /** Whether the snapshot has the same package. Other files of the repository may differ. */
  boolean hasPackageOf(Snapshot snapshot) {
    return packageTree.equals(snapshot.packageTree());
  }

  /** The same package at another commit. */
  Tip at(Snapshot snapshot) {
    return at(snapshot.commit(), snapshot.packageTree(), snapshot.committedAt());
  }

  /** The same package at Leasehold's own commit. */
  Tip landedAs(Outcome.Pushed pushed) {
    return at(pushed.commit(), pushed.packageTree(), pushed.committedAt());
  }

  private Tip at(String other, String tree, Instant at) {
    return new Tip(other, tree, at, contents, isRead, doubts, subjects, rules, keeping, agents);
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
      Subjects subjects,
      WatchEvents events) {
    PackageContents earlier =
        before.map(Tip::contents).orElseGet(() -> PackageContents.read(List.of()));
    try {
      PackageFiles files = reader.at(snapshot);
      PackageContents read = reading.apply(files.yaml().documents());
      boolean readable = read.findings().stream().noneMatch(Finding::isError);
      return readable || before.isEmpty()
          ? of(snapshot, read, files, subjects)
          : of(snapshot, earlier, files, subjects).withOthersOf(before.get());
    } catch (UncheckedIOException e) { // the local repository: the writer handles it
      throw e;
    } catch (TooLargeException e) {
      return unreadable(snapshot, earlier, before, subjects); // the attempt to render it says so
    } catch (RuntimeException | StackOverflowError e) {
      events.bug("reading " + snapshot.commit().substring(0, 12), e);
      return unreadable(snapshot, earlier, before, subjects);
    }
  }

  private static Tip unreadable(
      Snapshot snapshot, PackageContents earlier, Optional<Tip> before, Subjects subjects) {
    return new Tip(
        snapshot.commit(),
        snapshot.packageTree(),
        snapshot.committedAt(),
        earlier,
        before.map(Tip::isRead).orElse(false),
        before.map(Tip::doubts).orElseGet(() -> new Doubts(Optional.of(UNREAD), Set.of())),
        before
            .map(Tip::subjects)
            .orElseGet(() -> subjects.of(earlier, Optional.of(UNREAD), Set.of())),
        before.map(Tip::rules).orElse(TipRules.UNKNOWN),
        before.map(Tip::keeping).orElse(List.of()),
        before.map(Tip::agents).orElse(List.of()));
  }

  /** Adds the drains of this tip to the known drains. */
  Drains addDrainsTo(Drains drains, Instant now) {
    return drains.seen(contents.leases().values(), committedAt, now);
  }
}
