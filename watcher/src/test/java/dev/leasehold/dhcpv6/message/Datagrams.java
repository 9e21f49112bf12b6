package dev.leasehold.dhcpv6.message;

import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Captures;
import dev.leasehold.wire.Parsed;
import dev.leasehold.wire.PcapFile;
import java.util.List;

/** DHCPv6 datagrams for tests: captured ones, and options alone. */
public final class Datagrams {
  private static final int ETHERNET = 14;
  private static final int IPV6 = 40;
  private static final int UDP = 8;

  private Datagrams() {}

  /** The payload of every UDP datagram in the captures with a name prefix. */
  public static List<byte[]> captured(String prefix) {
    return Captures.packets(prefix).stream()
        .map(PcapFile.Captured::frame)
        .filter(Datagrams::isDhcp)
        .map(frame -> frame.slice(ETHERNET + IPV6 + UDP, frame.length()).toArray())
        .toList();
  }

  private static boolean isDhcp(Bytes frame) {
    int udp = ETHERNET + IPV6;
    return frame.length() >= udp + UDP
        && frame.u16(12) == 0x86dd
        && frame.u8(ETHERNET + 6) == 17
        && (frame.u16(udp) == 547 || frame.u16(udp + 2) == 547);
  }

  /** Reads and writes one option. */
  static Option option(String hex) {
    Bytes bytes = Captures.hex(hex);
    List<Option> read = accepted(new OptionReader().read(bytes, 0));
    Bytes written = written(read);
    if (!written.equals(bytes) || read.size() != 1) {
      throw new AssertionError("wrote " + written + " for " + bytes);
    }
    return read.getFirst();
  }

  /** The option as bytes of a message. */
  static Bytes written(List<Option> options) {
    return Bytes.written(Option.size(options), out -> Option.writeAll(options, out));
  }

  public static <T> T accepted(Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Accepted<T>(T value) -> value;
      case Parsed.Rejected<T>(Parsed.Reason reason, String detail) ->
          throw new AssertionError(reason + ": " + detail);
    };
  }

  static Parsed.Reason rejected(Parsed<?> parsed) {
    return switch (parsed) {
      case Parsed.Accepted<?>(Object value) -> throw new AssertionError("accepted " + value);
      case Parsed.Rejected<?>(Parsed.Reason reason, String _) -> reason;
    };
  }
}
