package dev.leasehold.watch;

import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.Decision.Refusal;
import dev.leasehold.lease.Said;
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
 */
public record WatchStatus(
    String watcher,
    Instant at,
    Instant wakeAt,
    boolean clockBehind,
    Target target,
    List<Prefix> prefixes) {
  public WatchStatus {
    prefixes = List.copyOf(prefixes);
  }

  /**
   * Where it writes.
   *
   * @param tip the newest commit that was seen, 40 hexadecimal digits; empty before the first
   * @param pushed the newest that the watch has pushed since its start
   * @param trouble why nothing can be written, and what to do; empty when all is well
   * @param writes how often which outcome came of a write, by its name
   */
  public record Target(
      Optional<Commit> tip, Optional<Commit> pushed, String trouble, Map<String, Long> writes) {
    public Target {
      writes = new TreeMap<>(writes);
    }
  }

  /** A commit and its time. */
  public record Commit(String id, Instant at) {}

  /**
   * One prefix that is wanted.
   *
   * @param lease as it is in Git
   * @param standing of its current prefix
   * @param waitingFor what is not clear yet, in words; empty when all is
   * @param doubted the prefixes that may be gone, whose routers are asked
   * @param said what each source says
   * @param refused how many different prefixes were refused since the start
   * @param changes how many times which change was committed, by its reason
   */
  public record Prefix(
      String name,
      PrefixLease lease,
      Standing standing,
      boolean suspended,
      String waitingFor,
      List<dev.leasehold.net.Prefix> doubted,
      List<Said> said,
      List<Refusal> refusals,
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
