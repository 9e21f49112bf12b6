package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the options of one datagram, including nested options, within the limits of this client.
 */
final class OptionReader {
  /**
   * The most options of a datagram. Real servers stay far below it, because a message must fit the
   * link.
   */
  static final int MAX_OPTIONS = 512;

  /** The deepest useful nesting: an option in an IA Prefix, in an IA_PD, in a message. */
  static final int MAX_DEPTH = 3;

  private int count;
  private int depth;

  /** Reads all options from an offset to the end of the container. */
  Parsed<List<Option>> read(Bytes container, int from) {
    List<Option> options = new ArrayList<>();
    int at = from;
    while (at < container.length()) {
      int left = container.length() - at;
      int length = left < 4 ? 0 : container.u16(at + 2);
      if (left < 4 || length > left - 4) {
        return new Parsed.Rejected<>(
            MessageRefusal.OPTION_LENGTH,
            left < 4
                ? "an option of " + left + " octets, fewer than 4"
                : "option "
                    + container.u16(at)
                    + " of "
                    + length
                    + " octets where "
                    + (left - 4)
                    + " are left");
      }
      if (++count > MAX_OPTIONS) {
        return new Parsed.Rejected<>(
            MessageRefusal.TOO_MANY_OPTIONS, "more than " + MAX_OPTIONS + " options");
      }
      switch (read(container.u16(at), container.slice(at + 4, at + 4 + length))) {
        case Parsed.Accepted<Option>(Option option) -> options.add(option);
        case Parsed.Rejected<Option>(Parsed.Reason reason, String detail) -> {
          return new Parsed.Rejected<>(reason, detail);
        }
      }
      at += 4 + length;
    }
    return new Parsed.Accepted<>(List.copyOf(options));
  }

  private Parsed<Option> read(int code, Bytes content) {
    return switch (code) {
      case IaPd.CODE -> IaPd.parse(content, this);
      case IaPrefix.CODE -> IaPrefix.parse(content, this);
      default -> new Parsed.Accepted<>(readFlat(code, content));
    };
  }

  /** Reads the options inside an option, from an offset to its end. */
  Parsed<List<Option>> readNested(Bytes content, int from) {
    if (content.length() > from && depth + 1 == MAX_DEPTH) {
      return new Parsed.Rejected<>(
          MessageRefusal.NESTED_TOO_DEEP, "options nested more than " + MAX_DEPTH + " deep");
    }
    depth++;
    Parsed<List<Option>> nested = read(content, from);
    depth--;
    return nested;
  }

  private static Option readFlat(int code, Bytes content) {
    return switch (code) {
      case ClientId.CODE -> ClientId.parse(content);
      case ServerId.CODE -> ServerId.parse(content);
      case OptionRequest.CODE -> OptionRequest.parse(content);
      case Preference.CODE -> Preference.parse(content);
      case ElapsedTime.CODE -> ElapsedTime.parse(content);
      case Authentication.CODE -> Authentication.parse(content);
      case StatusCode.CODE -> StatusCode.parse(content);
      case RapidCommit.CODE -> RapidCommit.parse(content);
      case ReconfigureMessage.CODE -> ReconfigureMessage.parse(content);
      case ReconfigureAccept.CODE -> ReconfigureAccept.parse(content);
      case DnsServers.CODE -> DnsServers.parse(content);
      case DomainSearchList.CODE -> DomainSearchList.parse(content);
      case AftrName.CODE -> AftrName.parse(content);
      case SolMaxRt.CODE -> SolMaxRt.parse(content);
      case InfMaxRt.CODE -> InfMaxRt.parse(content);
      case PdExclude.CODE -> PdExclude.parse(content);
      default -> new UnknownDhcpOption(code, content);
    };
  }
}
