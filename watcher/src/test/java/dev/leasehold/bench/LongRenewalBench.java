package dev.leasehold.bench;

import dev.leasehold.dhcpv6.Client;
import dev.leasehold.dhcpv6.ClientSettings;
import dev.leasehold.dhcpv6.Event;
import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.Step;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Timeouts;
import dev.leasehold.net.Address;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.subject.Memories;
import dev.leasehold.watch.Branch;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.Watch;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Memory after 10,000 renewals, one per simulated minute. Client, watch and Git run in this
 * process, on a clock that jumps from one timer to the next. Every 500th renewal brings another
 * prefix.
 */
final class LongRenewalBench {
  private static final int RENEWALS = 10_000;
  private static final int BETWEEN_RENUMBERINGS = 500;
  private static final Set<Integer> LOOKS = Set.of(100, 1_000, RENEWALS);
  private static final int RENEW_SECONDS = 60;
  private static final int LENGTH = 56;
  private static final String INTERFACE = "up0";
  private static final Address SERVER = Address.parse("fe80::1");

  private final Client client =
      new Client(
          new ClientSettings(
              new Duid.Enterprise(32473, Bytes.copyOf(new byte[] {2})),
              List.of(new ClientSettings.IaRequest(1, LENGTH))),
          new Random(1));
  private final DelegationAnswers server = new DelegationAnswers(RENEW_SECONDS);
  private Instant now = Instant.parse("2026-11-21T00:00:00Z");
  private final Watch watch;
  private State state = client.start(Optional.empty());
  private Watch.Next next;

  private LongRenewalBench(Path folder, Remote remote) {
    GitTarget target =
        new GitTarget(
            "cluster",
            remote.directory().toString(),
            "main",
            "",
            new GitTarget.Auth.None(),
            new GitTarget.Author("bench", "bench@localhost"));
    GitWriter writer =
        new GitWriter(
            target,
            folder.resolve("git"),
            () -> now,
            new Random(1),
            pause -> {},
            new Operations(Timeouts.DEFAULT, System::nanoTime));
    watch =
        new Watch(
            "bench",
            Branch.of(writer),
            SteadyClock.neverSet(() -> now),
            Memories.in(folder.resolve("routers")),
            new Random(1));
    next = watch.advance();
  }

  /** Argument: an empty folder. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (Remote remote = Remote.create(folder, Remote.Acquisition.delegated(INTERFACE), 0)) {
      new LongRenewalBench(folder, remote).run(remote);
    }
  }

  private void run(Remote remote) throws Exception {
    happens(new Event.LinkUp());
    int looked = 0;
    while (server.renewals() < RENEWALS) {
      Instant due = state.wakeAt().orElseThrow();
      if (due.isAfter(next.at())) {
        now = next.at();
        next = watch.advance();
      } else {
        now = due;
        happens(new Event.Due());
      }
      if (server.renewals() > looked) {
        looked = server.renewals();
        if (looked % BETWEEN_RENUMBERINGS == 0) {
          server.renumberAtNextRenew(Provider.Change.WITHDRAWN);
        }
        if (LOOKS.contains(looked)) {
          System.out.printf("%,6d renewals in process: %s%n", looked, memory());
        }
      }
    }
    if (remote.awaitCommit().isEmpty()) {
      throw new IOException("nothing was committed");
    }
  }

  private void happens(Event event) {
    Step step = client.step(state, event, now);
    state = step.state();
    for (Notice notice : step.notices()) {
      if (notice instanceof Notice.Delegated delegated) {
        List<Announced> prefixes =
            delegated.prefixes().stream()
                .map(p ->
                    new Announced(
                        p.prefix(),
                        Duration.ofSeconds(p.preferredLifetime()),
                        Duration.ofSeconds(p.validLifetime())))
                .toList();
        watch.heard(new Observation(now, new Origin.Delegated(INTERFACE, "home-ipv6"), prefixes));
        next = watch.advance();
      }
    }
    for (Message message : step.send()) {
      server
          .to(read(message))
          .ifPresent(answer -> happens(new Event.Received(read(answer.reply()), SERVER)));
    }
  }

  /** The message after encoding and parsing. */
  private static Message read(Message sent) {
    return switch (Message.parse(sent.write())) {
      case Parsed.Accepted<Message>(Message message) -> message;
      case Parsed.Rejected<Message>(Parsed.Reason reason, String detail) ->
          throw new IllegalStateException(reason + ": " + detail);
    };
  }

  private static String memory() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String resident =
          lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElse("").substring(6);
      System.gc();
      long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      return "RSS %.1f MiB, live after a full collection %.2f MiB"
          .formatted(
              Long.parseLong(resident.replaceAll("\\D", "")) / 1024.0, live / 1024.0 / 1024.0);
    }
  }
}
