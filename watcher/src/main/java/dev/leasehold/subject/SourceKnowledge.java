package dev.leasehold.subject;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.AddressReport;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.PrefixPolicy.LinkPrefix;
import dev.leasehold.lease.Sightings;
import dev.leasehold.lease.SourceReport;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The sightings of each subject, also from before a restart. Decisions are based on them. */
public final class SourceKnowledge {
  private final Memories memories;
  private final Memories.Report report;
  private final Map<SubjectId, Sightings> sightings = new TreeMap<>();
  private final Map<SubjectId, Set<LinkPrefix>> links = new HashMap<>();
  private final SourceActivity activity = new SourceActivity();
  private final Map<Place, AddressReport> answers = new HashMap<>();

  /** An interface of a router. */
  private record Place(String router, String wanInterface) {}

  /**
   * Starts without sightings.
   *
   * @param report receives the results of saving the sightings
   */
  public SourceKnowledge(Memories memories, Memories.Report report) {
    this.memories = memories;
    this.report = report;
  }

  private Sightings of(SubjectId prefix) {
    return sightings.getOrDefault(prefix, Sightings.NONE);
  }

  /** Records that the watcher now listens on the interface without a break. */
  public void listening(String interfaceName, Instant now) {
    sightings.replaceAll((prefix, known) -> known.listening(interfaceName, now));
  }

  public void hear(Subject subject, Observation said) {
    switch (subject) {
      case ClaimSubject _ -> {} // routers answer
      case PrefixSubject prefix -> {
        activity.take(prefix, said);
        Sightings after = prefix.policy().hear(of(prefix.id()), said, prefix.lease());
        sightings.put(prefix.id(), after);
        memories.keep(prefix.name(), after, said.at(), report);
      }
    }
  }

  /** Records the answers of a router. */
  public void answered(SourceEvent.Answered said) {
    said.answers()
        .forEach((wanInterface, answer) ->
            answers.merge(
                new Place(said.router(), wanInterface),
                AddressReport.NONE.with(answer, said.at()),
                (known, _) -> known.with(answer, said.at())));
  }

  /** What the router of a claim said about its interface. */
  public AddressReport report(ClaimSubject claim) {
    return place(claim)
        .map(at -> answers.getOrDefault(at, AddressReport.NONE))
        .orElse(AddressReport.NONE);
  }

  private static Optional<Place> place(ClaimSubject claim) {
    return claim.deciding().map(asked -> new Place(asked.router(), asked.order().wanInterface()));
  }

  /**
   * Decides the lease of a subject from its current sightings.
   *
   * @param newestCommit the time of the newest commit at the tip
   */
  public Decided decide(
      Subject subject, Instant newestCommit, Drains drains, DampingState damping, Instant now) {
    return switch (subject) {
      case PrefixSubject prefix ->
          new DecidedPrefix(
              prefix,
              prefix
                  .policy()
                  .decide(prefix.lease(), newestCommit, of(prefix.id()), drains, damping, now));
      case ClaimSubject claim ->
          new DecidedClaim(claim, claim.policy().decide(report(claim), damping, now));
    };
  }

  /** One report for each source and prefix of the subject. */
  public List<SourceReport> said(PrefixSubject prefix, Instant now) {
    return prefix.policy().said(of(prefix.id()), now);
  }

  /**
   * Records a solicitation on the interface. Prefixes that the routers leave out after it count as
   * evidence.
   */
  public void solicited(List<Subject> subjects, String interfaceName, Instant now) {
    for (Subject subject : subjects) {
      switch (subject) {
        case PrefixSubject prefix ->
            sightings.put(
                prefix.id(), prefix.policy().solicited(of(prefix.id()), interfaceName, now));
        case ClaimSubject _ -> {}
      }
    }
  }

