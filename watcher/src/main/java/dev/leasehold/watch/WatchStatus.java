package dev.leasehold.watch;

import dev.leasehold.autoscale.AutoscalerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The status of a watch at one moment, for people and machines.
 *
 * @param at the time of the status
 * @param wakeAt when the watch acts again, at the latest
 * @param clockBehind whether drains wait for a clock that is behind the newest commit
 * @param subjects the status of each subject of the package
 * @param warnings the warnings about the package at the tip, one line each, sorted
 * @param bindings the status of each binding of the package, by name
 * @param autoscalers the status of each autoscaler that follows what Services use, by name
 */
public record WatchStatus(
    String watcher,
    Instant at,
    Instant wakeAt,
    boolean clockBehind,
    Target target,
    List<SubjectStatus> subjects,
    List<String> warnings,
    List<BindingStatus> bindings,
    List<AutoscalerStatus> autoscalers) {
  public WatchStatus {
    subjects = List.copyOf(subjects);
    warnings = List.copyOf(warnings);
    bindings = List.copyOf(bindings);
    autoscalers = List.copyOf(autoscalers);
  }

  /** The status of a package without bindings. */
  public WatchStatus(
      String watcher,
      Instant at,
      Instant wakeAt,
      boolean clockBehind,
      Target target,
      List<SubjectStatus> subjects,
      List<String> warnings) {
    this(watcher, at, wakeAt, clockBehind, target, subjects, warnings, List.of(), List.of());
  }

  /** The status of a package without autoscalers. */
  public WatchStatus(
      String watcher,
      Instant at,
      Instant wakeAt,
      boolean clockBehind,
      Target target,
      List<SubjectStatus> subjects,
      List<String> warnings,
      List<BindingStatus> bindings) {
    this(watcher, at, wakeAt, clockBehind, target, subjects, warnings, bindings, List.of());
  }

  /** The status without warnings. */
  public WatchStatus(
      String watcher,
      Instant at,
      Instant wakeAt,
      boolean clockBehind,
      Target target,
      List<SubjectStatus> subjects) {
    this(watcher, at, wakeAt, clockBehind, target, subjects, List.of(), List.of(), List.of());
  }

  /** The prefixes among the subjects. */
  public List<PrefixStatus> prefixes() {
    List<PrefixStatus> prefixes = new ArrayList<>();
    for (SubjectStatus subject : subjects) {
      switch (subject) {
        case PrefixStatus prefix -> prefixes.add(prefix);
        case ClaimStatus _ -> {}
      }
    }
    return prefixes;
  }

  /** The claims of public addresses among the subjects. */
  public List<ClaimStatus> claims() {
    List<ClaimStatus> claims = new ArrayList<>();
    for (SubjectStatus subject : subjects) {
      switch (subject) {
        case PrefixStatus _ -> {}
        case ClaimStatus claim -> claims.add(claim);
      }
    }
    return claims;
  }

  /**
   * The Git target.
   *
   * @param tip the newest commit seen, 40 hexadecimal digits; empty before the first fetch
   * @param pushed the newest commit that the watch has pushed since its start
   * @param trouble why the watch cannot write, and what to do; empty when it can
   * @param waitsUntil when the target accepts another commit; empty when no commit waits
   * @param request the request that waits for a person; empty: none
   * @param writes the number of writes by outcome
   */
  public record Target(
      Optional<Commit> tip,
      Optional<Commit> pushed,
      String trouble,
      Optional<Instant> waitsUntil,
      Optional<Request> request,
      Map<String, Long> writes) {
    public Target {
      writes = new TreeMap<>(writes);
    }
  }

  /**
   * A pull request for changes of the target.
   *
   * @param url its address
   * @param commit the proposed commit, 40 hexadecimal digits; empty if it was declined
   * @param declined whether a person closed it, so that it is not opened again
   */
  public record Request(String url, String commit, boolean declined) {}

  /**
   * A revert of a commit of Leasehold. Leasehold does not repeat the reverted change.
   *
   * @param author {@code Name <email>}
   * @param now the current state of the source, in words
   * @param file the file of the DynamicPrefix or PublicIPClaim
   */
  public record Hold(Commit commit, String author, String now, String file) {
    /** The revert and the current state of the source, as a sentence without a full stop. */
    public String reason() {
      return "commit "
          + commit.id().substring(0, 12)
          + " by "
          + author
          + " reverted a change by Leasehold, so Leasehold does not repeat it; now "
          + now;
    }

    /** How to resume, as a sentence without a full stop. */
    public String whatToDo() {
      return "To resume, revert that commit or change "
          + file
          + "; another prefix from the source resumes too. suspend: true keeps the lease for good";
    }
  }

  /** A commit and its time. */
  public record Commit(String id, Instant at) {}
}
