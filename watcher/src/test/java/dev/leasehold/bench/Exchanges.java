package dev.leasehold.bench;

import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.wire.Parsed;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/** The DHCPv6 messages on a link, with timestamps of the kernel. */
final class Exchanges implements AutoCloseable {
  /** The length of the Ethernet, IPv6 and UDP headers. */
  private static final int HEADERS = 14 + 40 + 8;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PcapHandle line;

  Exchanges(String interfaceName) throws PcapNativeException, NotOpenException {
    line =
        new PcapHandle.Builder(interfaceName)
            .snaplen(1 << 16)
            .immediateMode(true)
            .timeoutMillis(100)
            .build();
    line.setFilter("udp and (port 546 or port 547)", BpfCompileMode.OPTIMIZE);
  }

  /** The times of the first Solicit and of the Reply with a prefix. */
  record Acquired(Instant solicited, Instant replied) {
    long nanos() {
      return Duration.between(solicited, replied).toNanos();
    }
  }

  /**
   * Waits for the exchange of a newly started client.
   *
   * @param from older messages belong to another client
   */
  Acquired await(Instant from) throws IOException, NotOpenException, PcapNativeException {
    Optional<Instant> solicited = Optional.empty();
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      Optional<Message> message = next();
      Instant at = message.isPresent() ? line.getTimestamp().toInstant() : Instant.MIN;
      if (at.isBefore(from)) {
        continue;
      }
      MessageType type = message.orElseThrow().type();
      if (type == MessageType.SOLICIT && solicited.isEmpty()) {
        solicited = Optional.of(at);
      } else if (type == MessageType.REPLY && solicited.isPresent() && lends(message.get())) {
        return new Acquired(solicited.get(), at);
      }
    }
    throw new IOException("no prefix was lent within " + PATIENCE);
  }

  private Optional<Message> next() throws NotOpenException, PcapNativeException, EOFException {
    byte[] frame;
    try {
      frame = line.getNextRawPacketEx();
    } catch (TimeoutException e) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOfRange(frame, Math.min(HEADERS, frame.length), frame.length);
    return Message.parse(payload) instanceof Parsed.Accepted<Message>(Message message)
        ? Optional.of(message)
        : Optional.empty();
  }

  private static boolean lends(Message reply) {
    return reply.options(IaPd.class).stream()
        .flatMap(ia -> ia.prefixes().stream())
        .anyMatch(prefix -> prefix.validLifetime() > 0);
  }

  @Override
  public void close() {
    line.close();
  }
}
