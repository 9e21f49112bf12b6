package dev.leasehold.web;

import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.election.Standing;
import dev.leasehold.l2.L2Status;
import dev.leasehold.l2.ProbeResult;
import dev.leasehold.lease.PrefixDecision.RefusedPrefix;
import dev.leasehold.notify.NotificationStatus;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.text.Printable;
import dev.leasehold.watch.ClaimStatus;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.watch.SubjectStatus;
import dev.leasehold.watch.WatchStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A problem that a person should know. All is well exactly if there are no concerns.
 *
 * @param blocks whether the watcher cannot do its work, so that it is not ready
 * @param text the problem in words
 */
record Concern(boolean blocks, String text) {
  Concern {
    text = Printable.text(text); // the text contains words of servers and people
  }

  /**
   * All concerns: of the watcher, its targets, its prefixes, its sources, its notifications and its
   * cluster.
   */
  static List<Concern> of(Reading reading) {
    List<Concern> concerns = new ArrayList<>();
    if (!reading.sick().isEmpty()) {
      concerns.add(new Concern(true, reading.sick()));
    }
    reading.election().flatMap(Concern::election).ifPresent(concerns::add);
    reading
        .election()
        .filter(standing -> !standing.unfit().isEmpty())
        .map(standing -> new Concern(true, "this machine cannot do the work: " + standing.unfit()))
        .ifPresent(concerns::add);
    reading.targets().forEach(target -> concerns.addAll(target(reading, target)));
    reading
        .sources()
        .forEach((channel, status) -> concerns.addAll(source(channel, status, reading)));
    for (NotificationStatus status : reading.notifications()) {
      if (!status.trouble().isEmpty()) {
        concerns.add(
            new Concern(false, status.receiver() + " is not notified: " + status.trouble()));
      }
    }
    reading
        .cluster()
        .troubles()
        .forEach(why -> concerns.add(new Concern(false, "cluster: " + why)));
    reading
        .cluster()
        .rules()
        .ifPresent(rules -> rules.problems().forEach(why -> concerns.add(new Concern(false, why))));
    reading
        .cluster()
        .delivery()
        .ifPresent(
            delivery -> delivery.overdue().forEach(why -> concerns.add(new Concern(false, why))));
    reading.cluster().l2().flatMap(Concern::silent).ifPresent(concerns::add);
    return concerns;
  }

