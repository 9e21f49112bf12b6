package dev.leasehold.watch;

import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.git.FilePart;
import dev.leasehold.git.Provenance;
import dev.leasehold.git.Provenance.HandEdit;
import dev.leasehold.git.Provenance.Takeback;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.krm.Place;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.HeldBack;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.proposal.ChangedLease;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.proposal.Revert;
import dev.leasehold.render.PackageContents;
import dev.leasehold.subject.Decided;
import dev.leasehold.text.FileContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The leases that people reverted or edited, at one tip. The history is searched only for leases
 * that are about to be written, and once per tip.
 *
 * @param tip the commit of the tip
 * @param searched the leases with searched history, and the result
 */
record Holds(String tip, Map<SubjectId, Found> searched) {
  static final Holds NONE = new Holds("", Map.of());

  /** The last change that a person made to a lease: a revert, an edit, or neither. */
  record Found(Optional<Revert> revert, Optional<HandEdit<Lease>> edit) {
    static final Found NOTHING = new Found(Optional.empty(), Optional.empty());
  }

  /** The rest of a decision, and the hold on the removed changes. */
  record Held(Decided decided, Optional<WatchStatus.Hold> hold) {}

  Holds {
    searched = new HashMap<>(searched);
  }

  /** The holds at this tip; empty when it is another tip. */
  Holds at(String commit) {
    return tip.equals(commit) ? this : new Holds(commit, Map.of());
  }

  /** The same holds at a later commit with an unchanged package. */
  Holds movedTo(String commit) {
    return new Holds(commit, searched);
  }

  /**
   * The holds after Leasehold's own commit on top of the tip.
   *
   * @param changed the leases that the commit changed; a new value ends the hold on its lease
   */
  Holds after(String commit, List<ChangedLease> changed) {
    Map<SubjectId, Found> known = new HashMap<>(searched);
    for (ChangedLease lease : changed) {
      boolean ends = lease.changes().stream().anyMatch(c -> c.newValue().isPresent());
      Optional<Revert> left =
          ends ? Optional.empty() : known.getOrDefault(lease.id(), Found.NOTHING).revert();
      known.put(lease.id(), new Found(left, Optional.empty()));
    }
    return new Holds(commit, known);
  }

  /**
   * Searches the history of a lease, if that was not done at this tip yet.
   *
   * @param lease the file of the lease, existing or not
   * @param intent the file of the DynamicPrefix or PublicIPClaim; empty: it was deleted
   */
  Found search(Snapshot snapshot, SubjectId id, String lease, String intent) {
    Found known = searched.get(id);
    if (known == null) {
      known = find(snapshot, id, lease, intent);
      searched.put(id, known);
    }
    return known;
  }

  private static Found find(Snapshot snapshot, SubjectId id, String lease, String intent) {
    FilePart<Lease> part =
        new FilePart<>(
            lease,
            content -> lease(id, content),
            message -> !Revert.undone(message, id).isEmpty(),
            message -> Revert.bringsValue(message, id),
            intent,
            message -> !CommitMessage.isOurs(message));
    Optional<Provenance<Lease>> found = snapshot.provenance(part);
    if (found.isEmpty()) {
      return Found.NOTHING;
    }
    return switch (found.get()) {
      case Takeback<Lease> by -> {
        String file = Place.file(intent).below(snapshot.folder()).file();
        yield new Found(Optional.of(Revert.of(by, id, file)), Optional.empty());
      }
      case HandEdit<Lease> edit -> new Found(Optional.empty(), Optional.of(edit));
    };
  }

  private static Optional<Lease> lease(SubjectId id, byte[] content) {
    return FileContent.of(content)
        .text()
        .map(text -> KrmPackage.of(new TreeMap<>(Map.of("", text))).documents())
        .flatMap(documents -> PackageContents.read(documents).lease(id));
  }

  /**
   * Removes from a decision the changes that repeat a reverted change, and the changes that depend
   * on them.
   */
  Held apply(Decided decided) {
    Decision decision = decided.decision();
    Optional<Revert> revert = searched.getOrDefault(decided.id(), Found.NOTHING).revert();
    List<LeaseChange> wanted = new ArrayList<>(decision.changes());
    decision.heldBack().map(HeldBack::change).ifPresent(wanted::add);
    List<LeaseChange> repeated = revert.map(r -> r.repeated(wanted)).orElse(List.of());
    return repeated.isEmpty()
        ? new Held(decided, Optional.empty())
        : new Held(decided.without(repeated), revert.map(r -> hold(r, repeated.getFirst())));
  }

  /**
   * A warning that changes overwrite a manual edit of the current value of a lease; empty when they
   * do not.
   *
   * @param lease the lease at the tip
   * @param file the file of the lease, from the root of the repository
   * @param isMerge whether a commit is the merge of a request, which is no edit. A squash may have
   *     none of our trailers
   */
  Optional<String> overwritten(
      Lease lease, List<? extends LeaseChange> changes, String file, Predicate<String> isMerge) {
    boolean changesCurrent = changes.stream().anyMatch(LeaseChange::replacesCurrent);
    return searched
        .getOrDefault(lease.id(), Found.NOTHING)
        .edit()
        .filter(edit -> changesCurrent && !sameCurrent(edit.before(), lease))
        .filter(edit -> !isMerge.test(edit.commit()))
        .map(edit ->
            lease.id()
                + ": commit "
                + edit.commit().substring(0, 12)
                + " by "
                + edit.author()
                + " changed the current "
                + value(lease)
                + " in "
                + file
                + " by hand; Leasehold overwrites it with the value from the source."
                + howToKeep(lease));
  }

  private static String howToKeep(Lease lease) {
    return switch (lease) {
      case PrefixLease _ ->
          " To keep a lease as it is, set suspend: true in the " + lease.id().kind().intent();
      case PublicIPLease _ -> " It follows what the router holds";
    };
  }

  private static boolean sameCurrent(Lease one, Lease other) {
    return switch (other) {
      case PrefixLease prefix ->
          one instanceof PrefixLease p && p.current().equals(prefix.current());
      case PublicIPLease ip -> one instanceof PublicIPLease i && i.ip().equals(ip.ip());
    };
  }

  private static String value(Lease lease) {
    return switch (lease) {
      case PrefixLease _ -> "prefix";
      case PublicIPLease _ -> "address";
    };
  }

  private static WatchStatus.Hold hold(Revert revert, LeaseChange change) {
    String now =
        switch (change) {
          case PrefixChange.Acquired acquired -> acquired.reason();
          case PrefixChange.Renumbered t -> t.origin().lends(t.to());
          case PrefixChange.Replaced t -> t.origin().lends(t.to());
          case PrefixChange.Returned _,
              PrefixChange.Ending _,
              AddressChange _,
              LeaseChange.Removed _ ->
              change.reason();
        };
    WatchStatus.Commit commit = new WatchStatus.Commit(revert.by().commit(), revert.by().at());
    return new WatchStatus.Hold(commit, revert.by().author(), now, revert.file());
  }
}
