package dev.leasehold.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code leasehold watch} with prefixes of DHCPv6 servers other than Kea, which behave differently.
 */
class DelegationServersIT {
  private static final String FIRST = "2001:db8:101::/60";
  private static final String SECOND = "2001:db8:102::/60";

  /** A DHCPv6 server, and its configuration with one prefix or none. */
  enum Server {
    ISC("dhcpd") {
      @Override
      String configuration(String prefix) {
        String start = prefix.isEmpty() ? "" : prefix.substring(0, prefix.indexOf('/'));
        String pool = prefix.isEmpty() ? "" : "prefix6 " + start + " " + start + " /60;";
        return """
        authoritative;
        default-lease-time 12; min-lease-time 12; max-lease-time 12; preferred-lifetime 8;
        option dhcp-renewal-time 2; option dhcp-rebinding-time 4;
        subnet6 %s { %s }
        """
            .formatted(AccessLink.NETWORK, pool);
      }

      @Override
      List<String> command(Path configuration, Path state) throws IOException {
        Path leases = state.resolve("leases");
        if (!Files.exists(leases)) {
          Files.createFile(leases);
        }
        return List.of(
            "dhcpd",
            "-6",
            "-f",
            "-d",
            "--no-pid",
            "-cf",
            configuration.toString(),
            "-lf",
            leases.toString(),
            AccessLink.PROVIDER_INTERFACE);
      }
    },
    WIDE("dhcp6s") {
      @Override
      String configuration(String prefix) {
        String line = prefix.isEmpty() ? "" : "prefix " + prefix + " 8 12;";
        return "host it { duid %s; %s };\n".formatted(AccessLink.CUSTOMER_DUID, line);
      }

      @Override
      List<String> command(Path configuration, Path state) {
        return within(
            state,
            "/var/lib/dhcpv6",
            "exec dhcp6s -f -D -P " + state + "/pid -c " + configuration + " acc0");
      }
    },
    DIBBLER("dibbler-server") {
      @Override
      String configuration(String prefix) {
        String pool = prefix.isEmpty() ? "" : "pd-class { pd-pool " + prefix + " pd-length 60 }";
        return """
        log-level 7
        iface "acc0" { t1 2 t2 4 prefered-lifetime 8 valid-lifetime 12 %s
          class { pool 2001:db8:ffff::1000/116 } }
        """
            .formatted(pool);
      }

      @Override
      List<String> command(Path configuration, Path state) throws IOException {
        // The server would renew the leases in there despite its configuration
        Files.deleteIfExists(state.resolve("server-AddrMgr.xml"));
        return within(
            state,
            "/var/lib/dibbler",
            "mount --bind "
                + configuration
                + " /etc/dibbler/server.conf && exec dibbler-server run");
      }
    };

    final String program;

    Server(String program) {
      this.program = program;
    }

    abstract String configuration(String prefix);

    abstract List<String> command(Path configuration, Path state) throws IOException;

    /**
     * Runs the program with another state folder, in the mount namespace that {@code ip netns exec}
     * created.
     */
    private static List<String> within(Path state, String folder, String command) {
      return List.of("sh", "-c", "mount --bind " + state + " " + folder + " && " + command);
    }
  }

  @TempDir private Path folder;
  private AccessLink link;

  @BeforeEach
  void makeNetwork() throws Exception {
    link = AccessLink.up();
  }

  @AfterEach
  void removeNetwork() throws Exception {
    if (link != null) {
      link.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void acquiresRenewsFollowsARenumberingAndKeepsThePrefix(Server kind) throws Exception {
    NetworkLab.needs(kind.program);
    WatchedRepository house =
        WatchedRepository.create(
            folder.resolve("house"),
            link::atCustomer,
            "dhcpv6: {interface: up0, requestedPrefixLength: 60}\n",
            "drainPeriod: 3s, minStable: 1s");
    Process server = start(kind, FIRST);
    try (WatchProcess watch = house.watch()) {
      house.awaitPush(watch, "Lease home-ipv6: " + FIRST, "Reason: Acquired");
      awaitHeard(watch, lends(FIRST));
      awaitHeard(watch, lends(FIRST));
      house.assertNoMoreCommits();

      link.end(server);
      server = start(kind, SECOND);
      house.awaitPush(
          watch, "Replace home-ipv6: " + FIRST + " → " + SECOND, "Old: " + FIRST, "New: " + SECOND);

      link.end(server);
      server = start(kind, "");
      awaitHeard(watch, line -> line.contains(" and nothing takes its place; it stays in Git"));
      house.assertNoMoreCommits();

      link.end(server);
      start(kind, SECOND);
      awaitHeard(watch, line -> line.contains("no longer lost"));
      awaitHeard(watch, lends(SECOND));
      house.assertNoMoreCommits();
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nand the server:\n" + log(), e);
    }
  }

  private Process start(Server kind, String prefix) throws IOException {
    Path configuration =
        Files.writeString(folder.resolve("server.conf"), kind.configuration(prefix));
    Path state = Files.createDirectories(folder.resolve("state"));
    return link.startAtProvider(kind.command(configuration, state), folder.resolve("log"));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private static void awaitHeard(WatchProcess watch, Predicate<String> wanted) throws Exception {
    watch.awaitLine("word", WatchedRepository.SOON, wanted);
  }

  private static Predicate<String> lends(String prefix) {
    return line -> line.contains("DHCPv6 on up0 lends ") && line.contains("prefix=" + prefix + ",");
  }
}
