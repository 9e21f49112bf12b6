package dev.leasehold.watch;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.files.TooLargeException;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.Snapshot;
import dev.leasehold.hostparts.HostParts;
import dev.leasehold.hostparts.Keeping;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.proposal.ChangedLease;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.proposal.Orphans;
import dev.leasehold.proposal.PackageUpdate;
import dev.leasehold.proposal.RecreatedFiles;
import dev.leasehold.proposal.RequestDraft;
import dev.leasehold.proposal.RequestMessage;
import dev.leasehold.render.Change;
import dev.leasehold.render.PackageContents;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.DecidedClaim;
import dev.leasehold.subject.DecidedPrefix;
import dev.leasehold.subject.SourceKnowledge;
import dev.leasehold.subject.Subject;
import dev.leasehold.subject.Subjects;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to update the branch, or the request for it. It decides again at every tip that it
 * finds.
 */
final class Attempt {
  private final String watcher;
  private final Review review;
  private final Rivals rivals;
  private final InstantSource clock;
  private final PackageReader reader;
  private final SourceKnowledge sources;
  private final Subjects packageSubjects;
  private final Drains drains;
  private final Function<SubjectId, DampingState> damping;
  private final HostParts hostParts;
  private final WatchEvents events;
  private Holds holds; // kept for the next attempt at the same tip

  Attempt(
      String watcher,
      Review review,
      Rivals rivals,
      InstantSource clock,
      PackageReader reader,
      SourceKnowledge sources,
      Subjects packageSubjects,
      Drains drains,
      Function<SubjectId, DampingState> damping,
      HostParts hostParts,
      Holds holds,
      WatchEvents events) {
    this.watcher = watcher;
    this.review = review;
    this.rivals = rivals;
    this.clock = clock;
    this.reader = reader;
    this.sources = sources;
    this.packageSubjects = packageSubjects;
    this.drains = drains;
    this.damping = damping;
    this.hostParts = hostParts;
    this.holds = holds;
    this.events = events;
  }

  /** Plans the pushed change on top of a tip. */
  Plan push(Snapshot snapshot) {
    return safely(
        snapshot, () -> decide(snapshot, this::pushed, _ -> {}, Map.of(), Optional.empty()));
  }

  /**
   * Plans the requested change on top of a tip.
   *
   * @param open the files of the request's branch, if it has any
   */
  Plan request(RequestMessage.Setting setting, Snapshot snapshot, Optional<Snapshot> open) {
    return safely(
        snapshot,
        () -> {
          Optional<PackageContents> requested = open.map(this::contents);
          Map<SubjectId, Lease> before = requested.map(Attempt::leases).orElse(Map.of());
          AtomicBoolean isOpen = new AtomicBoolean();
          Plan plan =
              decide(
                  snapshot,
                  decided -> Optional.of(asBefore(decided, before)),
                  unchanged -> {
                    if (isOpen(unchanged, before)) {
                      isOpen.set(true);
                    }
                  },
                  before,
                  Optional.of(setting));
          return isOpen.get() || requested.filter(r -> isUndecided(plan, r)).isPresent()
              ? plan.undecided()
              : plan;
        });
  }

  private Plan safely(Snapshot snapshot, Supplier<Plan> planning) {
    try {
      Optional<String> rival = rivals.at(snapshot, clock.instant());
      return rival.isPresent()
          ? Plan.refused(rival.get(), holds, snapshot.folder())
          : planning.get();
    } catch (UncheckedIOException e) { // the local repository or the network: the writer handles it
      throw e;
    } catch (TooLargeException e) {
      return Plan.refused(e.reason(), holds, snapshot.folder());
    } catch (RuntimeException | StackOverflowError e) {
      // The bug would occur again at every start until the package changes.
      String why = events.bug("rendering " + snapshot.commit().substring(0, 12), e);
      return Plan.refused(why, holds, snapshot.folder());
    } finally {
      reader.forget(); // a push may take long
    }
  }

  /** The part of a decision that is pushed; empty if nothing is. */
  private Optional<Decided> pushed(Decided decided) {
    List<LeaseChange> rest = new ArrayList<>();
    for (LeaseChange change : decided.decision().changes()) {
      if (!review.pushes(decided.subject(), change)) {
        rest.add(change);
      } else if (change.newValue().isPresent()) {
        return Optional.of(decided); // the other changes follow from it
      }
    }
    return Optional.of(rest.isEmpty() ? decided : decided.without(rest));
  }

  /**
   * The decision with the time of an earlier request for the same value, so that the request stays
   * the same until its change does.
   */
  private static Decided asBefore(Decided decided, Map<SubjectId, Lease> before) {
    Lease lease = before.get(decided.id());
    return lease == null ? decided : decided.sinceAsIn(lease);
  }

