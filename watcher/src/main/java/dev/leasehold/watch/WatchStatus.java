package dev.leasehold.watch;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.Decision.HeldBack;
import dev.leasehold.lease.Decision.Refusal;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.lease.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a watch stands at one moment, for people and machines to look at.
 *
 * @param at when it was so
 * @param wakeAt when it looks again, at the latest
 * @param clockBehind whether drains wait for a clock that is behind the newest commit
 * @param warnings what the package at the tip gives reason to warn of, a line each, sorted
 */
public record WatchStatus(
    String watcher,
    Instant at,
    Instant wakeAt,
    boolean clockBehind,
    Target target,
    List<Prefix> prefixes,
    List<String> warnings) {
  public WatchStatus {
    prefixes = List.copyOf(prefixes);
    warnings = List.copyOf(warnings);
  }

  /** Of a package that gives no reason to warn. */
  public WatchStatus(
      String watcher,
      Instant at,
      Instant wakeAt,
      boolean clockBehind,
      Target target,
      List<Prefix> prefixes) {
    this(watcher, at, wakeAt, clockBehind, target, prefixes, List.of());
  }

  /**
   * Where it writes.
   *
   * @param tip the newest commit that was seen, 40 hexadecimal digits; empty before the first
   * @param pushed the newest that the watch has pushed since its start
   * @param trouble why nothing can be written, and what to do; empty when all is well
   * @param waitsUntil when it takes another commit, if one waits for that
   * @param writes how often which outcome came of a write, by its name
   */
  public record Target(
      Optional<Commit> tip,
      Optional<Commit> pushed,
      String trouble,
      Optional<Instant> waitsUntil,
      Map<String, Long> writes) {
    public Target {
      writes = new TreeMap<>(writes);
    }
  }

  /**
   * Somebody's revert of a commit of ours, which is not done again.
   *
   * @param author {@code Name <email>}
   * @param now what the source says, in words
   * @param file the file of the DynamicPrefix
   */
  public record Hold(Commit commit, String author, String now, String file) {
    /** What happened, and what is so now. */
    public String reason() {
      return "commit "
          + commit.id().substring(0, 12)
          + " by "
          + author
          + " took back a change of Leasehold, so it is not made again; now "
          + now;
    }

    /** How it goes on. */
    public String whatToDo() {
      return "To resume, revert that commit or change "
          + file
          + "; another prefix from the source resumes too. suspend: true keeps the lease for good";
    }
  }

  /** A commit and its time. */
  public record Commit(String id, Instant at) {}

  /**
   * One prefix that is wanted.
   *
   * @param lease as it is in Git
   * @param standing of its current prefix
   * @param hold whose revert keeps the lease as it is
   * @param waitingFor what is not clear yet, in words; empty when all is
   * @param doubted the prefixes that may be gone, whose routers are asked
   * @param said what each source says
   * @param heldBack the change of it that waits
   * @param refused how many different prefixes were refused since the start
   * @param changes how many times which change was committed, by its reason
   */
  public record Prefix(
      String name,
      PrefixLease lease,
      Standing standing,
      boolean suspended,
      Optional<Hold> hold,
      String waitingFor,
      List<dev.leasehold.net.Prefix> doubted,
      List<SourceReport> said,
      List<Refusal> refusals,
      Optional<HeldBack> heldBack,
      long refused,
      Map<String, Long> changes) {
    public Prefix {
      doubted = List.copyOf(doubted);
      said = List.copyOf(said);
      refusals = List.copyOf(refusals);
      changes = new TreeMap<>(changes);
    }

    /** Whether it is in Git only because nothing can take its place. */
    public boolean lost() {
      return standing.lost() && lease.current().isPresent();
    }
  }
}
