package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.git.Outcome;
import dev.leasehold.krm.Place;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.log.Bug;
import dev.leasehold.source.Observation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells each thing that mattered once, in one line. */
final class Journal {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private static final String STALLED = "stalled: ";

  /** What was not held back for that long is told again when it is. */
  private static final Duration STEADY = Duration.ofMinutes(1);

  /** When a change was held back last, and whether the target's limit did. */
  private record HeldBackAt(Instant last, boolean byBatch) {}

  private final Predicate<Outcome.Failure> tells;
  private final Map<String, Refusals> refused = new HashMap<>();
  private final Set<String> lost = new HashSet<>();
  private final Map<String, String> held = new HashMap<>();
  private final Map<String, HeldBackAt> heldBack = new HashMap<>();
  private boolean waits;
  private final Set<String> otherDuid = new HashSet<>();
  private String failure = "";
  private Instant ahead = Instant.MIN;
  private String bug = "";
  private Set<String> warnings = Set.of();

  /**
   * An empty one.
   *
   * @param tells of which failures
   */
  Journal(Predicate<Outcome.Failure> tells) {
    this.tells = tells;
  }

  void heard(String prefix, Observation observation) {
    log.debug("{}: {} lends {}", prefix, observation.origin(), observation.prefixes());
  }

  void decided(DynamicPrefix intent, Decision decision, Instant at) {
    String prefix = intent.name();
    Refusals.News news =
        refused.computeIfAbsent(prefix, p -> new Refusals()).at(at, decision.refusals());
    for (Decision.Refusal refusal : news.refusals()) {
      log.warn("{}: {} is not accepted: {}", prefix, refusal.prefix(), refusal.reason());
    }
    if (news.more()) {
      log.warn(
          "{}: more prefixes are not accepted; they are told again when there was no new one for"
              + " {} minutes",
          prefix,
          Refusals.QUIET.toMinutes());
    }
    if (decision.heldBack().isPresent()) {
      heldBack(prefix, decision, at);
    } else if (decision.lost() && lost.add(prefix)) {
      log.warn(
          "{}: {} {} and {}",
          prefix,
          decision.lease().current().map(c -> c.prefix().toString()).orElse("the prefix"),
          decision.current().phrase(),
          whyItStays(intent));
    } else if (!decision.lost() && lost.remove(prefix)) {
      log.info("{}: no longer lost", prefix);
    }
  }

  /**
   * Once while it flaps; that a prefix is lost meanwhile is part of it, or it would be told again.
   */
  private void heldBack(String prefix, Decision decision, Instant at) {
    Decision.HeldBack waits = decision.heldBack().orElseThrow();
    HeldBackAt before = heldBack.put(prefix, new HeldBackAt(at, waits.byBatch()));
    if (before == null
        || before.byBatch() != waits.byBatch()
        || !at.isBefore(before.last().plus(STEADY))) {
      String lost =
          decision.lost()
              ? "; meanwhile "
                  + decision.lease().current().map(c -> c.prefix().toString()).orElse("the prefix")
                  + " "
                  + decision.current().phrase()
              : "";
      log.warn("{}: held back: {}{}", prefix, waits.reason(), lost);
    }
  }

  private String whyItStays(DynamicPrefix intent) {
    if (intent.suspend()) {
      return "stays in Git, whatever is offered, as its DynamicPrefix says suspend: true;"
          + " take that out to go on";
    }
    return held.getOrDefault(intent.name(), "").isEmpty()
        ? "nothing takes its place; it stays in Git"
        : "stays in Git, as a revert holds it";
  }

  /** Once while what the package renders to has to wait for the target. */
  void waits(Optional<Instant> until) {
    if (until.isPresent() && !waits) {
      log.warn(
          "what the package renders to is held back: the target took as many commits as spec.batch of"
              + " the watcher allows; the next goes at {}",
          until.get().truncatedTo(ChronoUnit.SECONDS));
    }
    waits = until.isPresent();
  }

  /** Once a revert. */
  void held(String prefix, Optional<WatchStatus.Hold> hold) {
    String commit = hold.map(h -> h.commit().id()).orElse("");
    String before = held.getOrDefault(prefix, "");
    held.put(prefix, commit);
    if (hold.isPresent() && !commit.equals(before)) {
      log.warn("{}: held: {}. {}", prefix, hold.get().reason(), hold.get().whatToDo());
    } else if (hold.isEmpty() && !before.isEmpty()) {
      log.info("{}: no longer held", prefix);
    }
  }

