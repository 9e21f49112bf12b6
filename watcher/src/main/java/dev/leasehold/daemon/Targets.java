package dev.leasehold.daemon;

import dev.leasehold.daemon.Daemon.Ending;
import dev.leasehold.delivery.Expected;
import dev.leasehold.delivery.Leased;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.servicerules.GitRules;
import dev.leasehold.servicerules.RuleSpec;
import dev.leasehold.source.Origin;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.watch.PrefixStatus;
import dev.leasehold.web.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The targets of a daemon, each on a thread of its own. */
final class Targets implements AutoCloseable {
  private final List<TargetRun> runs;
  private final Daemon.Mode mode;
  private final List<RunLoop> loops = new ArrayList<>();

  Targets(List<TargetRun> runs, Daemon.Mode mode) {
    this.runs = List.copyOf(runs);
    this.mode = mode;
  }

  /** Passes on a notice of a source, which all targets share, to the events of the first. */
  void told(SourceEvent.Told told) {
    runs.getFirst().watch().told(told); // only a target has sources
  }

  /**
   * Runs all targets until a signal, or once.
   *
   * @throws CorrectableException if a single run of a target fails
   * @throws IOException if a source needs a correction
   */
  Ending run(Inboxes inboxes) throws IOException, InterruptedException {
    List<Run> threads = new ArrayList<>();
    for (TargetRun run : runs) {
      Inboxes.Inbox inbox = inboxes.open(run.target().name());
      RunLoop loop = run.loop(inbox);
      add(loop);
      threads.add(new Run(run.target().name(), loop, inbox, inboxes));
    }
    threads.forEach(Run::start);
    try {
      inboxes.run();
    } finally {
      inboxes.close();
      for (Run thread : threads) {
        thread.join();
      }
    }
    return ending(threads);
  }

  private synchronized void add(RunLoop loop) {
    loops.add(loop);
  }

  private Ending ending(List<Run> threads) {
    List<String> corrections = new ArrayList<>();
    Ending all = Ending.UNCHANGED;
    for (Run thread : threads) {
      switch (thread.failure) {
        case null -> {}
        case CorrectableException e ->
            corrections.add((threads.size() > 1 ? thread.name + ": " : "") + e.getMessage());
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(thread.failure);
      }
      all = thread.ending == Ending.UNCHANGED ? all : thread.ending;
    }
    if (!corrections.isEmpty()) {
      throw new CorrectableException(String.join("; ", corrections));
    }
    return all;
  }

  /** The thread of a target. */
  private final class Run extends Thread {
    private final String name;
    private final RunLoop loop;
    private final Inboxes.Inbox inbox;
    private final Inboxes inboxes;
    private volatile Ending ending = Ending.UNCHANGED;
    private volatile @Nullable Throwable failure;

    Run(String name, RunLoop loop, Inboxes.Inbox inbox, Inboxes inboxes) {
      super("target " + name);
      this.name = name;
      this.loop = loop;
      this.inbox = inbox;
      this.inboxes = inboxes;
    }

    @Override
    public void run() {
      try {
        ending =
            mode.once() ? loop.once(mode.timeout(), mode.dryRun()) : loop.forever(mode.dryRun());
      } catch (CorrectableException e) {
        failure = e; // the other targets of a single run continue
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        failure = e;
        inboxes.close(); // a bug ends the process, and the supervisor starts it again
      } finally {
        inbox.done();
      }
    }
  }

  /** Looks at all tips now. */
  synchronized void lookNow() {
    loops.forEach(RunLoop::lookNow);
  }

  /** What leases of the packages have and had, the current first. */
  List<Leased> leased() {
    List<Leased> leased = new ArrayList<>();
    for (TargetRun run : runs) {
      leased.addAll(Leased.of(run.target().name(), run.watch().status()));
    }
    leased.sort(Comparator.comparing(Leased::state));
    return leased;
  }

  /** Lets all targets decide again. */
  synchronized void wake() {
    loops.forEach(RunLoop::wake);
  }

  /** What the packages have given to objects of the cluster. */
  List<Expected> expected() {
    List<Expected> expected = new ArrayList<>();
    for (TargetRun run : runs) {
      expected.addAll(Expected.of(run.target().name(), run.watch().status()));
    }
    return expected;
  }

  /** The targets whose leases are not known, because they have not been read yet. */
  List<String> unread() {
    return runs.stream()
        .filter(run -> run.watch().status().target().tip().isEmpty())
        .map(run -> run.target().name())
        .toList();
  }

  /** The prefixes that have a delegation in Git, which is not known to be lost. */
  Set<String> delegated() {
    return runs.stream()
        .flatMap(run -> run.watch().status().prefixes().stream())
        .filter(prefix -> prefix.lease().current().isPresent() && !prefix.lost())
        .filter(prefix -> prefix.lease().source().equals(Origin.Delegated.SOURCE))
        .map(PrefixStatus::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Why this machine cannot read or write targets, in words. */
  List<String> stalls() {
    return runs.stream()
        .filter(run -> !run.stall().isEmpty())
        .map(run -> run.target().name() + ": " + run.stall())
        .toList();
  }

  List<Reading.Target> readings() {
    return runs.stream()
        .map(run ->
            new Reading.Target(
                run.target().name(), run.watch().status(), run.operations().running()))
        .toList();
  }

  /** The IPRules of all packages that never reach a cluster as objects. */
  GitRules rules() {
    List<RuleSpec> rules = new ArrayList<>();
    boolean isComplete = true;
    for (TargetRun run : runs) {
      GitRules of = run.watch().rules();
      isComplete &= of.isComplete();
      rules.addAll(of.rules());
    }
    return new GitRules(isComplete, rules);
  }

  /** Sets what is called after {@link #rules} has changed. */
  void onRulesChange(Runnable listener) {
    runs.forEach(run -> run.watch().onRulesChange(listener));
  }

  /** Begins no new operations with the Git servers. */
  void beginNoMore() {
    runs.forEach(run -> run.operations().beginNoMore());
  }

  /** Ends the current operations with the Git servers. */
  void end() {
    runs.forEach(run -> run.operations().close());
  }

  /** The current operations in words. */
  String running() {
    String open =
        runs.stream()
            .flatMap(run ->
                run.operations().running().stream()
                    .map(r -> r.words() + " with " + run.target().git().url()))
            .collect(Collectors.joining(", "));
    return open.isEmpty() ? "a decision" : open;
  }

  @Override
  public void close() {
    runs.forEach(TargetRun::close);
  }
}
