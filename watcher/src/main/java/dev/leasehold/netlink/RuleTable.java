package dev.leasehold.netlink;

import dev.leasehold.net.Family;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The routing rules of this network namespace, as {@code ip rule} shows them: reads them, changes
 * those of one routing protocol, deletes others if asked, and waits until any of them changes.
 * Changes need CAP_NET_ADMIN.
 *
 * <p>One thread opens, reads, changes, waits and closes; {@link #wake} and {@link #stop} are
 * thread-safe.
 */
public final class RuleTable implements AutoCloseable {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EEXIST = 17;

  /** The kernel has no rules of this family, such as without IPv6. */
  private static final int EAFNOSUPPORT = 97;

  /** The most tries to get a complete dump while rules keep changing. */
  private static final int ATTEMPTS = 10;

  /** The most waits for an answer of the kernel, and the longest of each. */
  private static final int WAITS = 4;

  private static final int WAIT_MILLIS = 5_000;

  private final int protocol;
  private final NetlinkSocket requests;
  private final NetlinkSocket changes;
  private int sequence;
  private volatile boolean stopped;

  private RuleTable(int protocol, NetlinkSocket requests, NetlinkSocket changes) {
    this.protocol = protocol;
    this.requests = requests;
    this.changes = changes;
  }

  /**
   * Opens the rules of this thread's network namespace.
   *
   * @param protocol the routing protocol of the rules that are added, from 5 to 255
   * @throws IOException if the kernel is not Linux, or refuses
   */
  public static RuleTable open(int protocol) throws IOException {
    if (protocol < 5 || protocol > 255) { // up to 4, RTPROT_STATIC, they are the kernel's
      throw new IllegalArgumentException("protocol " + protocol + " is not from 5 to 255");
    }
    NetlinkSocket changes = NetlinkSocket.open(NetlinkSocket.RULES);
    try {
      NetlinkSocket requests = NetlinkSocket.open(0);
      try {
        requests.checkStrictly();
        return new RuleTable(protocol, requests, changes);
      } catch (IOException e) {
        requests.close();
        throw e;
      }
    } catch (IOException e) {
      changes.close();
      throw e;
    }
  }

  /**
   * All rules, of every protocol: IPv4 first, in the order of the kernel.
   *
   * @throws IOException if the kernel gives no complete answer
   */
  public List<KernelRule> dump() throws IOException {
    List<KernelRule> all = new ArrayList<>();
    for (Family family : Family.values()) {
      all.addAll(dump(family));
    }
    return List.copyOf(all);
  }

  /** Makes a rule of this protocol; empty if it exists now, else why the kernel refuses it. */
  public Optional<String> add(SourceRule rule) throws IOException {
    int number = ++sequence;
    requests.send(RuleMessage.add(rule, protocol, number));
    return refusal(answer(number), EEXIST);
  }

  /**
   * Deletes a rule of this protocol; empty if it is gone now, else why the kernel refuses it.
   *
   * @throws IllegalArgumentException if the rule has another protocol
   */
  public Optional<String> delete(KernelRule rule) throws IOException {
    if (rule.protocol() != protocol) {
      throw new IllegalArgumentException(
          rule + " has protocol " + rule.protocol() + ", not " + protocol);
    }
    return deleteOfAnyProtocol(rule);
  }

  /** Deletes a rule of any protocol; empty if it is gone now, else why the kernel refuses it. */
  public Optional<String> deleteOfAnyProtocol(KernelRule rule) throws IOException {
    int number = ++sequence;
    requests.send(RuleMessage.delete(rule, number));
    return refusal(answer(number), ENOENT);
  }

  /**
   * Waits until rules change, {@link #wake} is called or the time is over; may return earlier. The
   * changes are not told: {@link #dump} again.
   *
   * @return false after {@link #stop}
   */
  public boolean await(Duration timeout) throws IOException {
    if (!stopped) {
      changes.await(Math.toIntExact(Math.max(0, timeout.toMillis())));
    }
    // An overrun is a change like any other.
    while (!stopped && !(changes.receive() instanceof NetlinkSocket.Nothing)) {}
    return !stopped;
  }

  /** Ends the current wait, or the next one if there is none. */
  public void wake() {
    changes.wake();
  }

  /** Ends the current wait and all later ones. */
  public void stop() {
    stopped = true;
    changes.wake();
  }

  @Override
  public void close() {
    stopped = true;
    requests.close();
    changes.close();
  }

  private List<KernelRule> dump(Family family) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      int number = ++sequence;
      requests.send(RuleMessage.dump(family, number));
      Optional<List<KernelRule>> rules = dumped(number);
      if (rules.isPresent()) {
        return rules.get();
      }
    }
    throw new IOException("the kernel sends no complete list of rules: they change too often");
  }

  /** The rules of a dump; empty if it is not complete. */
  private Optional<List<KernelRule>> dumped(int number) throws IOException {
    List<KernelRule> rules = new ArrayList<>();
    while (true) {
      Optional<ByteBuffer> packet = next();
      if (packet.isEmpty()) {
        return Optional.empty();
      }
      for (RuleMessage message : RuleMessage.parseAll(packet.get(), number)) {
        switch (message) {
          case RuleMessage.Found(KernelRule rule) -> rules.add(rule);
          case RuleMessage.Done(boolean intact) -> {
            return intact ? Optional.of(rules) : Optional.empty();
          }
          case RuleMessage.Answer(int errno) when errno == EAFNOSUPPORT -> {
            return Optional.of(List.of());
          }
          case RuleMessage.Answer(int errno) ->
              throw new IOException("cannot read the rules: " + words(errno));
        }
      }
    }
  }

  private int answer(int number) throws IOException {
    while (true) {
      Optional<ByteBuffer> packet = next();
      if (packet.isEmpty()) {
        throw new IOException("cannot change the rules: an answer of the kernel was lost");
      }
      for (RuleMessage message : RuleMessage.parseAll(packet.get(), number)) {
        if (message instanceof RuleMessage.Answer(int errno)) {
          return errno;
        }
      }
    }
  }

  /** The next datagram; empty if one was lost. */
  private Optional<ByteBuffer> next() throws IOException {
    for (int waits = 0; waits <= WAITS; waits++) {
      switch (requests.receive()) {
        case NetlinkSocket.Packet(ByteBuffer bytes) -> {
          return Optional.of(bytes);
        }
        case NetlinkSocket.Overrun() -> {
          return Optional.empty();
        }
        case NetlinkSocket.Nothing() -> requests.await(WAIT_MILLIS); // a signal may end it early
      }
    }
    throw new IOException("the kernel does not answer");
  }

  private static Optional<String> refusal(int errno, int harmless) {
    return errno == 0 || errno == harmless ? Optional.empty() : Optional.of(words(errno));
  }

  private static String words(int errno) {
    return errno == EPERM
        ? "not permitted; the agent needs the capability NET_ADMIN"
        : "errno " + errno;
  }
}
