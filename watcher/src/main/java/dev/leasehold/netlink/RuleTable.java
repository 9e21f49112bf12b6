package dev.leasehold.netlink;

import dev.leasehold.net.Family;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The routing rules of this network namespace, as {@code ip rule} shows them, and the tables of its
 * VRFs: reads them, changes the rules of one routing protocol, deletes others if asked, and waits
 * until any of them changes. Changes need CAP_NET_ADMIN.
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
    NetlinkSocket changes = NetlinkSocket.open(NetlinkSocket.RULES | NetlinkSocket.LINKS);
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
      for (RuleMessage message : dump(number -> RuleMessage.dump(family, number))) {
        if (message instanceof RuleMessage.Found(KernelRule rule)) {
          all.add(rule);
        }
      }
    }
    return List.copyOf(all);
  }

  /**
   * The table of each VRF, by the name of the VRF.
   *
   * @throws IOException if the kernel gives no complete answer
   */
  public Map<String, Long> vrfs() throws IOException {
    Map<String, Long> tables = new HashMap<>();
    for (RuleMessage message : dump(VrfMessage::dump)) {
      if (message instanceof VrfMessage(String name, long table) && table != 0) {
        tables.put(name, table);
      }
    }
    return Map.copyOf(tables);
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

  /** Why a wait has ended. */
  public enum Wait {
    /** Rules or VRFs have changed, or may have; or {@link #wake} was called. */
    CHANGED,
    /** The time is over, or other interfaces than VRFs have changed. */
    UNCHANGED,
    /** {@link #stop} was called. */
    STOPPED
  }

  /**
   * Waits until something happens or the time is over. The changes are not told: {@link #dump} and
   * {@link #vrfs} again.
   */
  public Wait await(Duration timeout) throws IOException {
    boolean isChanged = false;
    if (!stopped) {
      // Rounded up: the last fraction of a millisecond is no reason to ask again and again.
      long millis = Math.min(Integer.MAX_VALUE, timeout.plusNanos(999_999).toMillis());
      isChanged = changes.await((int) Math.max(0, millis));
    }
    while (!stopped) {
      switch (changes.receive()) {
        case NetlinkSocket.Packet(ByteBuffer bytes) ->
            isChanged |= NetlinkMessage.all(bytes).stream().anyMatch(RuleTable::isChange);
        case NetlinkSocket.Overrun() -> isChanged = true;
        case NetlinkSocket.Nothing() -> {
          return isChanged ? Wait.CHANGED : Wait.UNCHANGED;
        }
      }
    }
    return Wait.STOPPED;
  }

  /** The interfaces of Pods come and go all the time, and no rule is about them. */
  private static boolean isChange(NetlinkMessage message) {
    return !VrfMessage.isOfLink(message) || VrfMessage.of(message).isPresent();
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

  private List<RuleMessage> dump(IntFunction<byte[]> request) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      int number = ++sequence;
      requests.send(request.apply(number));
      Optional<List<RuleMessage>> found = dumped(number);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new IOException(
        "the kernel sends no complete list of rules or VRFs: they change too often");
  }

  /** What a dump found; empty if it is not complete. */
  private Optional<List<RuleMessage>> dumped(int number) throws IOException {
    List<RuleMessage> found = new ArrayList<>();
    while (true) {
      Optional<ByteBuffer> packet = next();
      if (packet.isEmpty()) {
        return Optional.empty();
      }
      for (RuleMessage message : RuleMessage.parseAll(packet.get(), number)) {
        switch (message) {
          case RuleMessage.Found _, VrfMessage _ -> found.add(message);
          case RuleMessage.Done(boolean intact) -> {
            return intact ? Optional.of(found) : Optional.empty();
          }
          case RuleMessage.Answer(int errno) when errno == EAFNOSUPPORT -> {
            return Optional.of(List.of());
          }
          case RuleMessage.Answer(int errno) ->
              throw new IOException("cannot read the rules or VRFs: " + words(errno));
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
        case NetlinkSocket.Nothing() -> { // a signal may end it early
          boolean _ = requests.await(WAIT_MILLIS);
        }
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