  /** A Service without endpoints is no concern of the watcher; an address without a node is. */
  private static Optional<Concern> silent(L2Status status) {
    List<String> silent =
        status.results().stream()
            .filter(result -> result.finding() == ProbeResult.Finding.SILENT)
            .map(result -> result.service() + " " + result.address())
            .toList();
    return silent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Concern(
                false,
                "nothing answers on the link for "
                    + silent.getFirst()
                    + (silent.size() > 1 ? " and " + (silent.size() - 1) + " more" : "")));
  }

  /** A standby is ready if it would notice that the holder is gone. */
  private static Optional<Concern> election(Standing standing) {
    if (!standing.trouble().isEmpty()) {
      String what = standing.leads() ? " cannot be renewed: " : " cannot be read: ";
      return Optional.of(
          new Concern(!standing.leads(), standing.place() + what + standing.trouble()));
    }
    return standing.answered().isEmpty()
        ? Optional.of(new Concern(true, standing.place() + " has not been read yet"))
        : Optional.empty();
  }

  private static List<Concern> target(Reading reading, Reading.Target target) {
    List<Concern> concerns = new ArrayList<>();
    Reading.slow(target)
        .map(slow ->
            target.name()
                + ": "
                + slow.words()
                + "; it is cancelled after "
                + slow.limit().toSeconds()
                + " s")
        .ifPresent(text -> concerns.add(new Concern(true, text)));
    writing(target).ifPresent(concerns::add);
    if (target.watch().clockBehind()) {
      concerns.add(
          new Concern(
              false,
              reading.about(target)
                  + "the clock is behind the newest commit, and drains wait for it"));
    }
    for (AutoscalerStatus autoscaler : target.watch().autoscalers()) {
      if (autoscaler.isTrouble()) {
        String name = "autoscaler " + autoscaler.name();
        concerns.add(
            new Concern(false, reading.about(target) + name + ": " + autoscaler.message()));
      }
    }
    for (SubjectStatus subject : target.watch().subjects()) {
      subject(subject)
          .map(c -> new Concern(c.blocks(), reading.about(target) + c.text()))
          .ifPresent(concerns::add);
    }
    return concerns;
  }

  private static Optional<Concern> writing(Reading.Target reading) {
    WatchStatus.Target target = reading.watch().target();
    if (!target.trouble().isEmpty()) {
      return Optional.of(new Concern(true, reading.name() + ": " + target.trouble()));
    }
    if (target.waitsUntil().isPresent()) {
      return Optional.of(
          new Concern(false, reading.name() + " has reached the commit limit of spec.batch"));
    }
    if (target.request().filter(WatchStatus.Request::declined).isPresent()) {
      return Optional.of(
          new Concern(
              false,
              reading.name()
                  + ": a person closed the request "
                  + target.request().get().url()
                  + " for the current change"));
    }
    return target.tip().isEmpty()
        ? Optional.of(new Concern(true, reading.name() + " has not been read yet"))
        : Optional.empty();
  }

  private static Optional<Concern> subject(SubjectStatus subject) {
    return switch (subject) {
      case PrefixStatus prefix -> prefix(prefix);
      case ClaimStatus claim -> claim(claim);
    };
  }

  private static Optional<Concern> claim(ClaimStatus claim) {
    String name = "claim " + claim.name();
    if (claim.hold().isPresent()) {
      return Optional.of(new Concern(false, name + " is held by " + by(claim.hold().get())));
    }
    if (claim.heldBack().isPresent()) {
      return Optional.of(
          new Concern(false, name + " is held back: " + claim.heldBack().get().reason()));
    }
    return switch (claim.phase()) {
      case READY -> Optional.empty();
      case RELEASING ->
          claim.error().map(error -> new Concern(false, name + " is not released: " + error));
      case PENDING, DEGRADED, FAILED ->
          Optional.of(
              new Concern(
                  false, name + " is " + claim.phase().spelling() + ": " + claim.message()));
    };
  }

  private static Optional<Concern> prefix(PrefixStatus prefix) {
    String name = prefix.name();
    if (prefix.hold().isPresent()) {
      String lost = prefix.lost() ? ", and is lost" : "";
      return Optional.of(
          new Concern(isUnheard(prefix), name + " is held by " + by(prefix.hold().get()) + lost));
    }
    if (prefix.heldBack().isPresent()) {
      String lost = prefix.lost() ? ", and is lost" : "";
      String why = prefix.heldBack().get().reason();
      return Optional.of(new Concern(false, name + " is held back" + lost + ": " + why));
    }
    if (prefix.lost()) { // also while it is suspended: the cluster has it all the same
      return Optional.of(new Concern(isUnheard(prefix), name + " is lost"));
    }
    if (isUnheard(prefix)) {
      return Optional.of(
          new Concern(
              true,
              prefix.waitingFor().isEmpty()
                  ? name + " has not been heard yet"
                  : name + " waits for " + prefix.waitingFor()));
    }
    if (prefix.lease().current().isEmpty() && !prefix.suspended()) {
      String refused =
          prefix.refusals().stream()
              .findFirst()
              .map(RefusedPrefix::prefix)
              .map(refusal -> ", and " + refusal + " is refused")
              .orElse("");
      return Optional.of(new Concern(false, name + " has no prefix yet" + refused));
    }
    return prefix.doubted().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Concern(
                false,
                name
                    + ": "
                    + String.join(", ", prefix.doubted().stream().map(String::valueOf).toList())
                    + " is in doubt; asking its routers"));
  }

  private static String by(WatchStatus.Hold hold) {
    return "commit " + hold.commit().id().substring(0, 12) + " by " + hold.author();
  }

  private static boolean isUnheard(PrefixStatus prefix) {
    return prefix.said().isEmpty() && !prefix.suspended();
  }

  private static List<Concern> source(Channel channel, SourceStatus status, Reading reading) {
    List<Concern> concerns = new ArrayList<>();
    if (status.isDeaf()) {
      concerns.add(new Concern(false, channel + " " + status.spelling()));
    }
    for (Trouble trouble : status.troubles()) {
      boolean blocks = trouble.kind().hasNothing() && isNeeded(channel, reading);
      concerns.add(new Concern(blocks, channel + ": " + trouble.what()));
    }
    return concerns;
  }

  /** Whether a prefix needs this channel because no other source delegates it. */
  private static boolean isNeeded(Channel channel, Reading reading) {
    return switch (channel) {
      case Channel.Delegation delegation ->
          reading.targets().stream()
              .flatMap(target -> target.watch().prefixes().stream())
              .filter(prefix -> delegation.asked().containsKey(prefix.name()))
              .anyMatch(prefix -> !prefix.suspended() && !isLent(prefix));
      case Channel.PublicAddresses _ -> false; // its claims say so
      case Channel.RouterPrefixes _ -> false; // its prefixes say so
      case Channel.Advertisements _, Channel.Addresses _ -> false; // nobody answers "none" there
    };
  }

  private static boolean isLent(PrefixStatus prefix) {
    Optional<Current> current = prefix.lease().current();
    return current.isPresent()
        && prefix.said().stream()
            .anyMatch(
                said -> said.prefix().equals(current.get().prefix()) && !said.standing().lost());
  }
}
