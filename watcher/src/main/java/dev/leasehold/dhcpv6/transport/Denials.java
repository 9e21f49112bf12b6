package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Delays the report of NoBinding until the answer to the Request that follows at once (RFC 9915
 * section 18.2.10.1). A reinstalled server denies a prefix and then grants it, so that no prefix is
 * lost. A denial is reported if the first answer does not reverse it, or if the Request must be
 * sent again.
 */
final class Denials {
  /**
   * The decisions of a step about the open denials.
   *
   * @param confirmed denials to report now
   * @param reversed denials that the step reverses
   */
  record Settled(List<Notice> confirmed, List<Notice> reversed) {
    Settled {
      confirmed = List.copyOf(confirmed);
      reversed = List.copyOf(reversed);
    }
  }

  private final List<Notice> open = new ArrayList<>();
  private String from = "";
  private boolean requested;

  /** The decisions of a later step about the open denials. */
  Settled settle(Step step) {
    if (open.isEmpty() || !isAnswer(step)) {
      requested |= !step.send().isEmpty();
      return new Settled(List.of(), List.of());
    }
    Set<Notice> good = new HashSet<>();
    open.stream().filter(notice -> isReversed(notice, step)).forEach(good::add);
    // The reason is reported together with the denial.
    boolean all = open.stream().allMatch(n -> good.contains(n) || !(n instanceof Notice.Denied));
    Settled settled =
        new Settled(
            all ? List.of() : open.stream().filter(n -> !good.contains(n)).toList(),
            all ? open : List.copyOf(good));
    open.clear();
    return settled;
  }

  /**
   * The notices of a step that must wait.
   *
   * @param sender the sender of the message of the step
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

  /** The sender of the message with the denial. */
  String from() {
    return from;
  }

  private boolean isAnswer(Step step) {
    boolean asksOnceMore = requested && !step.send().isEmpty();
    return asksOnceMore || step.notices().stream().anyMatch(n -> !(n instanceof Notice.Ignored));
  }

  private static boolean isReversed(Notice notice, Step step) {
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
