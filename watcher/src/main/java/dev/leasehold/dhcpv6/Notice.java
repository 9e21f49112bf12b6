package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Parsed;
import java.util.List;
import java.util.stream.Stream;

/** What a step reports to the rest of the program. */
public sealed interface Notice {
  /**
   * What one Reply said of one IA, and what is held of it besides.
   *
   * @param prefixes every prefix that it names, also those whose lifetimes are 0
   * @param kept held as before, though it does not name them: that counts only when a second Reply
   *     does not either. What is in neither list is not held any more
   */
  record Delegated(long iaid, Duid server, List<LeasedPrefix> prefixes, List<LeasedPrefix> kept)
      implements Notice {
    public Delegated {
      prefixes = List.copyOf(prefixes);
      kept = List.copyOf(kept);
    }

    /** A Reply that names every prefix that is held. */
    public Delegated(long iaid, Duid server, List<LeasedPrefix> prefixes) {
      this(iaid, server, prefixes, List.of());
    }

    /** All that is held or was named. */
    public List<LeasedPrefix> all() {
      return Stream.concat(prefixes.stream(), kept.stream()).toList();
    }
  }

  /** A server said NoBinding: it no longer lends these. */
  record Denied(long iaid, List<Prefix> prefixes) implements Notice {
    public Denied {
      prefixes = List.copyOf(prefixes);
    }
  }

  /**
   * Another length was asked for, and what was held before stays.
   *
   * @param prefixes that are held
   * @param answered whether a server said so; else none offered anything
   */
  record NotResized(long iaid, List<Prefix> prefixes, boolean answered) implements Notice {
    public NotResized {
      prefixes = List.copyOf(prefixes);
    }
  }

  /**
   * Asked for a minute, and got nothing for this IA; told once for each loss.
   *
   * @param why as servers said it; empty: none answered
   */
  record Unavailable(long iaid, String why) implements Notice {}

  /** A message, or a part of one, that was discarded. */
  record Ignored(Reason reason, String detail) implements Notice {}

  /**
   * The client entered a phase.
   *
   * @param onTimer whether the timer T1 or T2 of the lease was the reason
   */
  record Entered(State.Phase phase, String why, boolean onTimer) implements Notice {}

  /** Why something was discarded. */
  enum Reason implements Parsed.Reason {
    /** A message that the client does not wait for. */
    UNEXPECTED("unexpected"),
    /** A message of another exchange, or of one that is over. */
    FOREIGN_TRANSACTION("foreign_transaction"),
    NO_CLIENT_ID("no_client_id"),
    FOREIGN_CLIENT("foreign_client"),
    NO_SERVER_ID("no_server_id"),
    /** A message from a server that was not asked. */
    FOREIGN_SERVER("foreign_server"),
    /** A Reply to a Solicit, but not a rapid one. */
    NO_RAPID_COMMIT("no_rapid_commit"),
    /** It contains nothing that the client asked for. */
    NOTHING_USEFUL("nothing_useful"),
    /** Its status says that the server could not, or would not. */
    FAILED_STATUS("failed_status"),
    /** T1 is after T2. */
    TIMES("times"),
    /** Preferred for longer than valid. */
    LIFETIMES("lifetimes"),
    /** The prefix cannot be delegated. */
    PREFIX("prefix"),
    /** More prefixes than the client keeps. */
    TOO_MANY("too_many"),
    /** A Reconfigure without the proof that it is the server's. */
    UNAUTHENTICATED("unauthenticated"),
    /** Probed a moment ago. */
    TOO_SOON("too_soon");

    private final String spelling;

    Reason(String spelling) {
      this.spelling = spelling;
    }

    @Override
    public String spelling() {
      return spelling;
    }

    /** A late answer, or one to an exchange that is over. */
    @Override
    public boolean isUsual() {
      return this == UNEXPECTED || this == FOREIGN_TRANSACTION;
    }
  }
}
