package dev.leasehold.daemon;

import dev.leasehold.config.PullRequestConfig;
import dev.leasehold.config.TargetConfig;
import dev.leasehold.config.WatcherConfig;
import dev.leasehold.credential.TokenSource;
import dev.leasehold.event.EventHistory;
import dev.leasehold.event.EventListener;
import dev.leasehold.event.EventLog;
import dev.leasehold.forge.Forge;
import dev.leasehold.forge.Forges;
import dev.leasehold.git.GitTarget;
import dev.leasehold.git.GitWriter;
import dev.leasehold.git.Operations;
import dev.leasehold.git.RequestBranch;
import dev.leasehold.hostparts.HostPartMemory;
import dev.leasehold.kube.ClusterSettings;
import dev.leasehold.notify.Notifications;
import dev.leasehold.proposal.CommitMessage;
import dev.leasehold.request.PacedForge;
import dev.leasehold.request.PullRequests;
import dev.leasehold.request.PushedRequests;
import dev.leasehold.request.Requests;
import dev.leasehold.subject.Memories;
import dev.leasehold.watch.Branch;
import dev.leasehold.watch.SteadyClock;
import dev.leasehold.watch.Watch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** One target of a daemon: its repository, its requests, its watch and its history. */
final class TargetRun implements AutoCloseable {
  private final TargetConfig target;
  private final Operations operations;
  private final GitWriter writer;
  private final Optional<Requests> requests;
  private final DryRun dryRun;
  private final EventHistory history;
  private final PushNotices notices;
  private final LocalStall stall = new LocalStall();
  private final SteadyClock steady;
  private final Watch watch;

  /**
   * What all targets share.
   *
   * @param work the directory for clones and histories
   * @param reported passes on only what is to be reported
   * @param right the right to act, and the term that it is for
   * @param cluster what the cluster side takes from a target
   */
  record Shared(
      WatcherConfig settings,
      Daemon.Mode mode,
      Path work,
      PrintWriter out,
      InstantSource clock,
      Notifications notifications,
      UnaryOperator<EventListener> reported,
      Right right,
      BiFunction<GitTarget, HostPartMemory, ClusterTarget> cluster) {
    boolean hasManyTargets() {
      return settings.targets().size() > 1;
    }
  }

  TargetRun(TargetConfig target, Shared shared) {
    WatcherConfig settings = shared.settings();
    Daemon.Mode mode = shared.mode();
    this.target = target;
    this.operations = new Operations(settings.timeouts(), System::nanoTime, shared.right().fence());
    if (mode.once()) {
      operations.endAllIn(mode.timeout(), "--timeout " + mode.timeout().toSeconds());
    }
    this.writer =
        new GitWriter(
            target.git(),
            clone(target, mode, shared.work()),
            settings.signing(),
            shared.clock(),
            RandomGenerator.getDefault(),
            pause -> Thread.sleep(pause),
            operations);
    this.requests = target.pullRequest().map(request -> requests(request, shared));
    boolean needsPush =
        target.pullRequest().filter(TargetRun::isAgit).isEmpty() || !target.rules().all();
    Branch branch = Branch.of(writer, requests, needsPush);
    this.dryRun = new DryRun(branch, shared.out());
    boolean many = shared.hasManyTargets();
    this.history =
        EventHistory.open(shared.work().resolve(many ? "history-" + target.name() : "history"));
    this.steady = new SteadyClock(shared.clock(), System::nanoTime);
    Path routers =
        many
            ? settings.stateDir().resolve("routers").resolve(target.name())
            : settings.stateDir().resolve("routers");
    List<EventListener> listeners = new ArrayList<>();
    listeners.add(shared.reported().apply(new EventLog(many ? target.name() : "")));
    listeners.add(shared.reported().apply(history));
    listeners.add(shared.reported().apply(shared.notifications().events(target.name())));
    Path told = shared.work().resolve(many ? "told-" + target.name() : "told");
    this.notices =
        new PushNotices(
            target.git(),
            target.receivers(),
            shared.notifications(),
            new ToldCommits(told, target.receivers()));
    listeners.add(notices);
    listeners.add(stall);
    HostPartMemory hostParts =
        new HostPartMemory(
            settings.stateDir().resolve(many ? "host-parts-" + target.name() : "host-parts"),
            whyNoHostParts(settings, mode),
            !mode.dryRun(),
            shared.clock());
    ClusterTarget shown = shared.cluster().apply(target.git(), hostParts);
    shown.listeners().forEach(listener -> listeners.add(shared.reported().apply(listener)));
    this.watch =
        new Watch(
            new Watch.Settings(
                settings.name(),
                settings.batch(),
                target.rules(),
                target.pullRequest().map(PullRequestConfig::branch).orElse(""),
                target.git().branch(),
                settings.knownRouters(),
                shared.right().term(),
                hostParts),
            mode.dryRun() ? dryRun : branch,
            steady,
            mode.dryRun() ? Memories.readOnly(routers) : Memories.in(routers),
            RandomGenerator.getDefault(),
            listeners);
    shown.follow().accept(watch);
  }

  private static String whyNoHostParts(WatcherConfig settings, Daemon.Mode mode) {
    if (settings.cluster().filter(ClusterSettings::hostParts).isEmpty()) {
      return "the watcher does not look at Services. Add spec.cluster with hostParts: true to its"
          + " configuration (docs/cluster-side.md)";
    }
    return mode.once()
        ? "with --once nobody looks at Services, so their numbers change with the prefix; run the watcher without it"
        : "";
  }

  /** The directory of the clone of a target. */
  static Path clone(TargetConfig target, Daemon.Mode mode, Path work) {
    return (mode.dryRun() ? work : work.resolve("git")).resolve(target.name());
  }

  private static boolean isAgit(PullRequestConfig request) {
    return request.api().isEmpty() && request.product() == Forge.Product.GITEA;
  }

  private Requests requests(PullRequestConfig request, Shared shared) {
    String watcher = shared.settings().name();
    InstantSource clock = shared.clock();
    RequestBranch branch =
        writer.requests(
            request.branch(),
            isAgit(request) ? RequestBranch.Form.AGIT : RequestBranch.Form.BRANCH,
            message -> CommitMessage.isBy(watcher, message));
    if (request.api().isEmpty()) {
      return new PushedRequests(
          branch,
          request.product() == Forge.Product.GITEA
              ? PushedRequests.Server.GITEA
              : PushedRequests.Server.GITLAB,
          request.settings());
    }
    PullRequestConfig.Api api = request.api().get();
    TokenSource tokens = TokenSource.of(api.credential(), clock);
    Forge forge =
        Forges.open(
            request.product(),
            api.url(),
            api.repository(),
            tokens,
            api.credential().access(),
            clock,
            shared.right().fence());
    boolean paces = request.product() == Forge.Product.GITHUB;
    return new PullRequests(
        branch,
        paces ? new PacedForge(forge, clock, pause -> Thread.sleep(pause)) : forge,
        request.settings());
  }

  TargetConfig target() {
    return target;
  }

  /** Why this machine cannot read or write the target; empty: it can. */
  String stall() {
    return stall.why();
  }

  Operations operations() {
    return operations;
  }

  Watch watch() {
    return watch;
  }

  RunLoop loop(Inboxes.Inbox inbox) {
    return new RunLoop(watch, steady, System::nanoTime, inbox, dryRun, history, notices::sees);
  }

  @Override
  public void close() {
    notices.close();
    history.save();
    requests.ifPresent(Requests::close);
    writer.close();
  }
}
