package dev.leasehold.daemon;

import dev.leasehold.autoscale.AddressUse;
import dev.leasehold.autoscale.Usage;
import dev.leasehold.clusterevent.ClusterEvent;
import dev.leasehold.clusterevent.ClusterEvents;
import dev.leasehold.clusterevent.EventTask;
import dev.leasehold.config.WatcherConfig;
import dev.leasehold.delivery.DeliveryTask;
import dev.leasehold.event.EventListener;
import dev.leasehold.fence.Fence;
import dev.leasehold.git.GitTarget;
import dev.leasehold.hostparts.HostPartMemory;
import dev.leasehold.hostparts.HostPartTask;
import dev.leasehold.kube.ClusterConnection;
import dev.leasehold.kube.ClusterSettings;
import dev.leasehold.kube.ClusterTask;
import dev.leasehold.kube.ObjectFollower;
import dev.leasehold.kube.ObjectKind;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.l2.AddressProbe;
import dev.leasehold.l2.ClusterLeases;
import dev.leasehold.l2.KnownServices;
import dev.leasehold.l2.LeaseKeeper;
import dev.leasehold.mirror.Delivery;
import dev.leasehold.mirror.MirrorSource;
import dev.leasehold.mirror.MirrorTarget;
import dev.leasehold.mirror.MirrorTask;
import dev.leasehold.rulecontroller.RuleController;
import dev.leasehold.watch.Watch;
import dev.leasehold.web.ClusterReading;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a watcher does with the API server of its cluster: one task for each thing that is enabled.
 * The targets and sources never wait for it.
 */
final class ClusterSide implements AutoCloseable {
  /** The limit of a connection, and of a request. */
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** How often the objects are compared with what is known here, which needs no request. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final AddressUse NOT_ASKED =
      () ->
          new Usage.Unknown(
              "a single run and a dry run do not ask which addresses Services use", false);

  private static final Duration HOST_PARTS_INTERVAL = Duration.ofMinutes(1);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(30);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

  private final String watcher;
  private final Optional<ClusterSettings> settings;
  private final InstantSource clock;
  private final Optional<ClusterConnection> connection;
  private final ClusterEvents events;
  private final List<MirrorSource> sources = new ArrayList<>();
  private final List<HostPartMemory> hostParts = new ArrayList<>();
  private final AtomicReference<Runnable> tips = new AtomicReference<>(() -> {});
  private final List<ClusterTask> tasks = new CopyOnWriteArrayList<>();
  private final AddressUse use;
  private final AtomicReference<Runnable> targetWakes = new AtomicReference<>(() -> {});
  private Optional<ObjectFollower<ServiceObject>> services = Optional.empty();
  private boolean isClosed;
  private volatile Optional<RuleController> rules = Optional.empty();
  private volatile Optional<LeaseKeeper> keeper = Optional.empty();
  private volatile Optional<DeliveryTask> delivery = Optional.empty();
  private volatile Optional<MirrorTask> mirror = Optional.empty();

  private ClusterSide(
      String watcher,
      Optional<ClusterSettings> settings,
      AddressUse withoutCluster,
      InstantSource clock,
      Fence fence) {
    this.watcher = watcher;
    this.settings = settings;
    this.clock = clock;
    this.connection =
        settings.map(of -> new ClusterConnection(of.access(), System.getenv(), DEADLINE, fence));
    this.use =
        settings
            .<AddressUse>map(_ ->
                new ServiceUse(this::services, System::nanoTime, () -> targetWakes.get().run()))
            .orElse(withoutCluster);
    this.events = new ClusterEvents(watcher, System::nanoTime);
  }

  /** Without tasks and connection. */
  static ClusterSide none() {
    return new ClusterSide("", Optional.empty(), NOT_ASKED, InstantSource.system(), Fence.OPEN);
  }

  /**
   * Prepares what the configuration asks for.
   *
   * @param fence whether this process may act now
   */
  static ClusterSide of(WatcherConfig config, InstantSource clock, Fence fence) {
    return new ClusterSide(config.name(), config.cluster(), AddressUse.NO_CLUSTER, clock, fence);
  }

  /**
   * What it takes from a target. Call it for each target, in their order, before the start.
   *
   * @param memory is told of the Services
   */
  ClusterTarget target(GitTarget target, HostPartMemory memory) {
    hostParts.add(memory);
    if (settings.filter(of -> of.mirror() || of.events()).isEmpty()) {
      return new ClusterTarget(List.of(), watch -> watch.followUse(use));
    }
    AtomicReference<Watch> watch = new AtomicReference<>();
    MirrorSource source =
        new MirrorSource(
            new MirrorTarget(
                watcher,
                target.name(),
                sources.isEmpty(),
                target.url(),
                target.branch(),
                target.path()),
            () -> watch.get().status());
    sources.add(source);
    List<EventListener> listeners =
        settings.get().events() ? List.of(events.listener(source)) : List.of();
    return new ClusterTarget(
        listeners,
        started -> {
          watch.set(started);
          started.followUse(use);
          started.tellTips((commit, contents, agents, isRead) -> {
            source.sees(commit, contents, agents, isRead);
            tips.get().run();
          });
        });
  }

