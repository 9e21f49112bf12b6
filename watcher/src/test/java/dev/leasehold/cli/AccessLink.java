package dev.leasehold.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A provider and a customer in two network namespaces with a link between them; only programs that
 * the test starts run there.
 */
final class AccessLink implements AutoCloseable {
  /** The provider's interface, which has an address in {@link #NETWORK}. */
  static final String PROVIDER_INTERFACE = "acc0";

  /** The customer's interface. */
  static final String CUSTOMER_INTERFACE = "up0";

  static final String NETWORK = "2001:db8:ffff::/64";

  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** The DUID-LL of {@link #CUSTOMER_INTERFACE}. */
  static final String CUSTOMER_DUID = "00:03:00:01:02:00:00:00:0a:10";

  private final String provider;
  private final String customer;
  private final List<Process> processes = new ArrayList<>();

  private AccessLink(String name) {
    provider = name + "-isp";
    customer = name + "-home";
  }

  /** Creates the link; skips the test if that is not possible. */
  static AccessLink up() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root, for network namespaces");
    NetworkLab.needs("ip");
    AccessLink link = new AccessLink("ll" + ProcessHandle.current().pid());
    try {
      link.make();
    } catch (Exception e) {
      link.close();
      throw e;
    }
    return link;
  }

  private void make() throws Exception {
    for (String name : List.of(provider, customer)) {
      Namespace.run(List.of("ip", "netns", "add", name), "");
      Namespace.ip(name, "link set lo up");
      // without duplicate address detection addresses are usable at once
      List<String> off = List.of("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0");
      Namespace.run(Namespace.in(name, off), "");
    }
    Namespace.ip(
        provider,
        "link add name "
            + PROVIDER_INTERFACE
            + " address 02:00:00:00:0a:01 type veth peer name "
            + CUSTOMER_INTERFACE
            + " address 02:00:00:00:0a:10 netns "
            + customer);
    // Java knows interfaces with IPv6 alone only where /proc/net is that of the namespace
    Namespace.ip(provider, "addr add 203.0.113.1/24 dev " + PROVIDER_INTERFACE);
    Namespace.ip(provider, "addr add fe80::1/64 dev " + PROVIDER_INTERFACE + " nodad");
    Namespace.ip(provider, "addr add 2001:db8:ffff::1/64 dev " + PROVIDER_INTERFACE + " nodad");
    Namespace.ip(provider, "link set " + PROVIDER_INTERFACE + " up");
    Namespace.ip(customer, "link set " + CUSTOMER_INTERFACE + " up");
  }

  /**
   * Unplugs or plugs in the cable at the provider's end, and waits until the customer's kernel has
   * told that: it tells all changes of all links at most once a second, so a short interruption may
   * never be told.
   */
  void plug(boolean in) throws Exception {
    Namespace.ip(provider, "link set " + PROVIDER_INTERFACE + (in ? " up" : " down"));
    long until = System.nanoTime() + LONGEST.toNanos();
    while (Namespace.ip(customer, "-o link show dev " + CUSTOMER_INTERFACE).contains(" state UP ")
        != in) {
      if (System.nanoTime() > until) {
        throw new IOException(CUSTOMER_INTERFACE + " does not follow the other end");
      }
    }
  }

  /** The namespace of the customer. */
  String customer() {
    return customer;
  }

  /** The namespace of the provider. */
  String provider() {
    return provider;
  }

  /** A command line in the customer's namespace. */
  List<String> atCustomer(List<String> line) {
    return Namespace.in(customer, line);
  }

  /** Starts a server in the provider's namespace; it ends with the link at the latest. */
  Process startAtProvider(List<String> line, Path log) throws IOException {
    Process process =
        new ProcessBuilder(Namespace.in(provider, line))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    processes.add(process);
    return process;
  }

  /** Stops a server and waits for its end. */
  void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    processes.remove(process);
  }

  @Override
  public void close() throws IOException {
    try {
      for (Process process : List.copyOf(processes)) {
        end(process);
      }
      Namespace.remove(provider);
      Namespace.remove(customer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("not removed: " + provider + " and " + customer, e);
    }
  }
}
