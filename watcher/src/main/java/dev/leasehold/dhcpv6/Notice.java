package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Parsed;
import java.util.List;
import java.util.stream.Stream;

/** A report of a step to the rest of the program. */
public sealed interface Notice {
  /**
   * The result of one Reply for one IA.
   *
   * @param prefixes the prefixes in the Reply, including those with lifetimes of 0
   * @param kept the prefixes that the Reply omits and the client keeps until a second Reply omits
   *     them too. A prefix in neither list is no longer held
   */
  record Delegated(long iaid, Duid server, List<LeasedPrefix> prefixes, List<LeasedPrefix> kept)
      implements Notice {
    public Delegated {
      prefixes = List.copyOf(prefixes);
      kept = List.copyOf(kept);
    }

    /** A Reply that contains every held prefix. */
    public Delegated(long iaid, Duid server, List<LeasedPrefix> prefixes) {
      this(iaid, server, prefixes, List.of());
    }

    /** The prefixes of the Reply and the kept ones. */
    public List<LeasedPrefix> all() {
      return Stream.concat(prefixes.stream(), kept.stream()).toList();
    }
  }

  /** A server answered NoBinding: it no longer delegates these prefixes. */
  record Denied(long iaid, List<Prefix> prefixes) implements Notice {
    public Denied {
      prefixes = List.copyOf(prefixes);
    }
  }

  /**
   * Another prefix length was requested, and the held prefixes stay.
   *
   * @param prefixes the held prefixes
   * @param answered whether a server answered so; false if no server offered a prefix
   */
  record NotResized(long iaid, List<Prefix> prefixes, boolean answered) implements Notice {
    public NotResized {
      prefixes = List.copyOf(prefixes);
    }
  }

  /**
   * The client requested an IA for a minute and got no prefix; reported once per loss.
   *
   * @param why the reason of the servers; empty if no server answered
   */
  record Unavailable(long iaid, String why) implements Notice {}

  /** A discarded message or part of a message. */
  record Ignored(Reason reason, String detail) implements Notice {}

  /**
   * The client entered a phase.
   *
   * @param onTimer whether the timer T1 or T2 of the lease was the reason
   */
  record Entered(State.Phase phase, String why, boolean onTimer) implements Notice {}

  /** The reason for discarding a message or a part of it. */
  enum Reason implements Parsed.Reason {
    /** A message that the client does not wait for. */
    UNEXPECTED("unexpected"),
    /** A message of another exchange or of an ended one. */
    FOREIGN_TRANSACTION("foreign_transaction"),
    NO_CLIENT_ID("no_client_id"),
    FOREIGN_CLIENT("foreign_client"),
    NO_SERVER_ID("no_server_id"),
    /** A message from a server that was not asked. */
    FOREIGN_SERVER("foreign_server"),
    /** A Reply to a Solicit without Rapid Commit. */
    NO_RAPID_COMMIT("no_rapid_commit"),
    /** A message with nothing that the client requested. */
    NOTHING_USEFUL("nothing_useful"),
    /** A status that reports a failure or a refusal. */
    FAILED_STATUS("failed_status"),
    /** T1 is after T2. */
    TIMES("times"),
    /** A preferred lifetime longer than the valid lifetime. */
    LIFETIMES("lifetimes"),
    /** A prefix that cannot be delegated, such as a link-local one. */
    PREFIX("prefix"),
    /** More prefixes than the client keeps. */
    TOO_MANY("too_many"),
    /** A Reconfigure without valid authentication. */
    UNAUTHENTICATED("unauthenticated"),
    /** A check request less than a minute after the previous one. */
    TOO_SOON("too_soon");

    private final String spelling;

    Reason(String spelling) {
      this.spelling = spelling;
    }

    @Override
    public String spelling() {
      return spelling;
    }

    /** Whether the reason is normal: a late answer or an answer to an ended exchange. */
    @Override
    public boolean isUsual() {
      return this == UNEXPECTED || this == FOREIGN_TRANSACTION;
    }
  }
}
