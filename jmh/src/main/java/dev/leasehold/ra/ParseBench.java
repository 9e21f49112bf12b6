package dev.leasehold.ra;

import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.LinkType;
import dev.leasehold.wire.Parsed;
import dev.leasehold.wire.PcapFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast captured packets are read, and what that allocates ({@code -prof gc}), on a JVM as the
 * launcher starts it. Here, not with the DHCPv6 messages, because advertisements are read by nobody
 * but their package.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgs = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms8m", "-Xmx256m"})
public class ParseBench {
  private static final Path CAPTURES = Path.of("testdata", "pcap");

  /** Ethernet, IPv6 and UDP. */
  private static final int HEADERS = 14 + 40 + 8;

  private byte[] advertise = {};
  private byte[] reply = {};
  private Bytes advertisement = Bytes.copyOf(new byte[0]);

  @Setup
  public void read() throws IOException {
    advertise = datagram(MessageType.ADVERTISE);
    reply = datagram(MessageType.REPLY);
    advertisement =
        PcapFile.read(CAPTURES.resolve("ra-renumber.pcap")).packets().stream()
            .map(PcapFile.Captured::frame)
            .filter(frame -> accepted(parse(frame)))
            .findFirst()
            .orElseThrow();
    System.out.printf(
        "%n# octets: Advertise %d, Reply %d, Router Advertisement %d with its headers%n",
        advertise.length, reply.length, advertisement.length());
  }

  @Benchmark
  public Object advertise() {
    return Message.parse(advertise);
  }

  @Benchmark
  public Object reply() {
    return Message.parse(reply);
  }

  @Benchmark
  public Object routerAdvertisement() {
    return parse(advertisement);
  }

  private static Parsed<RouterAdvertisement> parse(Bytes frame) {
    return Frame.parse(LinkType.ETHERNET, frame).flatMap(RouterAdvertisement::parse);
  }

  private static byte[] datagram(MessageType type) throws IOException {
    return PcapFile.read(CAPTURES.resolve("dhcp6-acquire-renew-dhcpcd.pcap")).packets().stream()
        .map(packet -> packet.frame().slice(HEADERS, packet.frame().length()).toArray())
        .filter(datagram ->
            Message.parse(datagram) instanceof Parsed.Accepted<Message>(Message message)
                && message.type() == type)
        .findFirst()
        .orElseThrow();
  }

  private static boolean accepted(Parsed<?> parsed) {
    return parsed instanceof Parsed.Accepted<?>;
  }
}
