package dev.leasehold.bench;

import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.wire.Parsed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A simulated DHCPv6 server on the other end of the link. It reports when it has renumbered. */
final class DelegationServer implements AutoCloseable {
  private static final int PORT = 547;
  private static final int PATIENCE_SECONDS = 60;

  private final DelegationAnswers answers;
  private final DatagramChannel channel;
  private final BlockingQueue<Long> renumbered = new LinkedBlockingQueue<>();

  /**
   * Starts to answer.
   *
   * @param t1 the T1 of its replies, in seconds
   */
  DelegationServer(String interfaceName, long t1) throws IOException {
    answers = new DelegationAnswers(t1);
    channel = DatagramChannel.open(StandardProtocolFamily.INET6).bind(new InetSocketAddress(PORT));
    channel.join(InetAddress.getByName("ff02::1:2"), NetworkInterface.getByName(interfaceName));
    Thread.ofPlatform().daemon().start(this::serve);
  }

  /**
   * Waits for a Renew and answers it with the next prefix and the withdrawal of the old one.
   *
   * @return {@link System#nanoTime} of sending that
   */
  long renumber() throws InterruptedException, IOException {
    return renumber(Provider.Change.WITHDRAWN);
  }

  /**
   * Waits for a Renew and answers it with the next prefix. @return {@link System#nanoTime} of
   * sending that
   */
  long renumber(Provider.Change change) throws InterruptedException, IOException {
    answers.renumberAtNextRenew(change);
    Long sent = renumbered.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (sent == null) {
      throw new IOException("the client sent no Renew");
    }
    return sent;
  }

  int renewals() {
    return answers.renewals();
  }

  private void serve() {
    ByteBuffer in = ByteBuffer.allocate(1 << 16);
    try {
      while (true) {
        SocketAddress from = channel.receive(in.clear());
        byte[] datagram = new byte[in.flip().remaining()];
        in.get(datagram);
        if (Message.parse(datagram) instanceof Parsed.Accepted<Message>(Message asked)) {
          Optional<DelegationAnswers.Answer> answer = answers.to(asked);
          if (answer.isPresent()) {
            send(answer.get(), from);
          }
        }
      }
    } catch (ClosedChannelException e) {
      // the socket was closed
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void send(DelegationAnswers.Answer answer, SocketAddress to) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(answer.reply().write());
    long sent = System.nanoTime();
    channel.send(out, to);
    if (answer.renumbers()) {
      renumbered.add(sent);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close(); // ends the thread
  }
}
