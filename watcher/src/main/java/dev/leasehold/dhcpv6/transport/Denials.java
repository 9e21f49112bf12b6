package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * NoBinding, until it is known what the Request brings that follows at once (RFC 9915 section
 * 18.2.10.1). A server that was set up again denies what it then grants: nobody has lost anything.
 * What is not made good by the first answer, or without one by the time to ask once more, is.
 */
final class Denials {
  /**
   * What came of them with a step.
   *
   * @param stand what is to be told now
   * @param madeGood what needs not be told at all
   */
  record Settled(List<Notice> stand, List<Notice> madeGood) {
    Settled {
      stand = List.copyOf(stand);
      madeGood = List.copyOf(madeGood);
    }
  }

  private final List<Notice> open = new ArrayList<>();
  private String from = "";
  private boolean requested;

  /** What the step, which comes after theirs, makes of those that are open. */
  Settled settle(Step step) {
    if (open.isEmpty() || !isAnswer(step)) {
      requested |= !step.send().isEmpty();
      return new Settled(List.of(), List.of());
    }
    Set<Notice> good = new HashSet<>();
    open.stream().filter(notice -> isMadeGood(notice, step)).forEach(good::add);
    // Why it was denied is told beside that it was.
    boolean all = open.stream().allMatch(n -> good.contains(n) || !(n instanceof Notice.Denied));
    Settled settled =
        new Settled(
            all ? List.of() : open.stream().filter(n -> !good.contains(n)).toList(),
            all ? open : List.copyOf(good));
    open.clear();
    return settled;
  }

  /**
   * Which notices of a step wait.
   *
   * @param sender whose message led to the step
   */
  List<Notice> putOff(Step step, String sender) {
    List<Notice> notices = step.notices();
    boolean asksAgain =
        notices.stream().anyMatch(Notice.Denied.class::isInstance)
            && notices.stream()
                .anyMatch(n -> n instanceof Notice.Entered e && e.phase() == Phase.REQUESTING);
    if (asksAgain) {
      notices.stream().filter(Denials::isOfDenial).forEach(open::add);
      from = sender;
      requested = !step.send().isEmpty();
    }
    return asksAgain ? List.copyOf(open) : List.of();
  }

  /** Whose message denied. */
  String from() {
    return from;
  }

  private boolean isAnswer(Step step) {
    boolean asksOnceMore = requested && !step.send().isEmpty();
    return asksOnceMore || step.notices().stream().anyMatch(n -> !(n instanceof Notice.Ignored));
  }

  private static boolean isMadeGood(Notice notice, Step step) {
    return notice instanceof Notice.Denied denied
        && step.notices().stream()
            .anyMatch(n ->
                n instanceof Notice.Delegated granted
                    && granted.iaid() == denied.iaid()
                    && denied.prefixes().stream()
                        .allMatch(prefix ->
                            granted.prefixes().stream()
                                .anyMatch(
                                    p -> p.prefix().equals(prefix) && p.validLifetime() > 0)));
  }

  private static boolean isOfDenial(Notice notice) {
    return notice instanceof Notice.Denied
        || notice instanceof Notice.Ignored i && i.reason() == Notice.Reason.FAILED_STATUS;
  }
}