  /**
   * The subjects with a link that lost one of its own prefixes. This is a reason to ask for the
   * delegation.
   */
  public List<Subject> withLinkThatLost(List<Subject> subjects, Instant now) {
    List<Subject> lost = new ArrayList<>();
    Map<SubjectId, Set<LinkPrefix>> before = Map.copyOf(links);
    links.clear();
    for (Subject subject : subjects) {
      switch (subject) {
        case PrefixSubject prefix -> {
          Set<LinkPrefix> on = prefix.policy().linkPrefixes(of(prefix.id()), now);
          links.put(prefix.id(), on);
          if (!on.containsAll(before.getOrDefault(prefix.id(), Set.of()))) {
            lost.add(prefix);
          }
        }
        case ClaimSubject _ -> {}
      }
    }
    return lost;
  }

  /**
   * Takes over the subjects of a new tip.
   *
   * @param seen the subjects of the new tip
   * @param before the subjects of the previous tip
   * @return the subjects that are new or have another {@code spec.acquisition} than before
   */
  public List<Subject> see(List<Subject> seen, List<Subject> before, Instant now) {
    Map<SubjectId, DynamicPrefix.Acquisition> asked = new TreeMap<>();
    for (Subject subject : before) {
      switch (subject) {
        case PrefixSubject prefix -> asked.put(prefix.id(), prefix.acquisition());
        case ClaimSubject _ -> {}
      }
    }
    List<Subject> changed = new ArrayList<>();
    Set<Place> places = new HashSet<>();
    for (Subject subject : seen) {
      switch (subject) {
        case PrefixSubject prefix -> {
          Sightings known =
              sightings.computeIfAbsent(prefix.id(), id -> memories.recall(id.name(), now));
          if (!prefix.acquisition().equals(asked.get(prefix.id()))) {
            changed.add(prefix);
            known = knownToOthers(prefix, known, asked.keySet());
          }
          sightings.put(prefix.id(), prefix.policy().relevant(known, prefix.lease(), now));
        }
        case ClaimSubject claim -> place(claim).ifPresent(places::add);
      }
    }
    answers.keySet().retainAll(places);
    return changed;
  }

  /**
   * Adds the kernel's addresses as known to other subjects. A source that already runs for them
   * does not report these addresses again.
   */
  private Sightings knownToOthers(PrefixSubject prefix, Sightings known, Set<SubjectId> others) {
    Sightings all = known;
    for (SubjectId other : others) {
      Sightings shared = of(other).of(o -> o instanceof Origin.Configured && prefix.listens(o));
      if (!other.equals(prefix.id()) && !shared.equals(Sightings.NONE)) {
        all = all.and(shared);
        activity.takeFrom(other, prefix);
      }
    }
    return all;
  }

  /** What a final decision still waits for, in words; empty when it waits for nothing. */
  public Optional<String> unclear(Decided decided, Instant now) {
    return switch (decided) {
      case DecidedPrefix prefix -> activity.unclear(prefix, now);
      case DecidedClaim claim -> unclear(claim.subject());
    };
  }

  /** A release is not waited for: the next start goes on with it. */
  private Optional<String> unclear(ClaimSubject claim) {
    return claim
        .deciding()
        .filter(_ -> !claim.isReleasing() && !report(claim).isKnown())
        .map(asked -> "router " + asked.router() + " to answer about " + claim.id());
  }

  /** Saves the sightings of a subject for a restart. */
  public void keep(SubjectId id, Instant now) {
    switch (id.kind()) {
      case PREFIX -> memories.keepNow(id.name(), of(id), now, report);
      case PUBLIC_IP -> {} // Git and the router have its whole state
    }
  }

  /**
   * Adjusts all times after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  public void movedBy(Duration step, Instant now) {
    activity.movedBy(step);
    sightings.replaceAll((prefix, known) -> known.movedBy(step));
    sightings.keySet().forEach(prefix -> keep(prefix, now));
    answers.replaceAll((place, known) -> known.movedBy(step));
  }
}
