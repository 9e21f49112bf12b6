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

/**
 * Whose leases are as people made them, at one tip. The history is looked at only where something
 * is to be written, and once a tip.
 *
 * @param tip the commit that they hold for
 * @param looked whose history was looked at, and what was found
 */
record Holds(String tip, Map<SubjectId, Found> looked) {
  static final Holds NONE = new Holds("", Map.of());

  /** What people did to a lease last: one of these, or neither. */
  record Found(Optional<Revert> revert, Optional<HandEdit<Lease>> edit) {
    static final Found NOTHING = new Found(Optional.empty(), Optional.empty());
  }

  /** What is left of a decision, and what holds the rest. */
  record Held(Decided decided, Optional<WatchStatus.Hold> hold) {}

  Holds {
    looked = new HashMap<>(looked);
  }

  /** What is known of that tip. */
  Holds at(String commit) {
    return tip.equals(commit) ? this : new Holds(commit, Map.of());
  }

  /** The same at a later commit that leaves the package as it is. */
  Holds movedTo(String commit) {
    return new Holds(commit, looked);
  }

  /**
   * The same at a commit of ours on top of that tip.
   *
   * @param changed which leases it changed: a value that comes ends what held them
   */
  Holds under(String commit, List<ChangedLease> changed) {
    Map<SubjectId, Found> known = new HashMap<>(looked);
    for (ChangedLease lease : changed) {
      boolean ends = lease.changes().stream().anyMatch(c -> c.newValue().isPresent());
      Optional<Revert> left =
          ends ? Optional.empty() : known.getOrDefault(lease.id(), Found.NOTHING).revert();
      known.put(lease.id(), new Found(left, Optional.empty()));
    }
    return new Holds(commit, known);
  }

  /**
   * Looks, if that was not done yet.
   *
   * @param lease the file that it is in, or would be
   * @param intent the file of the document that asks for it; empty: it is gone
   */
  Found look(Snapshot snapshot, SubjectId id, String lease, String intent) {
    Found known = looked.get(id);
    if (known == null) {
      known = find(snapshot, id, lease, intent);
      looked.put(id, known);
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
   * What is left of a decision: what repeats nothing that was taken back, and does not follow from
   * what does.
   */
  Held apply(Decided decided) {
    Decision decision = decided.decision();
    Optional<Revert> revert = looked.getOrDefault(decided.id(), Found.NOTHING).revert();
    List<LeaseChange> wanted = new ArrayList<>(decision.changes());
    decision.heldBack().map(HeldBack::change).ifPresent(wanted::add);
    List<LeaseChange> repeated = revert.map(r -> r.repeated(wanted)).orElse(List.of());
    return repeated.isEmpty()
        ? new Held(decided, Optional.empty())
        : new Held(decided.without(repeated), revert.map(r -> hold(r, repeated.getFirst())));
  }

  /**
   * Says that changes overwrite what people made of the current value of a lease by hand.
   *
   * @param lease at the tip
   * @param file that it is in, from the root of the repository
   */
  Optional<String> overwritten(Lease lease, List<? extends LeaseChange> changes, String file) {
    boolean changesCurrent =
        changes.stream().anyMatch(c -> c.newValue().isPresent() || c instanceof PrefixChange.Lost);
    return looked
        .getOrDefault(lease.id(), Found.NOTHING)
        .edit()
        .filter(edit -> changesCurrent && !sameCurrent(edit.before(), lease))
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
                + " by hand; that is overwritten with what the source says. To keep a lease as it"
                + " is, set suspend: true in the "
                + lease.id().kind().intent());
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
          default -> change.reason();
        };
    WatchStatus.Commit commit = new WatchStatus.Commit(revert.by().commit(), revert.by().at());
    return new WatchStatus.Hold(commit, revert.by().author(), now, revert.file());
  }
}
