package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.Decision;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.render.Change;
import dev.leasehold.render.PackageContents;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** One try to bring the branch to where it should be; decides again at every tip that it meets. */
final class Attempt {
  private final String watcher;
  private final InstantSource clock;
  private final SourceKnowledge sources;
  private final Drains drains;
  private final Function<String, DampingState> damping;
  private final WatchEvents events;
  private Holds holds; // what was looked up at one tip is known at the next try

  Attempt(
      String watcher,
      InstantSource clock,
      SourceKnowledge sources,
      Drains drains,
      Function<String, DampingState> damping,
      Holds holds,
      WatchEvents events) {
    this.watcher = watcher;
    this.clock = clock;
    this.sources = sources;
    this.drains = drains;
    this.damping = damping;
    this.holds = holds;
    this.events = events;
  }

  /** Decides at that tip. */
  Plan plan(Snapshot snapshot) {
    try {
      return decide(snapshot);
    } catch (UncheckedIOException e) { // the local repository or the network: the writer's business
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // It would be met again at every start, until somebody changes the package.
      String why = events.bug("rendering " + snapshot.commit().substring(0, 12), e);
      return Plan.refused(why, holds, snapshot.folder());
    }
  }

  private Plan decide(Snapshot snapshot) {
    PackageFiles files = PackageFiles.at(snapshot);
    Tip tip = Tip.of(snapshot, PackageContents.read(files.yaml().documents()));
    List<PrefixLease> leases = new ArrayList<>();
    List<CommitMessage.Subject> changed = new ArrayList<>();
    List<String> byHand = new ArrayList<>();
    holds = holds.at(snapshot.commit());
    String folder = snapshot.folder();
    for (DynamicPrefix prefix : tip.prefixes()) {
      Decision decided =
          tip.decide(
              prefix, sources.of(prefix), drains, damping.apply(prefix.name()), clock.instant());
      if (decided.changes().isEmpty()) {
        continue;
      }
      String file = PackageUpdate.leaseFile(prefix.name(), files, tip.contents());
      Decision decision = held(snapshot, file, tip, prefix, decided);
      if (!decision.changes().isEmpty()) {
        leases.add(decision.lease());
        changed.add(new CommitMessage.Subject(prefix.name(), decision.changes()));
        holds
            .overwritten(
                prefix.name(),
                decision.changes(),
                tip.lease(prefix),
                Place.file(file).below(folder).file())
            .ifPresent(byHand::add);
      }
    }
    Orphans orphans =
        Orphans.of(files, tip.contents(), snapshot.folder())
            .without(name -> put(snapshot, tip, name));
    Set<String> warnings = new TreeSet<>(orphans.left());
    for (String name : orphans.files().keySet()) {
      changed.add(new CommitMessage.Subject(name, List.of(new LeaseChange.Removed())));
    }
    Set<String> deletes = Set.copyOf(orphans.files().values());
    return switch (PackageUpdate.of(files, tip.contents(), leases, deletes)) {
      case PackageUpdate.Broken(List<Finding> errors) ->
          Plan.refused(String.join("; ", texts(errors, snapshot)), holds, folder);
      case PackageUpdate.Rendered rendered -> {
        warnings.addAll(texts(rendered.warnings(), snapshot));
        List<String> undone = new ArrayList<>(byHand);
        undone.addAll(
            MadeAgain.tell(
                snapshot, files, tip.contents(), rendered, leaseFiles(leases, files, tip)));
        warnings.addAll(undone);
        events.warned(warnings);
        yield new Plan(
            proposal(rendered, deletes, changed, undone, snapshot),
            Tip.of(snapshot, rendered.contents()),
            changed,
            holds,
            folder);
      }
    };
  }

  private Decision held(
      Snapshot snapshot, String file, Tip tip, DynamicPrefix prefix, Decision decision) {
    String name = prefix.name();
    holds.look(snapshot, name, file, tip.contents().prefixFile(name).orElse(""));
    return holds.apply(name, decision, tip.lease(prefix)).decision();
  }

  /** Who put a lease back that we had removed, in words. */
  private Optional<String> put(Snapshot snapshot, Tip tip, String name) {
    String file = tip.contents().leaseDocument(name).orElseThrow().file();
    return holds
        .look(snapshot, name, file, "")
        .revert()
        .filter(revert -> !revert.repeated(List.of(new LeaseChange.Removed())).isEmpty())
        .map(revert ->
            "commit "
                + revert.by().commit().substring(0, 12)
                + " by "
                + revert.by().author()
                + " put it back");
  }

  private static Set<String> leaseFiles(List<PrefixLease> leases, PackageFiles files, Tip tip) {
    Set<String> paths = new TreeSet<>();
    leases.forEach(l -> paths.add(PackageUpdate.leaseFile(l.name(), files, tip.contents())));
    return paths;
  }

  /** With the files as people find them in the repository. */
  private static List<String> texts(List<Finding> findings, Snapshot snapshot) {
    return findings.stream().map(finding -> finding.below(snapshot.folder()).toString()).toList();
  }

  private Proposal proposal(
      PackageUpdate.Rendered rendered,
      Set<String> deletes,
      List<CommitMessage.Subject> subjects,
      List<String> undone,
      Snapshot snapshot) {
    if (rendered.files().isEmpty() && deletes.isEmpty()) {
      return new Proposal.Nothing();
    }
    Map<String, byte[]> writes = new TreeMap<>();
    Set<String> gone = new TreeSet<>(deletes);
    rendered
        .files()
        .forEach((path, text) -> {
          if (text.isEmpty()) {
            gone.add(path);
          } else {
            writes.put(path, PackageFiles.bytes(text));
          }
        });
    List<Change> changes =
        rendered.changes().stream().map(change -> change.below(snapshot.folder())).toList();
    List<String> told = new ArrayList<>(texts(rendered.ofThisChange(), snapshot));
    told.addAll(undone);
    String message =
        subjects.isEmpty()
            ? CommitMessage.ofRendering(watcher, snapshot.commit(), changes, told)
            : CommitMessage.of(watcher, subjects, changes, told);
    return new Proposal.Change(writes, gone, message);
  }
}
