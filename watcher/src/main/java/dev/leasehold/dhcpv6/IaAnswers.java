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
 * The answers of an Advertise or a Reply for each of our IAs (RFC 9915 sections 18.2.9 and
 * 18.2.10).
 *
 * <p>A granted prefix counts regardless of status codes. The status of its IA_PD or of the message
 * may be about something else: some servers send NoAddrsAvail, which is about addresses, with a
 * prefix that they grant.
 */
final class IaAnswers {
  /** The meaning of an answer for one IA. */
  enum Verdict {
    /** At least one prefix has a valid lifetime. */
    GRANTED,
    /** The server has no binding (NoBinding). */
    DENIED,
    /** All prefixes in the answer have a valid lifetime of 0. */
    WITHDRAWN,
    /** The server failed temporarily (UnspecFail). */
    FAILED,
    /** The IA_PD has no prefix: this server has none for this client. */
    EMPTY,
    /** The answer says nothing valid about the IA. */
    UNKNOWN
  }

  /**
   * The answer for one IA.
   *
   * @param prefixes the valid IA Prefix options, including those with lifetimes of 0
   */
  record IaAnswer(Verdict verdict, List<LeasedPrefix> prefixes) {
    IaAnswer {
      prefixes = List.copyOf(prefixes);
    }

    List<LeasedPrefix> granted() {
      return prefixes.stream().filter(p -> p.validLifetime() > 0).toList();
    }
  }

  /** The most prefixes per IA: more than any ISP delegates, and few enough for one message. */
  static final int MOST_PREFIXES = 16;

  /**
   * IA_NA and IA_TA (sections 21.4, 21.5). The client never requests them; some servers send them.
   */
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
      // Section 21.21: as though "the server had not included the option"
      if (ia.t1() > ia.t2() && ia.t2() > 0) {
        context.ignore(Reason.TIMES, "IA " + ia.iaid() + ": T1 " + ia.t1() + ", T2 " + ia.t2());
      } else {
        ias.putIfAbsent(ia.iaid(), ia);
      }
    }
  }

  /** The answer for an IA; also adds notices about discarded parts. */
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

  /** The received IA_PD, if it is valid. */
  Optional<IaPd> ia(long iaid) {
    return Optional.ofNullable(ias.get(iaid));
  }

  /** The reason of the server for having no prefix; empty if it gives none. */
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
    // Section 21.22: "The client MUST discard any prefixes" with such lifetimes
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
   * The status of an IA. The status of the message counts for an IA_PD without a status. For an IA
   * that is not in the message it counts only if the message has no IA at all: otherwise it may be
   * about another IA.
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
