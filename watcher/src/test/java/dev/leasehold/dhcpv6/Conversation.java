package dev.leasehold.dhcpv6;

import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.dhcpv6.Notice.Entered;
import dev.leasehold.dhcpv6.Notice.Ignored;
import dev.leasehold.dhcpv6.State.Phase;
import dev.leasehold.dhcpv6.message.ClientId;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.IaPd;
import dev.leasehold.dhcpv6.message.IaPrefix;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.RapidCommit;
import dev.leasehold.dhcpv6.message.ServerId;
import dev.leasehold.dhcpv6.message.StatusCode;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** A client under test, with its clock, its sent messages and notices, and answers for it. */
final class Conversation {
  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  static final Duid CLIENT = duid("c11e");
  static final Duid SERVER = duid("5e01");
  static final Duid OTHER = duid("5e02");
  static final Address FROM = Address.parse("fe80::1");
  static final long IAID = 1;
  static final Prefix A = Prefix.parse("2001:db8:a::/56");
  static final Prefix B = Prefix.parse("2001:db8:b::/56");

  record Sent(Instant at, Message message) {
    MessageType type() {
      return message.type();
    }
  }

  final List<Sent> sent = new ArrayList<>();
  final List<Notice> notices = new ArrayList<>();
  private final Client client;
  State state;
  Instant now = START;

  Conversation(ClientSettings settings, long seed, Optional<Binding> remembered) {
    this(settings, seed, remembered, Set.of());
  }

  Conversation(
      ClientSettings settings, long seed, Optional<Binding> remembered, Set<Long> resizing) {
    client = new Client(settings, new Random(seed));
    state = client.start(remembered, resizing);
  }

  Conversation(long... iaids) {
    this(settings(iaids), 1, Optional.empty());
  }

  static ClientSettings settings(long... iaids) {
    long[] all = iaids.length == 0 ? new long[] {IAID} : iaids;
    return new ClientSettings(
        CLIENT, Arrays.stream(all).mapToObj(iaid -> new IaRequest(iaid, 56)).toList());
  }

  /** A client that has sent its first Solicit. */
  static Conversation soliciting(long... iaids) {
    Conversation c = new Conversation(iaids);
    c.linkUp();
    c.pass(1);
    return c;
  }

  /** A client that has sent a Request for A to {@link #SERVER}. */
  static Conversation requesting() {
    Conversation c = soliciting();
    c.receive(c.advertise(SERVER, ia(IAID, 0, 0, prefix(A, 3000, 4000))));
    c.pass(1.2);
    return c;
  }

  /**
   * A client that holds A since {@code now}: T1 1000 s, T2 2000 s, preferred 3000 s, valid 4000 s.
   */
  static Conversation bound() {
    Conversation c = requesting();
    c.receive(c.reply(SERVER, ia(IAID, 1000, 2000, prefix(A, 3000, 4000))));
    c.forget();
    return c;
  }

  static Conversation renewing() {
    Conversation c = bound();
    c.pass(1000);
    return c;
  }

  static Conversation rebinding() {
    Conversation c = bound();
    c.pass(2000);
    return c;
  }

  void linkUp() {
    happens(new Event.LinkUp());
  }

  void linkDown() {
    happens(new Event.LinkDown());
  }

  void probe() {
    happens(new Event.Probe());
  }

  void release() {
    happens(new Event.Release());
  }

  void receive(Message message) {
    happens(new Event.Received(message, FROM));
  }

  void happens(Event event) {
    Step step = client.step(state, event, now);
    state = step.state();
    step.send().forEach(m -> sent.add(new Sent(now, m)));
    notices.addAll(step.notices());
  }

  /** Advances the clock and runs all timers that end meanwhile. */
  void pass(double seconds) {
    passTo(now.plusNanos((long) (seconds * 1e9)));
  }

  /** Advances the clock to the next timer and runs it. */
  void passToNext() {
    passTo(state.wakeAt().orElseThrow());
  }

  void passTo(Instant end) {
    while (state.wakeAt().isPresent() && !state.wakeAt().get().isAfter(end)) {
      now = state.wakeAt().get();
      happens(new Event.Due());
    }
    now = end;
  }

  /** Clears the messages and notices so far. */
  void forget() {
    sent.clear();
    notices.clear();
  }

  Message last() {
    return sent.getLast().message();
  }

  List<MessageType> types() {
    return sent.stream().map(Sent::type).toList();
  }

  List<Duration> gaps() {
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < sent.size(); i++) {
      gaps.add(Duration.between(sent.get(i - 1).at(), sent.get(i).at()));
    }
    return gaps;
  }

  List<Prefix> held() {
    return state.binding().stream()
        .flatMap(b -> b.ias().stream())
        .flatMap(ia -> ia.prefixList().stream())
        .toList();
  }

  <T extends Notice> List<T> told(Class<T> kind) {
    return notices.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<Notice.Reason> ignored() {
    return told(Ignored.class).stream().map(Ignored::reason).toList();
  }

  List<Phase> entered() {
    return told(Entered.class).stream().map(Entered::phase).toList();
  }

  Message advertise(Duid server, Option... options) {
    return answer(MessageType.ADVERTISE, server, options);
  }

  Message reply(Duid server, Option... options) {
    return answer(MessageType.REPLY, server, options);
  }

  Message rapidReply(Duid server, Option... options) {
    return reply(
        server,
        Stream.concat(Stream.of(new RapidCommit()), Stream.of(options)).toArray(Option[]::new));
  }

  private Message answer(MessageType type, Duid server, Option... options) {
    List<Option> all = new ArrayList<>(List.of(new ClientId(CLIENT), new ServerId(server)));
    all.addAll(List.of(options));
    return new Message(type, transactionId(), all);
  }

  /** The transaction id of the current or last exchange. */
  int transactionId() {
    return state instanceof State.Exchanging asking
        ? asking.exchange().transactionId()
        : last().transactionId();
  }

  static IaPd ia(long iaid, long t1, long t2, Option... options) {
    return new IaPd(iaid, t1, t2, List.of(options));
  }

  static IaPrefix prefix(Prefix prefix, long preferred, long valid) {
    return new IaPrefix(preferred, valid, prefix.length(), prefix.network(), List.of());
  }

  static StatusCode status(int code) {
    return new StatusCode(code, "");
  }

  static Duid duid(String hex) {
    return new Duid.Enterprise(32473, Bytes.copyOf(HexFormat.of().parseHex(hex)));
  }
}
