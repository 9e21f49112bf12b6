package dev.leasehold.doctor;

import dev.leasehold.config.TargetConfig;
import dev.leasehold.config.WatcherConfig;
import dev.leasehold.credential.Credential;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Snapshot;
import dev.leasehold.source.Channel;
import dev.leasehold.state.ScratchDirectory;
import dev.leasehold.subject.KnownRouters;
import dev.leasehold.watch.PackageCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Checks every step before a commit, without a push: one finding each for the repository, the
 * branch, the package, write access, and the author of commits.
 *
 * @param found the findings, in that order
 * @param channels the channels that the package requests
 */
public record TargetCheck(List<Diagnosis> found, Set<Channel> channels) {
  private static final String AFTER = ": not checked until the problem above is fixed";

  public TargetCheck {
    found = List.copyOf(found);
    channels = Set.copyOf(channels);
  }

  /** Runs the checks in a separate clone, because a watcher may use its own. */
  public static TargetCheck of(WatcherConfig settings) throws IOException {
    List<Diagnosis> found = new ArrayList<>();
    Set<Channel> channels = new LinkedHashSet<>();
    try (ScratchDirectory scratch = ScratchDirectory.in(settings.stateDir(), "doctor")) {
      for (TargetConfig target : settings.targets()) {
        TargetCheck check = of(settings, target, scratch.path());
        String about = settings.targets().size() > 1 ? target.name() + ": " : "";
        check.found().forEach(diagnosis -> found.add(diagnosis.about(about)));
        channels.addAll(check.channels());
      }
    }
    found.addAll(identity(settings));
    return new TargetCheck(found, channels);
  }

  private static TargetCheck of(WatcherConfig settings, TargetConfig target, Path work)
      throws IOException {
    InstantSource clock = InstantSource.system();
    try (GitWriter writer =
        new GitWriter(
            target.git(),
            work.resolve(target.name()),
            clock,
            RandomGenerator.getDefault(),
            pause -> Thread.sleep(pause),
            new Operations(settings.timeouts(), System::nanoTime))) {
      TargetCheck check =
          of(target.git(), writer, settings.knownRouters(), settings.cluster().isPresent());
      List<Diagnosis> found = new ArrayList<>(check.found());
      target.pullRequest().ifPresent(request -> found.add(RequestCheck.of(request, clock)));
      return new TargetCheck(found, check.channels());
    }
  }

  private static TargetCheck of(
      GitTarget target, GitWriter writer, KnownRouters routers, boolean hasCluster) {
    Checked checked =
        switch (writer.fetch()) {
          case Outcome.Failure failure -> new Checked.Failed(failure, NOTHING);
          case Snapshot tip -> check(tip, routers);
        };
    Outcome.Stage upTo =
        checked instanceof Checked.Failed(var failure, var _)
            ? step(failure)
            : Outcome.Stage.RIGHTS;
    List<Diagnosis> found = new ArrayList<>();
    for (Outcome.Stage step : STEPS) {
      String what = what(step, target);
      if (step == Outcome.Stage.RIGHTS) {
        found.add(rights(target, closed(checked, writer)));
      } else if (checked instanceof Checked.Failed(var failure, var _) && step == upTo) {
        found.add(problem(what, failure));
      } else if (step.compareTo(upTo) > 0) {
        found.add(Diagnosis.unknown(what + AFTER));
      } else {
        found.add(Diagnosis.well(what + well(step, checked)));
        if (step == Outcome.Stage.PACKAGE) {
          checked.contents().warnings().forEach(warning -> found.add(Diagnosis.warning(warning)));
          checked
              .contents()
              .unusable()
              .forEach(why -> found.add(new Diagnosis(why.reason(), why.whatToDo())));
          if (!hasCluster) {
            checked.contents().following().forEach(name -> found.add(withoutUse(name)));
          }
        }
      }
    }
    return new TargetCheck(found, checked.contents().channels());
  }

  private static Diagnosis withoutUse(String autoscaler) {
    return new Diagnosis(
        "PublicIPAutoscaler "
            + autoscaler
            + " has minFree, and nothing tells which addresses Services use",
        "Add spec.cluster to the WatcherConfig, with the right to list and watch Services; or write"
            + " count: N in place of minFree.");
  }

  private static final List<Outcome.Stage> STEPS =
      List.of(
          Outcome.Stage.REPOSITORY,
          Outcome.Stage.BRANCH,
          Outcome.Stage.PACKAGE,
          Outcome.Stage.RIGHTS);

  private static final PackageCheck NOTHING =
      new PackageCheck(List.of(), List.of(), List.of(), List.of(), Set.of(), List.of(), List.of());

