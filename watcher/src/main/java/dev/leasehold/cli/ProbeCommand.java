package dev.leasehold.cli;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.kube.ClusterSettings.Repair;
import dev.leasehold.l2.AddressProbe;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.prober.Prober;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code leasehold probe}: the addresses of LoadBalancer Services. */
@Command(
    name = "probe",
    description = {
      "Tries the addresses of the LoadBalancer Services of a cluster from this machine, and repairs"
          + " stuck leases of Cilium's L2 announcements.",
      "It needs to be on the link of the addresses, and no capability."
    },
    mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ProbeCommand.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The API server and the credentials (default: the service account of the Pod).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--repair",
      paramLabel = "Off|DryRun|On",
      converter = RepairText.class,
      description = "Whether stuck leases are deleted; DryRun only says which (default: Off).")
  private Repair repair = Repair.OFF;

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      description = "Where Cilium keeps its leases (default: kube-system).")
  private String namespace = "kube-system";

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = {
        "The name of this machine as a node: what it announces is left alone (default: NODE_NAME of"
            + " the environment, or none)."
      })
  private String node = System.getenv().getOrDefault("NODE_NAME", "");

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = ":9547",
      converter = AgentCommand.ListenText.class,
      description =
          "Where /metrics, /health and /ready are served, or none (default: :9547, every address).")
  private AgentCommand.Listen listen = new AgentCommand.Listen(Optional.empty());

  @Override
  public Integer call() throws IOException {
    if (!node.isEmpty()) {
      AgentCommand.checkNode(node);
    }
    if (!namespace.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
      throw new CorrectableException("--namespace '" + namespace + "' is not the name of one");
    }
    if (repair == Repair.ON && node.isEmpty()) {
      log.warn(
          "without --node: if this machine is a node of the cluster, give its name, so that what it"
              + " announces is left alone");
    }
    AccessSource access = AgentCommand.access(kubeconfig);
    Prober prober =
        new Prober(
            new Prober.Setup(
                access,
                node,
                repair,
                namespace,
                listen.address(),
                new AddressProbe(TIMEOUT),
                Prober.INTERVAL,
                InstantSource.system(),
                System::nanoTime,
                RandomGenerator.getDefault(),
                ApiServer.Limits.DEFAULT,
                ObjectWatch.Pauses.DEFAULT));
    AgentCommand.endOnSignal(prober.ended(), prober::stop, "");
    prober.run();
    return Leasehold.DONE;
  }

  /** What to do about leases. */
  static final class RepairText implements ITypeConverter<Repair> {
    @Override
    public Repair convert(String text) {
      for (Repair one : Repair.values()) {
        if (one.spelling().equals(text)) {
          return one;
        }
      }
      throw new TypeConversionException("invalid value '" + text + "'; use Off, DryRun or On");
    }
  }
}