  /** Starts the tasks. */
  void start(Targets targets) {
    targetWakes.set(targets::wake);
    settings.ifPresent(asked -> {
      if (asked.delivery()) {
        startDelivery(targets);
      }
      List<ClusterTask> shown = shown(asked);
      events.onNew(() -> shown.forEach(ClusterTask::wake));
      tips.set(() -> shown.forEach(ClusterTask::wake));
      tasks.addAll(shown);
      shown.forEach(ClusterTask::start);
      if (!asked.ruleSources().isEmpty()) {
        startRules(asked, targets);
      }
      asked.l2().ifPresent(this::startProbe);
      if (asked.hostParts()) {
        startHostParts();
      }
    });
  }

  private void startHostParts() {
    ObjectFollower<ServiceObject> all = services();
    ClusterTask task =
        new ClusterTask(
            "host parts of Services",
            connection.orElseThrow(),
            HOST_PARTS_INTERVAL,
            new HostPartTask(hostParts, () -> listed(all)));
    all.onChange(task::wake);
    hostParts.forEach(memory -> memory.onPools(task::wake));
    tasks.add(task);
    task.start();
  }

  /** What follows the Services; the first call starts it. */
  private synchronized ObjectFollower<ServiceObject> services() {
    if (services.isEmpty()) {
      ObjectFollower<ServiceObject> all =
          new ObjectFollower<>(
              ObjectKind.SERVICES, connection.orElseThrow(), ServiceObject::of, System::nanoTime);
      services = Optional.of(all);
      tasks.add(all.task());
      if (!isClosed) {
        all.start();
      }
    }
    return services.get();
  }

  /** The tasks that show what the watches know. */
  private List<ClusterTask> shown(ClusterSettings asked) {
    List<ClusterTask> shown = new ArrayList<>();
    if (asked.mirror() && !sources.isEmpty()) {
      MirrorTask objects =
          new MirrorTask(
              sources,
              () -> delivery.map(ShownDelivery::now).orElse(Delivery.UNKNOWN),
              clock,
              System::nanoTime,
              this::add);
      mirror = Optional.of(objects);
      shown.add(new ClusterTask("status objects", connection.orElseThrow(), LOOK, objects));
    }
    if (asked.events()) {
      EventTask task = new EventTask(events, clock, mirror.map(EventTask.Uids.class::cast));
      shown.add(new ClusterTask("events", connection.orElseThrow(), LOOK, task));
    }
    return List.copyOf(shown);
  }

  private void startRules(ClusterSettings asked, Targets targets) {
    ObjectFollower<ServiceObject> all = services();
    Heap heap = Heap.ofThisProcess();
    RuleController controller =
        new RuleController(
            new RuleController.Setup(
                watcher,
                connection.orElseThrow(),
                all,
                asked.ruleSources(),
                targets::rules,
                System::nanoTime,
                heap::tidy));
    targets.onRulesChange(controller::wake);
    tasks.addAll(controller.tasks());
    controller.start();
    rules = Optional.of(controller);
  }

  private void startDelivery(Targets targets) {
    ObjectFollower<ServiceObject> all = services();
    DeliveryTask task =
        new DeliveryTask(
            targets::expected, targets::leased, () -> listed(all), clock, System::nanoTime);
    ClusterTask compared = new ClusterTask("delivery", connection.orElseThrow(), LOOK, task);
    tasks.add(compared);
    compared.start();
    delivery = Optional.of(task);
  }

  private static Optional<List<ServiceObject>> listed(ObjectFollower<ServiceObject> all) {
    return all.isSynced() ? Optional.of(all.list()) : Optional.empty();
  }

  private void startProbe(ClusterSettings.L2 asked) {
    ObjectFollower<ServiceObject> all = services();
    LeaseKeeper probe =
        new LeaseKeeper(
            () -> known(all),
            new AddressProbe(PROBE_TIMEOUT),
            asked.repair(),
            asked.namespace(),
            System.getenv().getOrDefault("NODE_NAME", ""),
            clock,
            this::add);
    ClusterTask task =
        new ClusterTask(
            "probe of addresses",
            connection.orElseThrow(),
            PROBE_INTERVAL,
            ClusterLeases.rounds(probe));
    tasks.add(task);
    task.start();
    keeper = Optional.of(probe);
  }

  private Optional<KnownServices> known(ObjectFollower<ServiceObject> all) {
    return all.listedAt()
        .map(at ->
            KnownServices.of(
                all.list(), clock.instant().minusNanos(System.nanoTime() - at), all.isFollowing()));
  }

  /** An event of a task. */
  private void add(ClusterEvent event) {
    if (settings.filter(ClusterSettings::events).isPresent()) {
      events.add(event);
    }
  }

  /** The tasks that fail, in words; those that fail for one reason are named together. */
  private List<String> troubles() {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (ClusterTask task : tasks) {
      String why = task.trouble();
      if (!why.isEmpty()) {
        byReason.computeIfAbsent(why, _ -> new ArrayList<>()).add(task.name());
      }
    }
    return byReason.entrySet().stream()
        .map(one -> String.join(", ", one.getValue()) + ": " + one.getKey())
        .toList();
  }

  /** What is known of the cluster now. */
  ClusterReading reading() {
    return new ClusterReading(
        troubles(),
        rules.map(RuleController::status),
        keeper.flatMap(LeaseKeeper::status),
        delivery.flatMap(DeliveryTask::status),
        mirror.map(MirrorTask::conditions).orElse(Map.of()));
  }

  @Override
  public void close() {
    Optional<ObjectFollower<ServiceObject>> followed;
    synchronized (this) {
      isClosed = true;
      followed = services;
    }
    tasks.forEach(ClusterTask::close);
    rules.ifPresent(RuleController::close);
    followed.ifPresent(ObjectFollower::close);
    connection.ifPresent(ClusterConnection::close);
  }
}