  /**
   * Whether it is not known yet if a change in the request is still wanted: after a start, or while
   * it is held back.
   */
  private boolean isOpen(Decided decided, Map<SubjectId, Lease> before) {
    Lease proposed = before.get(decided.id());
    return decided.decision().changes().isEmpty()
        && proposed != null
        && !OpenRequest.values(proposed)
            .equals(decided.subject().held().map(OpenRequest::values).orElse(List.of()))
        && (decided.decision().heldBack().isPresent()
            || sources.unclear(decided, clock.instant()).isPresent());
  }

  /**
   * Whether a plan differs from the request only in addresses of autoscalers that have not decided
   * since the start. For anything else a request does not wait for them, and that is also a host or
   * a binding that people changed since.
   */
  private boolean isUndecided(Plan plan, PackageContents requested) {
    Optional<PackageContents> planned =
        plan.landed()
            .map(Tip::contents)
            .filter(tip -> tip.prefixes().equals(requested.prefixes()))
            .filter(tip -> tip.bindings().equals(requested.bindings()));
    if (planned.isEmpty()) {
      return false;
    }
    Map<SubjectId, Lease> before = leases(requested);
    Map<SubjectId, Lease> after = leases(planned.get());
    Set<SubjectId> differing = new HashSet<>(before.keySet());
    differing.addAll(after.keySet());
    differing.removeIf(id -> values(before.get(id)).equals(values(after.get(id))));
    return !differing.isEmpty()
        && differing.stream()
            .allMatch(id ->
                values(before.get(id)).isEmpty() != values(after.get(id)).isEmpty()
                    && before.getOrDefault(id, after.get(id)) instanceof PublicIPLease lease
                    && packageSubjects.demand().isUndecided(lease.claim(), planned.get()));
  }

  private static List<String> values(@Nullable Lease lease) {
    return lease == null ? List.of() : OpenRequest.values(lease);
  }

  private PackageContents contents(Snapshot open) {
    return PackageContents.read(reader.once(open).yaml().documents());
  }

  private static Map<SubjectId, Lease> leases(PackageContents contents) {
    Map<SubjectId, Lease> leases = new HashMap<>();
    contents.allLeases().forEach(lease -> leases.put(lease.id(), lease));
    return leases;
  }

  /**
   * Decides at a tip.
   *
   * @param part what of a decision is meant
   * @param unchanged takes the decisions without a change
   * @param requested the leases in the open request
   * @param setting of the request; empty: a push
   */
  private Plan decide(
      Snapshot snapshot,
      Function<Decided, Optional<Decided>> part,
      Consumer<Decided> unchanged,
      Map<SubjectId, Lease> requested,
      Optional<RequestMessage.Setting> setting) {
    PackageFiles files = reader.at(snapshot);
    boolean reviewed = review.rules().all();
    Tip tip =
        Tip.of(snapshot, PackageContents.read(files.yaml().documents()), files, packageSubjects);
    List<Lease> leases = new ArrayList<>();
    List<ChangedLease> changed = new ArrayList<>();
    List<String> told = new ArrayList<>();
    Set<String> released = new TreeSet<>();
    boolean needsRequest = reviewed;
    holds = holds.at(snapshot.commit());
    String folder = snapshot.folder();
    for (Subject subject : tip.subjects()) {
      SubjectId id = subject.id();
      Decided decided =
          sources.decide(subject, tip.committedAt(), drains, damping.apply(id), clock.instant());
      removable(decided).ifPresent(released::add);
      if (decided.decision().changes().isEmpty()) {
        unchanged.accept(decided);
        continue;
      }
      String file = PackageUpdate.leaseFile(id, files, tip.contents());
      holds.search(snapshot, id, file, tip.contents().intentFile(id).orElse(""));
      Keeping keeping =
          Keeping.of(
              holds.apply(decided).decided(), tip.contents(), tip.keeping(), hostParts, requested);
      Optional<Decided> meant = part.apply(keeping.decided());
      if (meant.isEmpty()) {
        continue;
      }
      Decision decision = meant.get().decision();
      if (!decision.changes().isEmpty()) {
        needsRequest |= review.requestsAny(meant.get());
        leases.addAll(decision.leases());
        boolean isNew = decision.changes().stream().anyMatch(c -> c.newValue().isPresent());
        ChangedLease lease = ChangedLease.of(id, decision.changes());
        changed.add(isNew ? lease.noting(keeping.notes()) : lease);
        told.addAll(isNew ? keeping.warnings() : List.of());
        String path = Place.file(file).below(folder).file();
        subject
            .held()
            .flatMap(held -> holds.overwritten(held, decision.changes(), path, review::isMerge))
            .ifPresent(told::add);
      }
    }
    boolean pushesBesideReview = reviewed && setting.isEmpty();
    if (pushesBesideReview && (changed.isEmpty() || !isRendered(files, tip))) {
      if (!changed.isEmpty()) {
        review.packageIsNotRendered();
      }
      return new Plan(new Proposal.Nothing(), tip, List.of(), holds, folder, null);
    }
    if (setting.isPresent() && !needsRequest) { // a newer tip may need a push
      return new Plan(new Proposal.Nothing(), tip, List.of(), holds, folder, null);
    }
    Orphans orphans =
        Orphans.of(files, tip.contents(), snapshot.folder(), released)
            .without(id -> putBackBy(snapshot, tip, id));
    Set<String> warnings = new TreeSet<>(orphans.left());
    warnings.addAll(Keeping.withoutEffect(tip.keeping(), hostParts));
    for (SubjectId id : orphans.files().keySet()) {
      if (changed.stream().noneMatch(lease -> lease.id().equals(id))) {
        changed.add(ChangedLease.of(id, List.of(new LeaseChange.Removed(id.kind()))));
      }
    }
    Set<String> deletes = Set.copyOf(orphans.files().values());
    return switch (PackageUpdate.of(files, tip.contents(), leases, deletes)) {
      case PackageUpdate.Broken(List<Finding> errors) ->
          Plan.refused(String.join("; ", texts(errors, snapshot)), holds, folder);
      case PackageUpdate.Rendered rendered -> {
        warnings.addAll(texts(rendered.warnings(), snapshot));
        List<String> undone = new ArrayList<>(told);
        undone.addAll(
            RecreatedFiles.warnings(
                snapshot, files, tip.contents(), rendered, leaseFiles(leases, files, tip)));
        warnings.addAll(undone);
        events.warned(warnings);
        yield new Plan(
            proposal(rendered, deletes, changed, undone, snapshot),
            Tip.of(snapshot, rendered.contents(), files, packageSubjects).with(rendered.files()),
            changed,
            holds,
            folder,
            setting.map(s -> draft(s, rendered, changed, undone, snapshot)).orElse(null));
      }
    };
  }

