package dev.leasehold.rulecontroller;

import dev.leasehold.kube.ClusterConnection;
import dev.leasehold.kube.ClusterObject;
import dev.leasehold.kube.ClusterSettings.RuleSource;
import dev.leasehold.kube.ClusterTask;
import dev.leasehold.kube.ObjectFollower;
import dev.leasehold.kube.ObjectKind;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import dev.leasehold.servicerules.GitRules;
import dev.leasehold.servicerules.Pod;
import dev.leasehold.servicerules.RuleSpec;
import dev.leasehold.servicerules.RuleStatus;
import dev.leasehold.servicerules.Slice;
import dev.leasehold.servicerules.WantedConfigs;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the IPRuleConfig objects of a cluster as its Services and IPRules ask for them. Every
 * change of one of these leads to a full comparison.
 */
public final class RuleController implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RuleController.class);

  /** The longest time between two comparisons. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private static final int MOST_PROBLEMS = 20;

  private final Setup setup;
  private final Owner owner;
  private final Reconciler reconciler;
  private final ObjectFollower<RuleSpec> rules;
  private final ObjectFollower<ConfigObject> configs;
  private final Optional<ObjectFollower<Slice>> slices;
  private final Optional<ObjectFollower<Pod>> pods;
  private final ClusterTask task;
  private Set<String> logged = Set.of();
  private volatile RuleStatus status =
      new RuleStatus(0, 0, 0, 0, 0, 0, 0, 0, "the API server", List.of());

  /**
   * What a controller works with.
   *
   * @param watcher the name of the watcher, for the label of its objects
   * @param services all Services; the controller neither starts nor closes it
   * @param sources whose addresses are routed
   * @param gitRules the IPRules of packages, now
   * @param nanos a clock that only goes on
   * @param idle what to do after a comparison without a difference: a good moment to collect the
   *     garbage of a list
   */
  public record Setup(
      String watcher,
      ClusterConnection connection,
      ObjectFollower<ServiceObject> services,
      Set<RuleSource> sources,
      Supplier<GitRules> gitRules,
      LongSupplier nanos,
      Runnable idle) {}

  /** Creates a controller; it does not run yet. */
  public RuleController(Setup setup) {
    this.setup = setup;
    this.owner = Owner.ofWatcher(setup.watcher());
    this.reconciler = new Reconciler(owner);
    this.task = new ClusterTask("routing rules", setup.connection(), PAUSE, this::step);
    this.rules = follower(ClusterConfigs.RULES, RuleController::rule);
    this.configs = follower(ClusterConfigs.CONFIGS, ConfigObject::of);
    this.slices =
        setup.sources().contains(RuleSource.ENDPOINTS)
            ? Optional.of(follower(ObjectKind.ENDPOINT_SLICES, RuleController::slice))
            : Optional.empty();
    this.pods =
        setup.sources().contains(RuleSource.POD_IPS)
            ? Optional.of(follower(ObjectKind.PODS, RuleController::pod))
            : Optional.empty();
    setup.services().onChange(task::wake);
  }

  private <T> ObjectFollower<T> follower(ObjectKind kind, Function<ClusterObject, T> taking) {
    ObjectFollower<T> follower =
        new ObjectFollower<>(kind, setup.connection(), taking, setup.nanos());
    follower.onChange(task::wake);
    return follower;
  }

  private static RuleSpec rule(ClusterObject object) {
    return new RuleSpec(
        RuleSpec.KIND + " " + object.name(),
        object.name(),
        object.text("spec", "cidr"),
        object.text("spec", "table"),
        object.text("spec", "vrf"),
        object.text("spec", "priority"));
  }

  private static Slice slice(ClusterObject object) {
    String service = object.labels().getOrDefault("kubernetes.io/service-name", "");
    List<Address> addresses =
        object.text("addressType").equals("FQDN")
            ? List.of()
            : ServiceObject.addresses(object.textListsOf("addresses", "endpoints"));
    return new Slice(object.namespace() + "/" + service, addresses);
  }

  private static Pod pod(ClusterObject object) {
    String phase = object.text("status", "phase");
    boolean hasOwnAddress =
        !phase.equals("Succeeded")
            && !phase.equals("Failed")
            && !object.text("spec", "hostNetwork").equals("true");
    return new Pod(
        object.namespace(),
        object.labels(),
        hasOwnAddress
            ? ServiceObject.addresses(object.textsOf("ip", "status", "podIPs"))
            : List.of());
  }

  /** Starts to follow and to write. */
  public void start() {
    followers().forEach(ObjectFollower::start);
    task.start();
  }

  /** Compares now, because the IPRules in Git may have changed. Thread-safe. */
  public void wake() {
    task.wake();
  }

  /** The tasks, with their trouble. */
  public List<ClusterTask> tasks() {
    List<ClusterTask> tasks = new ArrayList<>();
    followers().forEach(follower -> tasks.add(follower.task()));
    tasks.add(task);
    return tasks;
  }

  /** The state after the last comparison. Thread-safe. */
  public RuleStatus status() {
    return status;
  }

  private List<ObjectFollower<?>> followers() {
    List<ObjectFollower<?>> followers = new ArrayList<>(List.of(rules, configs));
    slices.ifPresent(followers::add);
    pods.ifPresent(followers::add);
    return followers;
  }

  private void step(KubernetesClient client) throws InterruptedException {
    GitRules git = setup.gitRules().get();
    String waitingFor = waitingFor(git);
    List<RuleSpec> specs = new ArrayList<>(rules.list());
    specs.addAll(git.rules());
    CheckedRules checked = CheckedRules.of(specs);
    WantedConfigs wanted =
        WantedConfigs.of(
            new WantedConfigs.Input(
                setup.sources(),
                setup.services().list(),
                slices.<Collection<Slice>>map(ObjectFollower::list).orElse(List.of()),
                pods.<Collection<Pod>>map(ObjectFollower::list).orElse(List.of()),
                checked.valid()));
    ConfigPlan plan =
        ConfigPlan.of(
            new ConfigPlan.Input(
                wanted.configs(), configs.list(), owner, waitingFor.isEmpty(), checked.invalid()));
    List<String> problems = new ArrayList<>(checked.problems());
    plan.foreign().forEach(name -> problems.add(foreign(name)));
    show(checked, wanted, plan, waitingFor, problems);
    if (configs.isSynced()) {
      problems.addAll(reconciler.apply(plan, new ClusterConfigs(client)));
    }
    show(checked, wanted, plan, waitingFor, problems);
    log(problems);
    if (plan.changesNothing()) {
      setup.idle().run();
    }
  }

  /** What is not known yet; without it, an object may only seem to be obsolete. */
  private String waitingFor(GitRules git) {
    List<String> missing = new ArrayList<>();
    if (!setup.services().isSynced()) {
      missing.add("Services");
    }
    if (!rules.isSynced()) {
      missing.add("IPRules");
    }
    if (!configs.isSynced()) {
      missing.add("IPRuleConfigs");
    }
    if (slices.filter(follower -> !follower.isSynced()).isPresent()) {
      missing.add("EndpointSlices");
    }
    if (pods.filter(follower -> !follower.isSynced()).isPresent()) {
      missing.add("Pods");
    }
    if (!git.isComplete()) {
      missing.add("the IPRules in Git");
    }
    return String.join(", ", missing);
  }

  private static String foreign(String name) {
    return "IPRuleConfig "
        + name
        + " is not changed, because its labels are not those of this watcher. Delete it, and this"
        + " watcher makes its own";
  }

  private void show(
      CheckedRules checked,
      WantedConfigs wanted,
      ConfigPlan plan,
      String waitingFor,
      List<String> problems) {
    Reconciler.Counts counts = reconciler.counts();
    status =
        new RuleStatus(
            checked.valid().size(),
            wanted.services(),
            wanted.configs().size(),
            plan.present(),
            plan.absent(),
            counts.created(),
            counts.updated(),
            counts.markedAbsent(),
            waitingFor,
            problems.size() > MOST_PROBLEMS ? problems.subList(0, MOST_PROBLEMS) : problems);
  }

  /** Logs each problem once, and again if it was gone in between. */
  private void log(List<String> problems) {
    problems.stream()
        .filter(problem -> !logged.contains(problem))
        .limit(MOST_PROBLEMS)
        .forEach(problem -> log.warn("{}", problem));
    logged = new HashSet<>(problems);
  }

  @Override
  public void close() {
    task.close();
    followers().forEach(ObjectFollower::close);
  }
}