  /** The progress of the checks of repository, branch and package. */
  private sealed interface Checked {
    PackageCheck contents();

    record Failed(Outcome.Failure why, PackageCheck contents) implements Checked {}

    record Renders(Snapshot tip, PackageCheck contents) implements Checked {}
  }

  private static Checked check(Snapshot tip, KnownRouters routers) {
    try {
      PackageCheck contents = PackageCheck.of(tip, routers);
      return contents.errors().isEmpty()
          ? new Checked.Renders(tip, contents)
          : new Checked.Failed(
              new Outcome.Stalled(
                  String.join("; ", contents.errors()),
                  "Fix it with a commit.",
                  Outcome.Stage.PACKAGE),
              contents);
    } catch (Snapshot.DamagedException e) {
      return new Checked.Failed(new Outcome.Unreachable(String.valueOf(e.getMessage())), NOTHING);
    }
  }

  /** The reason why a push is not possible; checked even if the package does not render. */
  private static Optional<Outcome.Failure> closed(Checked checked, GitWriter writer) {
    return checked instanceof Checked.Failed(var why, var _) && step(why) != Outcome.Stage.PACKAGE
        ? Optional.of(why)
        : writer.mayPush();
  }

  private static Outcome.Stage step(Outcome.Failure failure) {
    return failure instanceof Outcome.Stalled stalled ? stalled.at() : Outcome.Stage.REPOSITORY;
  }

  private static String what(Outcome.Stage step, GitTarget target) {
    return switch (step) {
      case REPOSITORY -> "repository " + target.url();
      case BRANCH -> "branch " + target.branch();
      case PACKAGE ->
          target.path().isEmpty() ? "package (the whole repository)" : "package " + target.path();
      case RIGHTS -> "rights";
      case REQUEST -> "pull requests";
    };
  }

  private static String well(Outcome.Stage step, Checked checked) {
    return switch (step) {
      case REPOSITORY -> " can be read";
      case BRANCH ->
          checked instanceof Checked.Renders(Snapshot at, var _)
              ? " is at " + at.commit().substring(0, 12) + " of " + at.committedAt()
              : "";
      case PACKAGE -> " renders; it requests " + asked(checked.contents());
      case RIGHTS, REQUEST -> "";
    };
  }

  private static String asked(PackageCheck contents) {
    String prefixes =
        contents.prefixes().isEmpty() ? "no prefix" : String.join(", ", contents.prefixes());
    return contents.claims().isEmpty()
        ? prefixes
        : prefixes + ", and the public addresses " + String.join(", ", contents.claims());
  }

  private static Diagnosis problem(String what, Outcome.Failure failure) {
    return switch (failure) {
      case Outcome.Stalled stalled ->
          new Diagnosis(
              what + ": " + withoutStop(stalled.reason()), withoutStop(stalled.whatToDo()) + ".");
      case Outcome.Unreachable unreachable ->
          new Diagnosis(
              what + ": " + unreachable.reason(),
              "Fix the url or the network; a watcher retries by itself.");
    };
  }

  private static Diagnosis rights(GitTarget target, Optional<Outcome.Failure> closed) {
    String who =
        switch (target.auth()) {
          case GitTarget.Auth.SshKey key -> "the key " + key.files().keyFile();
          case GitTarget.Auth.Https(Credential credential) ->
              "the token of auth " + credential.name();
          case GitTarget.Auth.None _ -> "this user";
        };
    String what = what(Outcome.Stage.RIGHTS, target);
    return closed
        .map(why ->
            step(why) == Outcome.Stage.RIGHTS
                ? problem(what, why)
                : Diagnosis.unknown(what + AFTER))
        .orElseGet(() -> Diagnosis.well(what + ": " + who + " may write to " + target.url()));
  }

  private static List<Diagnosis> identity(WatcherConfig settings) {
    List<Diagnosis> found = new ArrayList<>();
    GitTarget.Author author = settings.targets().getFirst().git().author();
    found.add(
        Diagnosis.well(
            "commits are by "
                + author.name()
                + " <"
                + author.email()
                + ">, with the trailer Leasehold-Watcher: "
                + settings.name()));
    settings
        .signing()
        .ifPresent(signing ->
            found.add(
                Files.isReadable(signing.keyFile())
                    ? Diagnosis.well(
                        "commits are signed with "
                            + signing.keyFile()
                            + "; a forge shows them as verified only if its public key is a signing"
                            + " key of an account that has "
                            + author.email()
                            + " as a verified address")
                    : new Diagnosis(
                        "signing.sshKeyFile: " + signing.keyFile() + " cannot be read",
                        "Put the private key there, readable by this user.")));
    return found;
  }

  private static String withoutStop(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
