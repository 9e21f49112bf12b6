package dev.leasehold.watch;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.git.FilePart;
import dev.leasehold.git.Provenance;
import dev.leasehold.git.Provenance.HandEdit;
import dev.leasehold.git.Provenance.Takeback;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.krm.Place;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.Decision.HeldBack;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.Standing;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.PackageContents;
import dev.leasehold.text.FileContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whose leases are as people made them, at one tip. The history is looked at only where something
 * is to be written, and once a tip.
 *
 * @param tip the commit that they hold for
 * @param looked whose history was looked at, and what was found
 */
record Holds(String tip, Map<String, Found> looked) {
  static final Holds NONE = new Holds("", Map.of());

  /** What people did to a lease last: one of these, or neither. */
  record Found(Optional<Revert> revert, Optional<HandEdit<PrefixLease>> edit) {
    static final Found NOTHING = new Found(Optional.empty(), Optional.empty());
  }

  /** A decision, and what holds it. */
  record Held(Decision decision, Optional<WatchStatus.Hold> hold) {}

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
   * @param changed whose leases it changed: a prefix that comes ends what held them
   */
  Holds under(String commit, List<CommitMessage.Subject> changed) {
    Map<String, Found> known = new HashMap<>(looked);
    for (CommitMessage.Subject subject : changed) {
      boolean ends = subject.changes().stream().anyMatch(c -> c.newPrefix().isPresent());
      Optional<Revert> left =
          ends ? Optional.empty() : known.getOrDefault(subject.prefix(), Found.NOTHING).revert();
      known.put(subject.prefix(), new Found(left, Optional.empty()));
    }
    return new Holds(commit, known);
  }

  /**
   * Looks, if that was not done yet.
   *
   * @param lease the file that it is in, or would be
   * @param intent the file of its DynamicPrefix; empty: it is gone
   */
  Found look(Snapshot snapshot, String prefix, String lease, String intent) {
    Found known = looked.get(prefix);
    if (known == null) {
      known = find(snapshot, prefix, lease, intent);
      looked.put(prefix, known);
    }
    return known;
  }

  private static Found find(Snapshot snapshot, String prefix, String lease, String intent) {
    FilePart<PrefixLease> part =
        new FilePart<>(
            lease,
            content -> lease(prefix, content),
            message -> !Revert.undone(message, prefix).isEmpty(),
            message -> Revert.bringsPrefix(message, prefix),
            intent,
            message -> !CommitMessage.isOurs(message));
    Optional<Provenance<PrefixLease>> found = snapshot.provenance(part);
    if (found.isEmpty()) {
      return Found.NOTHING;
    }
    return switch (found.get()) {
      case Takeback<PrefixLease> by -> {
        String file = Place.file(intent).below(snapshot.folder()).file();
        yield new Found(Optional.of(Revert.of(by, prefix, file)), Optional.empty());
      }
      case HandEdit<PrefixLease> edit -> new Found(Optional.empty(), Optional.of(edit));
    };
  }

  private static Optional<PrefixLease> lease(String prefix, byte[] content) {
    return FileContent.of(content)
        .text()
        .map(text -> KrmPackage.of(new TreeMap<>(Map.of("", text))).documents())
        .map(documents -> PackageContents.read(documents).leases().get(prefix));
  }

  /**
   * What is left of a decision: what repeats nothing that was taken back, and does not follow from
   * what does.
   *
   * @param lease at the tip
   */
  Held apply(String prefix, Decision decision, PrefixLease lease) {
    Optional<Revert> revert = looked.getOrDefault(prefix, Found.NOTHING).revert();
    List<LeaseChange> wanted = new ArrayList<>(decision.changes());
    decision.heldBack().map(HeldBack::change).ifPresent(wanted::add);
    List<LeaseChange> repeated = revert.map(r -> r.repeated(wanted)).orElse(List.of());
    if (repeated.isEmpty()) {
      return new Held(decision, Optional.empty());
    }
    Set<Prefix> kept = new HashSet<>();
    repeated.forEach(change -> change.oldPrefix().ifPresent(kept::add));
    List<LeaseChange> left =
        decision.changes().stream()
            .filter(c -> c.newPrefix().isEmpty() && c.oldPrefix().filter(kept::contains).isEmpty())
            .filter(c -> !repeated.contains(c))
            .toList();
    PrefixLease after = lease;
    for (LeaseChange change : left) {
      after = change.applyTo(after, Instant.EPOCH); // no prefix comes that would count from then
    }
    Decision held =
        new Decision(
            after,
            left,
            standing(repeated.getFirst(), decision.current()),
            decision.refusals(),
            decision.solicitations(),
            decision.doubted(),
            decision.lookAgainAt(),
            decision.heldBack().filter(waits -> !repeated.contains(waits.change())),
            decision.clockBehind());
    return new Held(held, revert.map(r -> hold(r, repeated.getFirst())));
  }

  /**
   * Says that changes overwrite what people made of the current prefix of a lease by hand.
   *
   * @param lease at the tip
   * @param file that it is in, from the root of the repository
   */
  Optional<String> overwritten(
      String prefix, List<LeaseChange> changes, PrefixLease lease, String file) {
    boolean changesCurrent =
        changes.stream().anyMatch(c -> c.newPrefix().isPresent() || c instanceof LeaseChange.Lost);
    return looked
        .getOrDefault(prefix, Found.NOTHING)
        .edit()
        .filter(edit -> changesCurrent && !edit.before().current().equals(lease.current()))
        .map(edit ->
            prefix
                + ": commit "
                + edit.commit().substring(0, 12)
                + " by "
                + edit.author()
                + " changed the current prefix in "
                + file
                + " by hand; that is overwritten with what the source says. To keep a lease as it"
                + " is, set suspend: true in the DynamicPrefix");
  }

  /** How the prefix stands that is in Git and stays there. */
  private static Standing standing(LeaseChange change, Standing otherwise) {
    return switch (change) {
      case LeaseChange.Renumbered(var _, var _, var _, Standing cause, var _) -> cause;
      case LeaseChange.Replaced(var _, var _, var _, Standing cause) -> cause;
      case LeaseChange.Returned(var _, var _, var _, Standing cause) -> cause;
      case LeaseChange.Lost(var _, Standing cause) -> cause;
      case LeaseChange.Acquired _ -> Standing.UNKNOWN;
      case LeaseChange.DrainEnded _,
          LeaseChange.DrainShortened _,
          LeaseChange.HistoryTrimmed _,
          LeaseChange.Removed _ ->
          otherwise;
    };
  }

  private static WatchStatus.Hold hold(Revert revert, LeaseChange change) {
    String now =
        switch (change) {
          case LeaseChange.Acquired acquired -> acquired.reason();
          case LeaseChange.Renumbered t -> t.origin().lends(t.to());
          case LeaseChange.Replaced t -> t.origin().lends(t.to());
          default -> change.reason();
        };
    WatchStatus.Commit commit = new WatchStatus.Commit(revert.by().commit(), revert.by().at());
    return new WatchStatus.Hold(commit, revert.by().author(), now, revert.file());
  }
}
