package dev.leasehold.web;

import dev.leasehold.election.Standing;
import dev.leasehold.git.Operations.Running;
import dev.leasehold.notify.NotificationStatus;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.watch.WatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data of all pages at one moment.
 *
 * @param at the current time
 * @param watcher the name of the watcher
 * @param targets the state of each target
 * @param notifications the state of each receiver of notifications
 * @param cluster what is known of the cluster
 * @param election where this process is in the election of one of several watchers of the name;
 *     empty: there is none
 */
public record Reading(
    Instant at,
    String watcher,
    List<Target> targets,
    Map<Channel, SourceStatus> sources,
    List<NotificationStatus> notifications,
    ClusterReading cluster,
    Optional<Standing> election) {
  /**
   * The state of a target.
   *
   * @param running the current operation with the Git server
   */
  public record Target(String name, WatchStatus watch, Optional<Running> running) {}

  /** The time for several consecutive operations, during which the watch does not advance. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** The duration after which an operation is a concern. */
  private static final Duration USUAL = Duration.ofSeconds(10);

  /** Much longer than a round of the election takes. */
  private static final Duration ELECTION = Duration.ofMinutes(1);

  /** The time that an operation takes to end after its limit. */
  private static final Duration TO_END = Duration.ofMinutes(1);

  public Reading {
    targets = List.copyOf(targets);
    sources = new LinkedHashMap<>(sources);
    notifications = List.copyOf(notifications);
  }

  /** The data of a watcher without a cluster. */
  public Reading(
      Instant at,
      String watcher,
      List<Target> targets,
      Map<Channel, SourceStatus> sources,
      List<NotificationStatus> notifications) {
    this(at, watcher, targets, sources, notifications, ClusterReading.NONE, Optional.empty());
  }

  /** The data of a watcher with one target that notifies nobody. */
  public Reading(
      Instant at,
      String target,
      WatchStatus watch,
      Map<Channel, SourceStatus> sources,
      Optional<Running> running) {
    this(at, watch.watcher(), List.of(new Target(target, watch, running)), sources, List.of());
  }

  /** The reason why a supervisor should restart the watcher; empty while it works. */
  String sick() {
    Optional<String> stuck =
        election
            .flatMap(Standing::tried)
            .filter(ago -> ago.compareTo(ELECTION) > 0)
            .map(ago -> "the election has not gone on for " + ago.toSeconds() + " s");
    if (stuck.isPresent()) {
      return stuck.get();
    }
    return targets.stream().map(this::sick).filter(why -> !why.isEmpty()).findFirst().orElse("");
  }

  private String sick(Target target) {
    WatchStatus watch = target.watch();
    boolean inTime =
        target
            .running()
            .filter(r -> r.elapsed().compareTo(r.limit().plus(TO_END)) <= 0)
            .isPresent();
    return !inTime && at.isAfter(watch.wakeAt().plus(PATIENCE))
        ? about(target)
            + "the last check was at "
            + watch.at()
            + "; the next was due by "
            + watch.wakeAt()
        : "";
  }

  /** The beginning of a sentence about one of several targets. */
  String about(Target target) {
    return targets.size() > 1 ? target.name() + ": " : "";
  }

  /** The operation with the Git server of a target that takes unusually long. */
  static Optional<Running> slow(Target target) {
    return target.running().filter(r -> r.elapsed().compareTo(USUAL) > 0);
  }

  /** The reason why the watcher cannot do its work, in words; empty if it can. */
  String notReady() {
    return Concern.of(this).stream()
        .filter(Concern::blocks)
        .map(Concern::text)
        .findFirst()
        .orElse("");
  }

  /** All concerns in words; empty if all is well. */
  List<String> concerns() {
    return Concern.of(this).stream().map(Concern::text).toList();
  }
}