  /** The lease of a released address, which any commit may remove. */
  private static Optional<String> removable(Decided decided) {
    return switch (decided) {
      case DecidedPrefix _ -> Optional.empty();
      case DecidedClaim claim -> claim.decision().removable();
    };
  }

  /** Whether the package at the tip needs no rendering. */
  private static boolean isRendered(PackageFiles files, Tip tip) {
    return PackageUpdate.of(files, tip.contents(), List.of())
            instanceof PackageUpdate.Rendered rendered
        && rendered.files().isEmpty();
  }

  private static RequestDraft draft(
      RequestMessage.Setting setting,
      PackageUpdate.Rendered rendered,
      List<ChangedLease> leases,
      List<String> undone,
      Snapshot snapshot) {
    return RequestMessage.of(
        setting, leases, changes(rendered, snapshot), told(rendered, undone, snapshot));
  }

  private static List<Change> changes(PackageUpdate.Rendered rendered, Snapshot snapshot) {
    return rendered.changes().stream().map(change -> change.below(snapshot.folder())).toList();
  }

  private static List<String> told(
      PackageUpdate.Rendered rendered, List<String> undone, Snapshot snapshot) {
    List<String> told = new ArrayList<>(texts(rendered.ofThisChange(), snapshot));
    told.addAll(undone);
    return told;
  }

  /** Which commit restored a lease that Leasehold had removed, in words; empty when none did. */
  private Optional<String> putBackBy(Snapshot snapshot, Tip tip, SubjectId id) {
    String file = tip.contents().leaseDocument(id).orElseThrow().file();
    return holds
        .search(snapshot, id, file, "")
        .revert()
        .filter(revert -> !revert.repeated(List.of(new LeaseChange.Removed(id.kind()))).isEmpty())
        .map(revert ->
            "commit "
                + revert.by().commit().substring(0, 12)
                + " by "
                + revert.by().author()
                + " put it back");
  }

  private static Set<String> leaseFiles(List<Lease> leases, PackageFiles files, Tip tip) {
    Set<String> paths = new TreeSet<>();
    leases.forEach(l -> paths.add(PackageUpdate.leaseFile(l.id(), files, tip.contents())));
    return paths;
  }

  /** The findings with file paths from the root of the repository. */
  private static List<String> texts(List<Finding> findings, Snapshot snapshot) {
    return findings.stream().map(finding -> finding.below(snapshot.folder()).toString()).toList();
  }

  private Proposal proposal(
      PackageUpdate.Rendered rendered,
      Set<String> deletes,
      List<ChangedLease> leases,
      List<String> undone,
      Snapshot snapshot) {
    if (rendered.files().isEmpty() && deletes.isEmpty()) {
      return new Proposal.Nothing();
    }
    Map<String, byte[]> writes = new TreeMap<>();
    Set<String> gone = new TreeSet<>(deletes);
    rendered
        .files()
        .forEach((path, text) -> {
          if (text.isEmpty()) {
            gone.add(path);
          } else {
            writes.put(path, PackageFiles.bytes(text));
          }
        });
    List<Change> changes = changes(rendered, snapshot);
    List<String> told = told(rendered, undone, snapshot);
    String message =
        leases.isEmpty()
            ? CommitMessage.ofRendering(watcher, snapshot.commit(), changes, told)
            : CommitMessage.of(watcher, leases, changes, told);
    return new Proposal.Change(writes, gone, message);
  }
}
