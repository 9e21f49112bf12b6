package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.dhcpv6.transport.DelegationSource;
import dev.leasehold.fence.Fence;
import dev.leasehold.netlink.AddressSource;
import dev.leasehold.ra.RaSource;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every source, on an interface that does not exist. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class SourceContractTest {
  private static final String NOWHERE = "nowhere0";
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TempDir private static Path folder;

  @BeforeAll
  static void needsLinux() {
    assumeTrue(Files.exists(Path.of("/sys/class/net")), "interfaces are followed on Linux only");
  }

  static Stream<Channel> channels() {
    return Stream.of(
        new Channel.Advertisements(NOWHERE),
        new Channel.Addresses(NOWHERE),
        new Channel.Delegation(
            NOWHERE,
            new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation(NOWHERE, 56, ""))),
            ""));
  }

  private static Source open(Channel channel) {
    return switch (channel) {
      case Channel.Advertisements(String name) -> RaSource.live(name, CLOCK);
      case Channel.Addresses addresses -> AddressSource.live(addresses, CLOCK);
      case Channel.Delegation delegation ->
          DelegationSource.live(
              delegation, folder, Map.of(), CLOCK, () -> 0, new Random(1), Fence.OPEN);
      case Channel.PublicAddresses _, Channel.RouterPrefixes _ ->
          throw new AssertionError("a router is tested elsewhere");
    };
  }

  @ParameterizedTest
  @MethodSource("channels")
  void waitsForItsInterfaceAndEndsWhenClosed(Channel channel) throws Exception {
    BlockingQueue<SourceEvent> events = new LinkedBlockingQueue<>();
    Source source = open(channel);
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                source.run(events::add);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    SourceEvent.Lost lost =
        assertInstanceOf(SourceEvent.Lost.class, events.poll(50, TimeUnit.SECONDS));
    assertEquals(channel, lost.channel());
    assertTrue(lost.why().contains("interface " + NOWHERE + " not found"), lost::why);
    assertEquals(SourceStatus.State.WAITING, source.status().state(), "it never listened");
    assertTrue(source.status().isDeaf());
    assertTrue(source.status().detail().contains(lost.why()), source.status()::detail);
    source.ask(); // returns, although there is no interface
    source.close();
    source.close();
    thread.join();
  }

  @ParameterizedTest
  @MethodSource("channels")
  void endsAtOnceIfClosedBeforeItRan(Channel channel) throws Exception {
    Source source = open(channel);
    source.close();
    source.run(_ -> {});
    assertEquals(SourceStatus.State.STARTING, source.status().state());
  }

  @ParameterizedTest
  @MethodSource("channels")
  void isStartingBeforeItRuns(Channel channel) {
    try (Source source = open(channel)) {
      source.ask();
      assertEquals(SourceStatus.State.STARTING, source.status().state());
      assertEquals("", source.status().detail());
      assertFalse(source.status().isDeaf());
    }
  }
}
