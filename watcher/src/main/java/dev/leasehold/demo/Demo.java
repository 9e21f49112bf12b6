package dev.leasehold.demo;

import dev.leasehold.files.ProposedCommit;
import dev.leasehold.git.Fetched;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.Proposer;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Observation;
import dev.leasehold.subject.Memories;
import dev.leasehold.watch.Branch;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Replays captured packets, advances the clock with them, and prints what happens. */
public final class Demo {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  /**
   * The time that the router takes to answer a solicitation: RFC 4861 section 6.2.6 allows 500 ms.
   */
  private static final Duration ANSWER = Duration.ofMillis(200);

  /** Longer than the time in which the watch asks the router twice whether the prefix is gone. */
  private static final Duration PROOF = Duration.ofSeconds(20);

  private final DemoMaterial material;
  private final DemoClock clock;
  private final PrintWriter out;
  private final Watch watch;
  private Instant wake;
  private Instant answerAt = Instant.MAX;

  /** The router's answer to a solicitation. */
  private @Nullable Observation latest;

  /** The lines already printed in this chapter. */
  private final Set<String> told = new HashSet<>();

  public Demo(DemoMaterial material, GitWriter writer, DemoClock clock, PrintWriter out) {
    this.material = material;
    this.clock = clock;
    this.out = out;
    this.watch =
        new Watch(
            "demo",
            new NarratedBranch(Branch.of(writer)),
            SteadyClock.neverSet(clock),
            Memories.none(),
            new SplittableRandom(1));
    this.wake = clock.instant();
  }

  public void play() throws IOException {
    out.println("Leasehold: from Router Advertisements on the wire to commits in Git.");
    out.println("Replays packets captured from radvd, with their times, in UTC.");
    out.println("A prefix is believed once it has been announced for 5 s.");

    chapter("0. What you write: where the prefix comes from, and which part of it you want");
    material.intent().forEach(line -> out.println("    " + line));

    chapter("1. The provider lends a first prefix");
    advance();
    List<Observation> first = material.heard(DemoMaterial.Capture.FIRST);
    replay(first, first.getFirst().at());

    chapter("2. An announced renumbering: the old prefix drains next to the new one");
    List<Observation> renumbering = material.heard(DemoMaterial.Capture.RENUMBER);
    replay(renumbering, renumbering.getFirst().at());
    // The router repeats its advertisement until the drain is over.
    for (int i = 0; i < 9; i++) {
      replay(renumbering, clock.instant().plusSeconds(4));
    }

    chapter("3. A flash renumbering: the old prefix stops working from one packet to the next");
    replay(material.heard(DemoMaterial.Capture.FLASH), clock.instant().plusSeconds(4));
    advanceTo(clock.instant().plus(PROOF));
  }

  /** Replays packets, shifted so that the first arrives at {@code start}. */
  private void replay(List<Observation> packets, Instant start) {
    Duration shift = Duration.between(packets.getFirst().at(), start);
    for (Observation packet : packets) {
      Instant at = packet.at().plus(shift);
      advanceTo(at);
      hear(packet, at);
    }
  }

  private void hear(Observation packet, Instant at) {
    tell(packet, at);
    latest = packet;
    watch.heard(packet.receivedAt(at));
    advance();
  }

  /** Advances the clock and does all work that is due on the way. */
  private void advanceTo(Instant at) {
    while (!wake.isAfter(at) || !answerAt.isAfter(at)) {
      Instant next = wake.isBefore(answerAt) ? wake : answerAt;
      clock.advanceTo(next);
      Observation answer = latest;
      if (answer != null && !answerAt.isAfter(next)) {
        answerAt = Instant.MAX;
        hear(answer, next);
      } else {
        advance();
      }
    }
    clock.advanceTo(at);
  }

  private void advance() {
    Watch.Next next = watch.advance();
    for (Channel channel : next.ask()) {
      tell("asking the routers on " + channel.where(), clock.instant());
      answerAt = clock.instant().plus(ANSWER);
    }
    wake = next.at();
  }

  private void chapter(String title) {
    out.println();
    out.println(title);
    out.println("─".repeat(title.length()));
    told.clear();
  }

  private void tell(Observation packet, Instant at) {
    tell(
        packet.origin().who()
            + " announces "
            + packet.prefixes().stream().map(Demo::words).collect(Collectors.joining(", ")),
        at);
  }

  /** Prints a line once per chapter. */
  private void tell(String text, Instant at) {
    if (told.add(text)) {
      line(at, text);
    }
  }

  private static String words(Observation.Announced announced) {
    return announced.prefix()
        + " (preferred "
        + announced.preferredLifetime().toSeconds()
        + " s, valid "
        + announced.validLifetime().toSeconds()
        + " s)";
  }

  private void line(Instant at, String text) {
    out.println(TIME.format(at) + "  " + text);
    out.flush();
  }

  /** The branch, which prints each commit after its push. */
  private final class NarratedBranch implements Branch {
    private final Branch branch;

    NarratedBranch(Branch branch) {
      this.branch = branch;
    }

    @Override
    public Fetched fetch() {
      return branch.fetch();
    }

    @Override
    public Optional<Outcome.Failure> mayPush() {
      return branch.mayPush();
    }

    @Override
    public Outcome write(Proposer proposer) {
      List<String> shown = new ArrayList<>();
      Outcome outcome =
          branch.write(tip -> {
            Proposal proposal = proposer.propose(tip);
            shown.clear();
            if (proposal instanceof Proposal.Change change) {
              new ProposedCommit(tip, change).text().lines().forEach(shown::add);
            }
            return proposal;
          });
      switch (outcome) {
        case Outcome.Pushed pushed -> {
          line(clock.instant(), "pushed commit " + pushed.commit().substring(0, 12));
          out.println();
          shown.forEach(l -> out.println(l.isEmpty() ? "" : "    " + l));
          out.println();
        }
        case Outcome.Proposed _, Outcome.Declined _, Outcome.NoChange _ -> {}
        case Outcome.Failure failure -> throw new CorrectableException(failure.reason());
      }
      return outcome;
    }
  }
}
