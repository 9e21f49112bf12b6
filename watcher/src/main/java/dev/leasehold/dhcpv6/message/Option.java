package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Lifetime;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One option (RFC 9915 section 21.1): code, length of the content, content.
 *
 * <p>All lifetimes and times are in seconds, from 0 to {@link Lifetime#INFINITY}.
 */
public sealed interface Option
    permits ClientId,
        ServerId,
        IaPd,
        IaPrefix,
        OptionRequest,
        Preference,
        ElapsedTime,
        Authentication,
        StatusCode,
        RapidCommit,
        ReconfigureMessage,
        ReconfigureAccept,
        DnsServers,
        DomainSearchList,
        AftrName,
        SolMaxRt,
        InfMaxRt,
        PdExclude,
        ConfiguredOption,
        UnknownDhcpOption {
  /** The longest content that the length field permits, in octets. */
  int MAX_LENGTH = 0xffff;

  int code();

  /** The length of the content, in octets. */
  int length();

  /** Writes {@link #length()} octets. */
  void writeContent(ByteBuffer out);

  /** The length of encoded options in octets, including codes and lengths. */
  static int size(List<Option> options) {
    int size = 0;
    for (Option option : options) {
      size += 4 + option.length();
    }
    return size;
  }

  static void writeAll(List<Option> options, ByteBuffer out) {
    for (Option option : options) {
      out.putShort((short) option.code()).putShort((short) option.length());
      option.writeContent(out);
    }
  }

  static <T extends Option> Optional<T> first(List<Option> options, Class<T> kind) {
    for (Option option : options) {
      if (kind.isInstance(option)) {
        return Optional.of(kind.cast(option));
      }
    }
    return Optional.empty();
  }

  static <T extends Option> List<T> all(List<Option> options, Class<T> kind) {
    return options.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Checks a field in a compact constructor; a value out of range is a bug of the caller. */
  static void require(String field, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(field + " " + value + " is not within 0 to " + max);
    }
  }
}
