package dev.leasehold.cli;

import dev.leasehold.doctor.Diagnosis;
import dev.leasehold.git.Fetched;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.source.Channel;
import dev.leasehold.watch.Branch;
import dev.leasehold.watch.Memories;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.Watch;
import dev.leasehold.watch.WatchStatus;
import dev.leasehold.watch.WatcherConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Goes all the way to a commit and pushes none: a line each for the repository, the branch, the
 * package, the right to write, and who the commits are by.
 *
 * @param found in that order
 * @param channels what the package asks to listen to
 */
record TargetCheck(List<Diagnosis> found, Set<Channel> channels) {
  private static final String AFTER = ": known only when what is above works";

  TargetCheck {
    found = List.copyOf(found);
    channels = Set.copyOf(channels);
  }

  /** In a clone of its own: the watcher may be at work in the other. */
  static TargetCheck of(WatcherConfig settings) throws IOException {
    InstantSource clock = InstantSource.system();
    try (Scratch scratch = Scratch.in(settings.stateDir(), "doctor");
        GitWriter writer =
            new GitWriter(
                settings.target(),
                scratch.path().resolve(settings.target().name()),
                clock,
                RandomGenerator.getDefault(),
                pause -> Thread.sleep(pause),
                new Operations(settings.timeouts(), System::nanoTime))) {
      Watch watch =
          new Watch(
              settings.name(),
              new DryRun(Branch.of(writer), new PrintWriter(Writer.nullWriter())),
              new SteadyClock(clock, System::nanoTime),
              Memories.none(),
              RandomGenerator.getDefault(),
              settings.batch(),
              _ -> false); // it is told here
      return of(settings, writer, watch);
    }
  }

  private static TargetCheck of(WatcherConfig settings, GitWriter writer, Watch watch) {
    Fetched tip = writer.fetch();
    Optional<Outcome.Failure> failure =
        tip instanceof Outcome.Failure cannotRead
            ? Optional.of(cannotRead)
            : watch
                .advance()
                .outcome()
                .filter(Outcome.Failure.class::isInstance)
                .map(Outcome.Failure.class::cast);
    Outcome.Step upTo = failure.map(TargetCheck::step).orElse(Outcome.Step.RIGHTS);
    GitTarget target = settings.target();
    List<Diagnosis> found = new ArrayList<>();
    for (Outcome.Step step : Outcome.Step.values()) {
      String what = what(step, target);
      if (step == Outcome.Step.RIGHTS) {
        found.add(rights(target, tip instanceof Snapshot ? writer.mayPush() : failure));
      } else if (failure.isPresent() && step == upTo) {
        found.add(problem(what, failure.get()));
      } else if (step.compareTo(upTo) > 0) {
        found.add(Diagnosis.unknown(what + AFTER));
      } else {
        found.add(Diagnosis.well(what + well(step, tip, watch)));
        if (step == Outcome.Step.PACKAGE) {
          watch.status().warnings().forEach(warning -> found.add(Diagnosis.warning(warning)));
        }
      }
    }
    found.add(identity(settings));
    return new TargetCheck(found, watch.channels());
  }

  private static Outcome.Step step(Outcome.Failure failure) {
    return failure instanceof Outcome.Stalled stalled ? stalled.at() : Outcome.Step.REPOSITORY;
  }

  private static String what(Outcome.Step step, GitTarget target) {
    return switch (step) {
      case REPOSITORY -> "repository " + target.url();
      case BRANCH -> "branch " + target.branch();
      case PACKAGE ->
          target.path().isEmpty() ? "package (the whole repository)" : "package " + target.path();
      case RIGHTS -> "rights";
    };
  }

  private static String well(Outcome.Step step, Fetched tip, Watch watch) {
    return switch (step) {
      case REPOSITORY -> " can be read";
      case BRANCH ->
          tip instanceof Snapshot at
              ? " is at " + at.commit().substring(0, 12) + " of " + at.committedAt()
              : "";
      case PACKAGE -> " renders; it asks for " + asked(watch.status());
      case RIGHTS -> "";
    };
  }

  private static String asked(WatchStatus status) {
    String names =
        status.prefixes().stream().map(WatchStatus.Prefix::name).collect(Collectors.joining(", "));
    return names.isEmpty() ? "no prefix" : names;
  }

  private static Diagnosis problem(String what, Outcome.Failure failure) {
    return switch (failure) {
      case Outcome.Stalled stalled ->
          new Diagnosis(
              what + ": " + withoutStop(stalled.reason()), withoutStop(stalled.whatToDo()) + ".");
      case Outcome.Unreachable unreachable ->
          new Diagnosis(
              what + ": " + unreachable.reason(),
              "Correct the url, or look after the network; a watcher tries again by itself.");
    };
  }

  private static Diagnosis rights(GitTarget target, Optional<Outcome.Failure> closed) {
    String who =
        target.auth() instanceof GitTarget.Auth.SshKey key
            ? "the key " + key.keyFile()
            : "this user";
    String what = what(Outcome.Step.RIGHTS, target);
    return closed
        .map(why ->
            step(why) == Outcome.Step.RIGHTS ? problem(what, why) : Diagnosis.unknown(what + AFTER))
        .orElseGet(() -> Diagnosis.well(what + ": " + who + " may write to " + target.url()));
  }

  private static Diagnosis identity(WatcherConfig settings) {
    GitTarget.Author author = settings.target().author();
    return Diagnosis.well(
        "commits are by "
            + author.name()
            + " <"
            + author.email()
            + ">, with the trailer Leasehold-Watcher: "
            + settings.name());
  }

  private static String withoutStop(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
