package dev.leasehold.cli;

import dev.leasehold.dhcpv6.message.Authentication;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.ReconfigureMessage;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A DHCPv6 server with answers from the test, including invalid ones. Messages of the client wait
 * in the socket until the test reads them.
 */
final class ScriptedServer implements AutoCloseable {
  /** All_DHCP_Relay_Agents_and_Servers. */
  private static final String GROUP = "ff02::1:2";

  private static final int PORT = 547;

  static final Duid DUID = duid("0002000009bf0001");
  private static final Duid OTHER = duid("0002000009bf0666");

  private final MulticastSocket socket;
  private SocketAddress client = new InetSocketAddress(0);

  private ScriptedServer(MulticastSocket socket) {
    this.socket = socket;
  }

  /** Opens a server at the provider's end. */
  static ScriptedServer open(AccessLink link) throws Exception {
    return Namespace.inside(
        link.provider(),
        () -> {
          MulticastSocket socket = new MulticastSocket(PORT);
          NetworkInterface on = NetworkInterface.getByName(AccessLink.PROVIDER_INTERFACE);
          socket.setNetworkInterface(on);
          socket.joinGroup(new InetSocketAddress(InetAddress.getByName(GROUP), PORT), on);
          socket.setSoTimeout((int) WatchedRepository.SOON.toMillis());
          return new ScriptedServer(socket);
        });
  }

  /** The next message of a type; skips other messages without an answer. */
  Message await(MessageType type) throws IOException {
    while (true) {
      Message message = next();
      if (message.type() == type) {
        return message;
      }
    }
  }

  /** The next message of any type. */
  Message next() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    socket.receive(packet);
    client = packet.getSocketAddress();
    byte[] bytes = new byte[packet.getLength()];
    System.arraycopy(packet.getData(), 0, bytes, 0, bytes.length);
    return switch (Message.parse(bytes)) {
      case Parsed.Accepted<Message>(Message message) -> message;
      case Parsed.Rejected<Message> rejected -> throw new AssertionError(rejected);
    };
  }

  /** Sends a message to the client of the last message. */
  void send(Message message) throws IOException {
    byte[] bytes = message.write();
    socket.send(new DatagramPacket(bytes, bytes.length, client));
  }

  /** Delegates a prefix to the client, from its Solicit to its Reply. */
  void delegate(Option... ia) throws IOException {
    send(advertise(await(MessageType.SOLICIT), ia));
    send(reply(await(MessageType.REQUEST), ia));
  }

  static Message advertise(Message asked, Option... more) {
    return answer(MessageType.ADVERTISE, asked, DUID, more);
  }

  static Message reply(Message asked, Option... more) {
    return answer(MessageType.REPLY, asked, DUID, more);
  }

  static Message replyByAnother(Message asked, Option... more) {
    return answer(MessageType.REPLY, asked, OTHER, more);
  }

  private static Message answer(MessageType type, Message asked, Duid server, Option... more) {
    List<Option> options = new ArrayList<>(List.of(client(asked), new ServerId(server)));
    List<IaPd> ias = asked.options(IaPd.class);
    for (Option option : more) {
      options.add(
          option instanceof IaPd ia
              ? new IaPd(ias.get((int) ia.iaid()).iaid(), ia.t1(), ia.t2(), ia.options())
              : option);
    }
    return new Message(type, asked.transactionId(), options);
  }

  /** The message with the identifier of another client. */
  static Message toAnother(Message answer) {
    List<Option> options = new ArrayList<>(answer.options());
    options.set(0, new ClientId(OTHER));
    return new Message(answer.type(), answer.transactionId(), options);
  }

  /** The message with another transaction id. */
  static Message toAnotherQuestion(Message answer) {
    return new Message(answer.type(), answer.transactionId() ^ 1, answer.options());
  }

  static Option ia(long t1, long t2, Option... content) {
    return ia(0, t1, t2, content);
  }

  /** The IAID at an index of the request, from 0. */
  static Option ia(int place, long t1, long t2, Option... content) {
    return new IaPd(place, t1, t2, List.of(content));
  }

  static Option prefix(String prefix, long preferred, long valid) {
    Prefix parsed = Prefix.parse(prefix);
    return new IaPrefix(preferred, valid, parsed.length(), parsed.network(), List.of());
  }

  static Option status(int code) {
    return new StatusCode(code, Bytes.copyOf("scripted".getBytes(StandardCharsets.US_ASCII)));
  }

  /** The key that authenticates a Reconfigure (RFC 9915 section 20.4.1). */
  static Option reconfigureKey(byte[] key) {
    return authentication(1, 1, key);
  }

  /** A Reconfigure that requests a message type. */
  static Message reconfigure(Message asked, MessageType wanted, long replay, byte[] key)
      throws GeneralSecurityException {
    List<Option> options =
        new ArrayList<>(
            List.of(
                client(asked),
                new ServerId(DUID),
                new ReconfigureMessage(wanted.code()),
                authentication(replay, 2, new byte[16])));
    byte[] blank = new Message(MessageType.RECONFIGURE, 0, options).write();
    Mac mac = Mac.getInstance("HmacMD5");
    mac.init(new SecretKeySpec(key, "HmacMD5"));
    options.set(3, authentication(replay, 2, mac.doFinal(blank)));
    return new Message(MessageType.RECONFIGURE, 0, options);
  }

  private static Option authentication(long replay, int type, byte[] value) {
    return new Authentication(
        Authentication.RKAP,
        Authentication.HMAC_MD5,
        Authentication.MONOTONIC,
        replay,
        Bytes.written(17, out -> out.put((byte) type).put(value)));
  }

  private static ClientId client(Message asked) {
    return asked.option(ClientId.class).orElseThrow();
  }

  private static Duid duid(String hex) {
    return Duid.parse(Bytes.copyOf(HexFormat.of().parseHex(hex))).orElseThrow();
  }

  @Override
  public void close() {
    socket.close();
  }
}
