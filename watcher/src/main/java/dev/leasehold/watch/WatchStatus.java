package dev.leasehold.watch;

import java.time.Instant;
import java.util.ArrayList;
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
 * @param subjects how it stands with each thing that the package asks for
 * @param warnings what the package at the tip gives reason to warn of, a line each, sorted
 */
public record WatchStatus(
    String watcher,
    Instant at,
    Instant wakeAt,
    boolean clockBehind,
    Target target,
    List<SubjectStatus> subjects,
    List<String> warnings) {
  public WatchStatus {
    subjects = List.copyOf(subjects);
    warnings = List.copyOf(warnings);
  }

  /** Of a package that gives no reason to warn. */
  public WatchStatus(
      String watcher,
      Instant at,
      Instant wakeAt,
      boolean clockBehind,
      Target target,
      List<SubjectStatus> subjects) {
    this(watcher, at, wakeAt, clockBehind, target, subjects, List.of());
  }

  /** The prefixes among the subjects. */
  public List<PrefixStatus> prefixes() {
    List<PrefixStatus> prefixes = new ArrayList<>();
    for (SubjectStatus subject : subjects) {
      switch (subject) {
        case PrefixStatus prefix -> prefixes.add(prefix);
      }
    }
    return prefixes;
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
}