  /** The date tells one from another: a commit of ours on top takes it over. */
  void clockBehind(Tip tip, Instant now) {
    if (tip.committedAt().equals(ahead)) {
      return;
    }
    ahead = tip.committedAt();
    log.warn(
        "the clock ({}) is behind the newest commit {} ({}): until it has caught up no drain starts,"
            + " and none ends that was not running before; check the clock, or that commit's date",
        now.truncatedTo(ChronoUnit.SECONDS),
        tip.commit().substring(0, 12),
        tip.committedAt());
  }

  void clockWasSet(Duration step) {
    log.warn(
        "the clock was set {} by {}: asking the routers again",
        step.isNegative() ? "back" : "forward",
        words(step.abs()));
  }

  private static String words(Duration duration) {
    Duration rounded = duration.plusMillis(500);
    List<String> parts = new ArrayList<>();
    add(parts, rounded.toDays(), "d");
    add(parts, rounded.toHoursPart(), "h");
    add(parts, rounded.toMinutesPart(), "min");
    add(parts, rounded.toSecondsPart(), "s");
    return String.join(" ", parts.subList(0, Math.min(2, parts.size())));
  }

  private static void add(List<String> parts, long count, String unit) {
    if (count > 0) {
      parts.add(count + " " + unit);
    }
  }

  /** What the package gives reason to warn of, a line each, told once as long as it is so. */
  void warned(Set<String> lines) {
    lines.stream().filter(line -> !warnings.contains(line)).sorted().forEach(log::warn);
    warnings = Set.copyOf(lines);
  }

  /** What was warned of last, sorted. */
  List<String> warnings() {
    return warnings.stream().sorted().toList();
  }

  /** Somebody forced the branch to a commit that does not have the tip before below it. */
  void rewritten(Tip before, String tip) {
    log.warn(
        "the branch was rewritten: {} of {} is not among the thousand commits below {}; what was"
            + " only there is gone, and what follows from the package and its sources is written again",
        before.commit().substring(0, 12),
        before.committedAt(),
        tip.substring(0, 12));
  }

  /**
   * What was written.
   *
   * @param folder where the package is in its repository
   */
  void pushed(Outcome.Pushed pushed, List<CommitMessage.Subject> subjects, String folder) {
    String commit = pushed.commit().substring(0, 12);
    if (subjects.isEmpty()) {
      log.info(
          "pushed {}: rendered {}",
          commit,
          pushed.files().stream()
              .map(file -> Place.file(file).below(folder).file())
              .collect(Collectors.joining(", ")));
    }
    for (CommitMessage.Subject subject : subjects) {
      for (LeaseChange change : subject.changes()) {
        Level level = change instanceof LeaseChange.HistoryTrimmed ? Level.WARN : Level.INFO;
        log.atLevel(level).log("pushed {}: {}: {}", commit, subject.prefix(), change.reason());
      }
    }
  }

  void failed(Outcome.Failure told) {
    String line =
        switch (told) {
          case Outcome.Stalled stalled -> STALLED + stalled.reason() + ". " + stalled.whatToDo();
          case Outcome.Unreachable unreachable -> "trying again: " + unreachable.reason();
        };
    if (tells.test(told) && !line.equals(failure)) {
      log.error("{}", line);
      failure = line;
    }
  }

  /**
   * Tells a bug of ours once.
   *
   * @param doing what we were at, {@code rendering 0123456789ab}
   * @return what it is, in one line
   */
  String bug(String doing, Throwable e) {
    String line = Bug.text(e, doing);
    String what = e + doing;
    if (!what.equals(bug)) {
      log.error("{}", line);
      log.debug("all of it", e);
      bug = what;
    }
    return line;
  }

  void recovered() {
    if (!failure.isEmpty()) {
      log.info(
          "{}: the branch is as it should be",
          failure.startsWith(STALLED) ? "no longer stalled" : "the repository is reached again");
      failure = "";
    }
  }

  /** One client has one name: RFC 9915 section 11. */
  void oneDuid(DynamicPrefix prefix) {
    if (otherDuid.add(prefix.name())) {
      log.warn(
          "{}: acquisition.dhcpv6.duid differs from that of another prefix on {}; the first by name"
              + " is used for both",
          prefix.name(),
          prefix.acquisition().dhcpv6().map(DynamicPrefix.Delegation::interfaceName).orElse(""));
    }
  }
}
