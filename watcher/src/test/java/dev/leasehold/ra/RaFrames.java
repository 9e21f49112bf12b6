package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Captures;
import dev.leasehold.wire.Lifetime;
import dev.leasehold.wire.LinkType;
import dev.leasehold.wire.Parsed;
import dev.leasehold.wire.PcapFile;
import java.nio.file.Path;
import java.util.List;

/** Advertisements for tests, captured or generated. */
public final class RaFrames {
  static final Address ROUTER = Address.parse("fe80::1");
  static final Address ALL_NODES = Address.parse("ff02::1");

  static final Bytes MAC = hex("020000000a01");

  private RaFrames() {}

  /** A capture in {@code testdata/pcap} by its name. */
  public static Path pcap(String name) {
    return Captures.file(name);
  }

  /** An Ethernet frame in which a router announces prefixes. */
  public static byte[] advertisement(Address router, List<Announced> prefixes) {
    NdpOption[] options =
        prefixes.stream()
            .map(announced ->
                prefix(
                    announced.prefix().toString(),
                    seconds(announced.preferredLifetime().toSeconds()),
                    seconds(announced.validLifetime().toSeconds())))
            .toArray(NdpOption[]::new);
    return advertisement(options).write(router, ALL_NODES).ethernet(MAC).toArray();
  }

  static RouterAdvertisement advertisement(NdpOption... options) {
    return new RouterAdvertisement(64, false, false, 0, 1800, 0, 0, List.of(options));
  }

  static PrefixInformation prefix(String prefix, long preferred, long valid) {
    int slash = prefix.indexOf('/');
    return new PrefixInformation(
        Integer.parseInt(prefix.substring(slash + 1)),
        true,
        true,
        0,
        valid,
        preferred,
        0,
        Address.parse(prefix.substring(0, slash)));
  }

  static Bytes hex(String text) {
    return Captures.hex(text);
  }

  /** Every packet of every capture of advertisements. */
  static List<PcapFile.Captured> captured() {
    return Captures.packets("ra-");
  }

  static Frame frame(Bytes ethernet) {
    return accepted(Frame.parse(LinkType.ETHERNET, ethernet));
  }

  static <T> T accepted(Parsed<T> parsed) {
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

  /** Reads and writes one option. */
  static NdpOption option(String hex) {
    Bytes bytes = hex(hex);
    NdpOption option = accepted(NdpOption.parseAll(bytes, 0)).getFirst();
    Bytes written = Bytes.written(option.size(), out -> NdpOption.writeAll(List.of(option), out));
    if (!written.equals(bytes)) {
      throw new AssertionError("wrote " + written + " for " + bytes);
    }
    return option;
  }

  private static long seconds(long lifetime) {
    return lifetime == Lifetime.FOREVER.toSeconds() ? Lifetime.INFINITY : lifetime;
  }
}
