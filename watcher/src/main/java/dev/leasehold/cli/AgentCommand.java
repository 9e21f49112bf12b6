package dev.leasehold.cli;

import dev.leasehold.apiserver.AccessSource;
import dev.leasehold.apiserver.ApiFailure;
import dev.leasehold.apiserver.ApiServer;
import dev.leasehold.apiserver.ObjectWatch;
import dev.leasehold.iprule.Agent;
import dev.leasehold.iprule.PriorityRange;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.net.Address;
import dev.leasehold.netlink.RuleTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code leasehold agent}: the routing rules of a node. */
@Command(
    name = "agent",
    description = {
      "Makes the routing rules of this node that the IPRuleConfig objects of a cluster ask for.",
      "It needs the node's network and the capability NET_ADMIN. Its rules stay when it ends."
    },
    mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(AgentCommand.class);
  private static final int SECONDS_TO_END = 2;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The API server and the credentials (default: the service account of the Pod).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "The name of the node in logs, here and at the API server.")
  private String node = "unnamed";

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = ":9090",
      converter = ListenText.class,
      description =
          "Where /metrics, /health and /ready are served, or none (default: :9090, every address).")
  private Listen listen = new Listen(Optional.empty());

  @Option(
      names = "--prune-priorities",
      paramLabel = "FIRST-LAST",
      converter = RangeText.class,
      description = {
        "Priorities that are the agent's alone: rules of other programs there that look up what one"
            + " address sends, and that no object asks for, are deleted (default: none)."
      })
  private PriorityRange alone = PriorityRange.NONE;

  @Override
  public Integer call() throws IOException {
    checkNode(node);
    AccessSource access = access(kubeconfig);
    Agent agent =
        new Agent(
            new Agent.Setup(
                access,
                node,
                listen.address(),
                RuleTable::open,
                alone,
                System::nanoTime,
                RandomGenerator.getDefault(),
                ApiServer.Limits.DEFAULT,
                ObjectWatch.Pauses.DEFAULT));
    endOnSignal(agent.ended(), agent::stop, "; the rules stay");
    agent.run();
    return Leasehold.DONE;
  }

  static void checkNode(String node) {
    if (!node.matches("[A-Za-z0-9._-]{1,253}")) {
      throw new CorrectableException("--node '" + node + "' is not the name of a node");
    }
  }

  /** The access to the API server, which can be read. */
  static AccessSource access(@Nullable Path kubeconfig) {
    AccessSource access = AccessSource.of(Optional.ofNullable(kubeconfig), System.getenv());
    try {
      access.check();
    } catch (ApiFailure e) {
      throw new CorrectableException(String.valueOf(e.getMessage()));
    }
    return access;
  }

  /**
   * Stops a program when the process gets a signal.
   *
   * @param words what the log says more, beginning with a semicolon
   */
  static void endOnSignal(CountDownLatch ended, Runnable stop, String words) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ended, stop, words), "shutdown"));
  }

  private static void end(CountDownLatch ended, Runnable stop, String words) {
    if (ended.getCount() == 0) {
      return;
    }
    log.info("ending: received a signal{}", words);
    stop.run();
    try {
      boolean _ = ended.await(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A range of priorities. */
  static final class RangeText implements ITypeConverter<PriorityRange> {
    @Override
    public PriorityRange convert(String text) {
      try {
        return PriorityRange.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage() + "; write it as 1000-1000");
      }
    }
  }

  /**
   * Where the pages are served.
   *
   * @param address empty: nowhere
   */
  record Listen(Optional<InetSocketAddress> address) {}

  /** An address with a port; without a host, every address of the machine. */
  static final class ListenText implements ITypeConverter<Listen> {
    @Override
    public Listen convert(String text) {
      if (text.equals("none")) {
        return new Listen(Optional.empty());
      }
      int colon = text.lastIndexOf(':');
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = text.substring(0, Math.max(colon, 0));
        if (colon == 0) {
          return new Listen(Optional.of(new InetSocketAddress(port)));
        }
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        Address address = Address.parse(isBracketed ? host.substring(1, host.length() - 1) : host);
        return new Listen(
            Optional.of(new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port)));
      } catch (IllegalArgumentException | UnknownHostException e) {
        throw new TypeConversionException(
            "invalid address '" + text + "'; use :9090, 127.0.0.1:9090, [::1]:9090, or none");
      }
    }
  }
}
