package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.net.Address;
import dev.leasehold.source.Source;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Optional;

/**
 * UDP port 546 on one link-local address (RFC 9915 section 7.2). The address also binds the port to
 * its interface, so clients on other interfaces are separate. Datagrams to other addresses, such as
 * multicast, are not received, as section 16.11 requires for a Reconfigure.
 */
final class ClientPort implements AutoCloseable {
  private static final int CLIENT = 546;
  private static final int SERVER = 547;

  /** All_DHCP_Relay_Agents_and_Servers, section 7.1. */
  private static final Address ALL_SERVERS = Address.parse("ff02::1:2");

  private final DatagramChannel channel;
  private final SocketAddress servers;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

  private ClientPort(DatagramChannel channel, SocketAddress servers) {
    this.channel = channel;
    this.servers = servers;
  }

  /**
   * Binds the port.
   *
   * @param selector the selector to wake when a datagram arrives
   * @throws IOException if the system refuses; the caller decides whether to retry
   */
  static ClientPort open(InterfaceReadiness.Firm on, Selector selector) throws IOException {
    DatagramChannel channel = open();
    try {
      channel.configureBlocking(false);
      channel.bind(socketAddress(on.linkLocal(), on.index(), CLIENT));
      channel.register(selector, SelectionKey.OP_READ);
      return new ClientPort(channel, socketAddress(ALL_SERVERS, on.index(), SERVER));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens an IPv6 channel. Java checks for IPv6 only once, at its start, in /proc/net/if_inet6.
   * This file is empty before the first interface is up.
   */
  private static DatagramChannel open() throws IOException {
    try {
      return DatagramChannel.open(StandardProtocolFamily.INET6);
    } catch (UnsupportedOperationException e) {
      throw new NoIpv6Exception(e);
    }
  }

  /** Only a restart of the program helps. */
  static final class NoIpv6Exception extends Source.RestartNeededException {
    private NoIpv6Exception(UnsupportedOperationException cause) {
      super(
          "no interface had an IPv6 address at the start (not even lo), and Java checks only"
              + " once: restart the program",
          cause);
    }
  }

  /** Sends to all servers on the link. */
  void send(Message message) throws IOException {
    channel.send(ByteBuffer.wrap(message.write()), servers);
  }

  /** A datagram and its sender. */
  record Datagram(Bytes payload, Address from) {}

  /** The next datagram that has arrived; empty if there is none. */
  Optional<Datagram> receive() throws IOException {
    buffer.clear();
    if (!(channel.receive(buffer) instanceof InetSocketAddress from)) {
      return Optional.empty();
    }
    byte[] payload = new byte[buffer.flip().remaining()];
    buffer.get(payload);
    return Optional.of(
        new Datagram(Bytes.copyOf(payload), Address.of(from.getAddress().getAddress())));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException(e); // closing a datagram socket does not block
    }
  }

  private static InetSocketAddress socketAddress(Address address, int scope, int port)
      throws IOException {
    return new InetSocketAddress(Inet6Address.getByAddress(null, address.bytes(), scope), port);
  }
}
