package dev.leasehold.cli;

import static dev.leasehold.cli.ScriptedServer.advertise;
import static dev.leasehold.cli.ScriptedServer.ia;
import static dev.leasehold.cli.ScriptedServer.prefix;
import static dev.leasehold.cli.ScriptedServer.reconfigure;
import static dev.leasehold.cli.ScriptedServer.reconfigureKey;
import static dev.leasehold.cli.ScriptedServer.reply;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.dhcpv6.message.Option;
import dev.leasehold.dhcpv6.message.ReconfigureAccept;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.ra.RaFrames;
import dev.leasehold.source.Observation.Announced;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcap4j.core.PcapHandle;

/** {@code leasehold watch} while an attacker on the link sends arbitrary advertisements. */
class HostileAdvertisementsIT {
  private static final int FLOOD = 20_000;
  private static final long MEBIBYTE = 1024 * 1024;
  private static final String FIRST = "2001:db8:101::/60";
  private static final String SECOND = "2001:db8:102::/60";
  private static final byte[] KEY = new byte[16];
  private static final Option LENT = ia(1000, 1600, prefix(FIRST, 3000, 4000));

  @TempDir private Path folder;

  @Test
  void changeNothingInGitAndCostLittle() throws Exception {
    NetworkLab.needs("busybox", "nft");
    try (AccessLink link = AccessLink.up();
        ScriptedServer server = ScriptedServer.open(link);
        PcapHandle attacker = attacker(link)) {
      WatchedRepository house =
          WatchedRepository.create(
              folder,
              link::atCustomer,
              "{dhcpv6: {interface: up0, requestedPrefixLength: 60}, routerAdvertisement: {interface: up0}}",
              "drainPeriod: 3s, minStable: 1s");
      try (WatchProcess watch = house.watch()) {
        Message solicit = server.await(MessageType.SOLICIT);
        server.send(advertise(solicit, LENT));
        Message request = server.await(MessageType.REQUEST);
        server.send(reply(request, LENT, new ReconfigureAccept(), reconfigureKey(KEY)));
        house.awaitPush(watch, "Lease home-ipv6: " + FIRST);

        keepFromKernel(link);
        flood(attacker);
        awaitDigested(watch, attacker);
        house.assertNoMoreCommits();
        long memory = watch.memory() / MEBIBYTE;
        assertTrue(memory < 256, memory + " MiB");
        List<String> told =
            watch.said().stream().filter(line -> !line.contains(" DEBUG ")).toList();
        assertTrue(told.size() < 50, () -> String.join("\n", told));
        String status = Namespace.page(link.customer(), "/status");
        assertTrue(status.length() < 100_000, status);

        server.send(reconfigure(request, MessageType.REBIND, 2, KEY));
        server.send(
            reply(
                server.await(MessageType.REBIND),
                ia(1000, 1600, prefix(FIRST, 0, 0), prefix(SECOND, 3000, 4000))));
        house.awaitPush(watch, "Replace home-ipv6: " + FIRST + " → " + SECOND, "Reason: Withdrawn");
      }
    }
  }

  /**
   * Keeps the senders out of the kernel's neighbor table, which has 1,024 entries for all
   * namespaces of the machine: a test beside this one would no longer reach its own neighbors. The
   * watcher captures frames before this filter.
   */
  private static void keepFromKernel(AccessLink link) throws Exception {
    Namespace.run(
        link.atCustomer(List.of("nft", "-f", "-")),
        """
        table ip6 flood {
          chain advertisements {
            type filter hook prerouting priority raw;
            icmpv6 type nd-router-advert drop
          }
        }
        """);
  }

  private static PcapHandle attacker(AccessLink link) throws Exception {
    return Namespace.inside(
        link.provider(),
        () -> new PcapHandle.Builder(AccessLink.PROVIDER_INTERFACE).snaplen(2000).build());
  }

  /**
   * Sends frames as fast as possible; of every four, one is truncated and one has a flipped bit.
   */
  private static void flood(PcapHandle attacker) throws Exception {
    Random random = new Random(20_000);
    for (int i = 0; i < FLOOD; i++) {
      String network =
          "2001:db8:%x:%x::/64".formatted(0x1000 + i % 0xe000, random.nextInt(0x10000));
      byte[] frame = advertisement("fe80::%x".formatted(i + 2), network);
      switch (i % 4) {
        case 0 -> frame = Arrays.copyOf(frame, 54 + random.nextInt(frame.length - 54));
        case 1 -> frame[54 + random.nextInt(frame.length - 54)] ^= (byte) (1 << random.nextInt(8));
        default -> {}
      }
      attacker.sendPacket(frame);
    }
  }

  /** Waits until the frames that the kernel kept are processed, by one more advertisement. */
  private static void awaitDigested(WatchProcess watch, PcapHandle attacker) throws Exception {
    String mark = "2001:db8:ffff:ffff::/64";
    byte[] last = advertisement("fe80::ffff", mark);
    long deadline = System.nanoTime() + WatchedRepository.SOON.toNanos();
    do {
      assertTrue(System.nanoTime() < deadline, "deaf after the flood");
      attacker.sendPacket(last);
    } while (!watch.says(
        Duration.ofSeconds(1), line -> line.contains("lends") && line.contains(mark)));
  }

  private static byte[] advertisement(String router, String network) {
    Duration lifetime = Duration.ofHours(1);
    return RaFrames.advertisement(
        Address.parse(router), List.of(new Announced(Prefix.parse(network), lifetime, lifetime)));
  }
}
