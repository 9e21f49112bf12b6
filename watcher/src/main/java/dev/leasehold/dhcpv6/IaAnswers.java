package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.Notice.Reason;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Prefix;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an Advertise or a Reply says of each of our IAs (RFC 9915 sections 18.2.9 and 18.2.10).
 *
 * <p>A prefix speaks for itself. The status of its IA_PD or of the message may be about something
 * else: servers put NoAddrsAvail, which is about addresses, beside a prefix that they grant.
 */
final class IaAnswers {
  /** What an answer means for one IA. */
  enum Verdict {
    /** At least one prefix has a valid lifetime. */
    GRANTED,
    /** The server has no binding (NoBinding). */
    DENIED,
    /** All prefixes that it names have a valid lifetime of 0. */
    WITHDRAWN,
    /** The server could not answer, which may pass (UnspecFail). */
    FAILED,
    /** The IA_PD is there and has no prefix: this server has none for this client. */
    EMPTY,
    /** Nothing that counts. */
    UNKNOWN
  }

  /**
   * What is said of one IA.
   *
   * @param prefixes that are named and valid as options, also those with lifetimes of 0
   */
  record IaAnswer(Verdict verdict, List<LeasedPrefix> prefixes) {
    IaAnswer {
      prefixes = List.copyOf(prefixes);
    }

    List<LeasedPrefix> granted() {
      return prefixes.stream().filter(p -> p.validLifetime() > 0).toList();
    }
  }

  /** Per IA. More than any ISP lends at once, and what fits into one message. */
  static final int MOST_PREFIXES = 16;

  /** IA_NA and IA_TA (sections 21.4, 21.5): we never ask for them, some servers send them. */
  private static final int IA_NA = 3;

  private static final int IA_TA = 4;

  private static final List<Prefix> NOT_DELEGABLE =
      List.of(Prefix.parse("::/8"), Prefix.parse("fe80::/10"), Prefix.parse("ff00::/8"));

  private final StepContext context;
  private final Message message;
  private final Map<Long, IaPd> ias = new HashMap<>();
  private String trouble = "";

  IaAnswers(StepContext context, Message message) {
    this.context = context;
    this.message = message;
    for (IaPd ia : message.options(IaPd.class)) {
      // Section 21.21: then it is as though "the server had not included the option"
      if (ia.t1() > ia.t2() && ia.t2() > 0) {
        context.ignore(Reason.TIMES, "IA " + ia.iaid() + ": T1 " + ia.t1() + ", T2 " + ia.t2());
      } else {
        ias.putIfAbsent(ia.iaid(), ia);
      }
    }
  }

  /** Of that IA. The notices about what is discarded are told on the way. */
  IaAnswer of(long iaid) {
    List<LeasedPrefix> named = named(iaid);
    if (named.stream().anyMatch(p -> p.validLifetime() > 0)) {
      return new IaAnswer(Verdict.GRANTED, named);
    }
    int code = status(iaid).map(StatusCode::status).orElse(StatusCode.SUCCESS);
    if (code != StatusCode.SUCCESS) {
      trouble = status(iaid).map(Object::toString).orElse("");
      context.ignore(Reason.FAILED_STATUS, "IA " + iaid + ": " + trouble);
    }
    return new IaAnswer(verdict(iaid, code, named), named);
  }

  private Verdict verdict(long iaid, int code, List<LeasedPrefix> named) {
    if (code == StatusCode.NO_BINDING) {
      return Verdict.DENIED;
    }
    boolean empty = ia(iaid).filter(ia -> ia.prefixes().isEmpty()).isPresent();
    Verdict ofNothing =
        switch (code) {
          case StatusCode.UNSPEC_FAIL -> Verdict.FAILED;
          case StatusCode.SUCCESS,
              StatusCode.NO_ADDRS_AVAIL,
              StatusCode.NOT_ON_LINK,
              StatusCode.NO_PREFIX_AVAIL ->
              empty ? Verdict.EMPTY : Verdict.UNKNOWN;
          default -> Verdict.UNKNOWN;
        };
    return named.isEmpty() ? ofNothing : Verdict.WITHDRAWN;
  }

  /** The IA_PD as it came, if it is valid. */
  Optional<IaPd> ia(long iaid) {
    return Optional.ofNullable(ias.get(iaid));
  }

  /** Why there was nothing in it, if it says so. */
  String trouble() {
    return trouble;
  }

  private List<LeasedPrefix> named(long iaid) {
    Map<Prefix, LeasedPrefix> found = new LinkedHashMap<>();
    for (IaPrefix said : ia(iaid).map(IaPd::prefixes).orElse(List.of())) {
      if (found.size() == MOST_PREFIXES) {
        context.ignore(Reason.TOO_MANY, "IA " + iaid + " has more than " + MOST_PREFIXES);
        break;
      }
      Optional<Reason> objection = objection(said);
      if (objection.isPresent()) {
        context.ignore(objection.get(), said.prefix() + text(said));
      } else {
        found.put(
            said.prefix(),
            new LeasedPrefix(
                said.prefix(), said.preferredLifetime(), said.validLifetime(), context.now()));
      }
    }
    return List.copyOf(found.values());
  }

  private static Optional<Reason> objection(IaPrefix said) {
    Prefix prefix = said.prefix();
    if (prefix.length() == 0
        || NOT_DELEGABLE.stream().anyMatch(n -> n.contains(prefix) || prefix.contains(n))) {
      return Optional.of(Reason.PREFIX);
    }
    // Section 21.22: "The client MUST discard any prefixes" of which this is so
    if (said.preferredLifetime() > said.validLifetime()) {
      return Optional.of(Reason.LIFETIMES);
    }
    int status = said.status().map(StatusCode::status).orElse(StatusCode.SUCCESS);
    boolean failed = status != StatusCode.SUCCESS && status != StatusCode.NO_ADDRS_AVAIL;
    return failed && said.validLifetime() > 0
        ? Optional.of(Reason.FAILED_STATUS)
        : Optional.empty();
  }

  private static String text(IaPrefix said) {
    return " preferred "
        + said.preferredLifetime()
        + " valid "
        + said.validLifetime()
        + said.status().map(s -> ", " + s).orElse("");
  }

  /**
   * Of an IA. The status of the message holds for an IA_PD without one. It holds for an IA that is
   * not in the message only where no IA is: else it may be about that other one.
   */
  private Optional<StatusCode> status(long iaid) {
    Optional<StatusCode> ofMessage = message.option(StatusCode.class);
    if (ia(iaid).isPresent()) {
      return ia(iaid).flatMap(IaPd::status).or(() -> ofMessage);
    }
    return hasIas() ? Optional.empty() : ofMessage;
  }

  private boolean hasIas() {
    return message.options().stream()
        .anyMatch(o -> o.code() == IaPd.CODE || o.code() == IA_NA || o.code() == IA_TA);
  }
}
