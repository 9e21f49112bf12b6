package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.git.Fetched;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Finding;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.LeaseBook;
import dev.leasehold.lease.Observation;
import dev.leasehold.lease.Sightings;
import dev.leasehold.render.PackageContents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Keeps the leases and manifests of one package as its sources say they should be.
 *
 * <p>What is in Git is the truth: the package is read at the tip, decided on there, and decided on
 * again at every tip that a push meets. One thread drives it: {@link #heard} with what happened,
 * then {@link #advance}, which says when to come back.
 */
public final class Watch {
  /** How often the tip is looked at for what people changed. */
  private static final Duration TIP_INTERVAL = Duration.ofSeconds(60);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(2);

  private final String name;
  private final Branch branch;
  private final InstantSource clock;
  private final Memories memories;
  private final Journal journal = new Journal();

  private final Map<String, Sightings> sightings = new TreeMap<>();
  private final Set<Decision.Solicitation> solicited = new HashSet<>();
  private Optional<Tip> tip = Optional.empty();
  private Instant lookAtTip = Instant.MIN;
  private Instant writeAgain = Instant.MIN;
  private Duration retry = FIRST_RETRY;
  private boolean settled; // what the tip holds is what it renders to

  /** A tip and what is ours there. */
  private record Tip(String commit, Instant committedAt, PackageContents contents) {}

  /**
   * When to come back, and what to ask for until then.
   *
   * @param at the latest moment for the next {@link Watch#advance}
   * @param solicit the interfaces whose routers are to be asked now
   * @param outcome what became of the write, if there was one
   */
  public record Next(Instant at, Set<String> solicit, Optional<Outcome> outcome) {
    public Next {
      solicit = Set.copyOf(solicit);
    }
  }

  /**
   * A watch that has seen nothing yet.
   *
   * @param name the watcher's identity, for the trailers of its commits
   */
  public Watch(String name, Branch branch, InstantSource clock, Memories memories) {
    this.name = name;
    this.branch = branch;
    this.clock = clock;
    this.memories = memories;
  }

  /** The interfaces on which advertisements matter, by what the tip asks for. */
  public Set<String> interfaces() {
    Set<String> interfaces = new TreeSet<>();
    prefixes()
        .forEach(p -> p.acquisition().routerAdvertisementInterface().ifPresent(interfaces::add));
    return interfaces;
  }

  /** Whether each prefix has been heard of for as long as it takes to believe one. */
  public boolean hasHeardEnough() {
    Instant now = clock.instant();
    return tip.isPresent()
        && prefixes().stream()
            .allMatch(prefix ->
                journal
                    .firstHeard(prefix.name())
                    .map(at -> !now.isBefore(at.plus(prefix.transition().minStable())))
                    .orElse(false));
  }

  /** Takes in what a source said. */
  public void heard(Observation observation) {
    for (DynamicPrefix prefix : prefixes()) {
      if (prefix
          .acquisition()
          .routerAdvertisementInterface()
          .filter(observation.origin().interfaceName()::equals)
          .isPresent()) {
        String prefixName = prefix.name();
        journal.heard(prefixName, observation);
        Sightings before = sightings.getOrDefault(prefixName, Sightings.NONE);
        PrefixLease lease = lease(contents(), prefixName);
        Sightings after = book(contents(), prefix).hear(before, observation, lease);
        sightings.put(prefixName, after);
        memories.keep(prefixName, after, observation.at());
      }
    }
  }

  /** Decides, writes what has to be written, and says when to come back. */
  public Next advance() {
    Instant now = clock.instant();
    if (!now.isBefore(lookAtTip)) {
      look(now);
    }
    Optional<Outcome> outcome = Optional.empty();
    List<Decision> decisions = tip.map(t -> decisions(t, now)).orElse(List.of());
    boolean due = !settled || decisions.stream().anyMatch(d -> !d.changes().isEmpty());
    if (tip.isPresent() && due && !now.isBefore(writeAgain)) {
      Writing writing = new Writing();
      outcome = Optional.of(branch.write(writing::propose));
      settle(outcome.get(), writing, now);
      decisions = tip.map(t -> decisions(t, now)).orElse(List.of());
      due = !settled;
    }
    return new Next(wake(decisions, due), solicitations(decisions, now), outcome);
  }

  private void look(Instant now) {
    Fetched fetched = branch.fetch();
    lookAtTip = now.plus(TIP_INTERVAL);
    switch (fetched) {
      case Snapshot snapshot -> {
        journal.reached();
        if (tip.filter(t -> t.commit().equals(snapshot.commit())).isEmpty()) {
          PackageContents contents =
              PackageContents.read(PackageFiles.at(snapshot).yaml().documents());
          see(new Tip(snapshot.commit(), snapshot.committedAt(), contents), now);
          settled = false;
          writeAgain = Instant.MIN;
        }
      }
      case Outcome.Failure failure -> {
        journal.failed(failure);
        lookAtTip = now.plus(backoff());
      }
    }
  }

  private void see(Tip seen, Instant now) {
    tip = Optional.of(seen);
    for (DynamicPrefix prefix : prefixes()) {
      sightings.computeIfAbsent(prefix.name(), n -> memories.recall(n, now));
      journal.notSupported(prefix);
    }
  }

  private List<Decision> decisions(Tip at, Instant now) {
    List<Decision> decisions = new ArrayList<>();
    for (DynamicPrefix prefix : at.contents().prefixes().values()) {
      Decision decision = decide(at, prefix, now);
      journal.decided(prefix.name(), decision);
      decisions.add(decision);
    }
    return decisions;
  }

  private Decision decide(Tip at, DynamicPrefix prefix, Instant now) {
    return book(at.contents(), prefix)
        .decide(
            lease(at.contents(), prefix.name()),
            at.committedAt(),
            sightings.getOrDefault(prefix.name(), Sightings.NONE),
            now);
  }

  /**
   * One attempt to bring the branch to where it should be; proposes anew for every tip it meets.
   */
  private final class Writing {
    private Optional<Tip> proposed = Optional.empty();
    private List<CommitMessage.Subject> subjects = List.of();

    Proposal propose(Snapshot snapshot) {
      Instant now = clock.instant();
      PackageFiles files = PackageFiles.at(snapshot);
      PackageContents contents = PackageContents.read(files.yaml().documents());
      Tip at = new Tip(snapshot.commit(), snapshot.committedAt(), contents);
      List<PrefixLease> leases = new ArrayList<>();
      List<CommitMessage.Subject> changed = new ArrayList<>();
      for (DynamicPrefix prefix : contents.prefixes().values()) {
        Decision decision = decide(at, prefix, now);
        if (!decision.changes().isEmpty()) {
          leases.add(decision.lease());
          changed.add(new CommitMessage.Subject(prefix.name(), decision.changes()));
        }
      }
      subjects = changed;
      return switch (PackageUpdate.of(files, contents, leases)) {
        case PackageUpdate.Broken(List<Finding> errors) ->
            new Proposal.Refused(
                errors.stream().map(Finding::toString).collect(Collectors.joining("; ")));
        case PackageUpdate.Rendered rendered -> {
          proposed = Optional.of(new Tip(at.commit(), at.committedAt(), rendered.contents()));
          yield proposal(rendered, snapshot, changed);
        }
      };
    }

    private Proposal proposal(
        PackageUpdate.Rendered rendered, Snapshot snapshot, List<CommitMessage.Subject> changed) {
      if (rendered.files().isEmpty()) {
        return new Proposal.Nothing();
      }
      Map<String, byte[]> writes = new TreeMap<>();
      rendered.files().forEach((path, text) -> writes.put(path, PackageFiles.bytes(text)));
      String message =
          changed.isEmpty()
              ? CommitMessage.ofRendering(name, snapshot.commit(), rendered.changes())
              : CommitMessage.of(name, changed, rendered.changes());
      return new Proposal.Change(writes, Set.of(), message);
    }
  }

  private void settle(Outcome outcome, Writing writing, Instant now) {
    switch (outcome) {
      case Outcome.Pushed pushed -> {
        journal.pushed(pushed, writing.subjects);
        writing.proposed.ifPresent(
            at -> see(new Tip(pushed.commit(), clock.instant(), at.contents()), now));
        writing.subjects.forEach(s ->
            memories.keepNow(s.prefix(), sightings.getOrDefault(s.prefix(), Sightings.NONE), now));
        settled = true;
        retry = FIRST_RETRY;
      }
      case Outcome.NoChange noChange -> {
        writing.proposed.ifPresent(at -> see(at, now));
        settled = true;
        retry = FIRST_RETRY;
      }
      case Outcome.Stalled stalled -> {
        journal.failed(stalled);
        writeAgain = now.plus(TIP_INTERVAL); // or at the next new tip
      }
      case Outcome.Unreachable unreachable -> {
        journal.failed(unreachable);
        writeAgain = now.plus(backoff());
      }
    }
  }

  private Duration backoff() {
    Duration wait = retry;
    Duration doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(TIP_INTERVAL) > 0 ? TIP_INTERVAL : doubled;
    return wait;
  }

  private Instant wake(List<Decision> decisions, boolean due) {
    Instant wake = lookAtTip;
    if (due && writeAgain.isBefore(wake)) {
      wake = writeAgain;
    }
    for (Decision decision : decisions) {
      Instant again = decision.lookAgainAt().orElse(wake);
      wake = again.isBefore(wake) ? again : wake;
    }
    return wake;
  }

  private Set<String> solicitations(List<Decision> decisions, Instant now) {
    Set<String> interfaces = new TreeSet<>();
    Set<Decision.Solicitation> pending = new HashSet<>();
    for (Decision decision : decisions) {
      for (Decision.Solicitation solicitation : decision.solicitations()) {
        pending.add(solicitation);
        if (!solicitation.at().isAfter(now) && solicited.add(solicitation)) {
          interfaces.add(solicitation.interfaceName());
        }
      }
    }
    solicited.retainAll(pending);
    return interfaces;
  }

  private List<DynamicPrefix> prefixes() {
    return tip.map(t -> List.copyOf(t.contents().prefixes().values())).orElse(List.of());
  }

  private PackageContents contents() {
    return tip.orElseThrow(() -> new IllegalStateException("no tip was read yet")).contents();
  }

  private static LeaseBook book(PackageContents contents, DynamicPrefix prefix) {
    return new LeaseBook(prefix, contents.boundSubnets(prefix.name()));
  }

  private static PrefixLease lease(PackageContents contents, String prefix) {
    return Optional.ofNullable(contents.leases().get(prefix))
        .orElseGet(() -> LeaseBook.noLease(prefix, "none"));
  }
}
