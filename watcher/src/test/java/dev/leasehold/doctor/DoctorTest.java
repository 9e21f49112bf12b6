package dev.leasehold.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DhcpOption;
import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.dhcpv6.transport.InterfaceReadiness;
import dev.leasehold.net.Address;
import dev.leasehold.source.Channel;
import dev.leasehold.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final Channel RA = new Channel.Advertisements("up0");
  private static final Channel PD =
      new Channel.Delegation(
          "up0", new TreeMap<>(Map.of("home", new DynamicPrefix.Delegation("up0", 56, ""))), "");
  private static final Channel KERNEL = new Channel.Addresses("up0");
  private static final InterfaceReadiness FIRM =
      new InterfaceReadiness.Firm(Address.parse("fe80::1"), 7, Bytes.copyOf(new byte[6]));
  private static final String UP =
      "ok       interface up0 is up, with the link-local address fe80::1";

  private static final String TAKEN_BY_DHCPCD =
      "PROBLEM  UDP port 546 on up0 is in use by dhcpcd (process 123). If that is not the running"
          + " watcher, stop its DHCPv6 client there, or let it configure the interface and use acquisition"
          + " 'interface' instead of 'dhcpv6'";

  @TempDir private Path root;
  private InterfaceReadiness readiness = FIRM;
  private Optional<String> capture = Optional.empty();
  private OptionalLong watcher = OptionalLong.empty();

  @BeforeEach
  void makeProc() throws Exception {
    Files.createDirectories(root.resolve("proc/self"));
    Files.createDirectories(root.resolve("proc/net"));
    Files.createDirectories(root.resolve("proc/sys/net/ipv4"));
    Files.writeString(root.resolve("proc/net/udp6"), "");
    Files.writeString(root.resolve("proc/sys/net/ipv4/ip_unprivileged_port_start"), "1024\n");
    rights("000001ffffffffff");
  }

  @Test
  void passesOnAHealthyMachine() {
    assertEquals(
        List.of(
            UP,
            "ok       libpcap is installed",
            "ok       this process may capture packets (CAP_NET_RAW)",
            "ok       this process may use UDP port 546 (CAP_NET_BIND_SERVICE)",
            "ok       UDP port 546 on up0 is free"),
        examine(RA, PD, KERNEL));
  }

  @Test
  void checksOnlyWhatIsNeeded() throws Exception {
    rights("0");
    assertEquals(List.of(UP), examine(KERNEL));
  }

  @Test
  void explainsHowToGrantPrivileges() throws Exception {
    rights("0000000000000001");
    assertEquals(
        List.of(
            "PROBLEM  this process may not capture router advertisements on up0. Run as root, or"
                + " grant it CAP_NET_RAW (systemd: AmbientCapabilities=CAP_NET_RAW; Kubernetes:"
                + " capabilities.add: [NET_RAW])",
            "PROBLEM  this process may not use UDP port 546. Run as root, or grant it"
                + " CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE;"
                + " Kubernetes: capabilities.add: [NET_BIND_SERVICE])"),
        problems(RA, PD));
  }

  @Test
  void acceptsTheTwoRequiredPrivileges() throws Exception {
    rights("0000000000002400");
    assertEquals(List.of(), problems(RA, PD));
  }

  @Test
  void needsNoPrivilegeForAnUnprivilegedPort() throws Exception {
    rights("0");
    Files.writeString(root.resolve("proc/sys/net/ipv4/ip_unprivileged_port_start"), "546\n");
    assertEquals(List.of(), problems(PD));
  }

  @Test
  void reportsWhatTheInterfaceLacks() {
    readiness =
        new InterfaceReadiness.None("interface up0 is down", "run: ip link set up0 up", false);
    assertEquals(
        List.of("PROBLEM  interface up0 is down. Run: ip link set up0 up"),
        problems(RA, PD, KERNEL));
  }

  @Test
  void explainsHowToInstallLibpcap() {
    capture = Optional.of("install it");
    assertEquals(
        List.of("PROBLEM  cannot receive router advertisements. install it"), problems(RA));
  }

  @Test
  void namesTheHolderOfThePort() throws Exception {
    hasThePort(123, "dhcpcd", 4711);
    assertEquals(List.of(TAKEN_BY_DHCPCD), problems(PD));
  }

  @Test
  void acceptsThePortOfTheRunningWatcher() throws Exception {
    hasThePort(124, "java", 4712);
    watcher = OptionalLong.of(124);
    assertEquals(
        "ok       UDP port 546 on up0 is used by the running watcher, java (process 124)",
        examine(PD).getLast());
  }

  @Test
  void reportsAnotherHolderOfThePortWhileTheWatcherRuns() throws Exception {
    hasThePort(123, "dhcpcd", 4711);
    watcher = OptionalLong.of(12);
    assertEquals(List.of(TAKEN_BY_DHCPCD), problems(PD));
    hasThePort(12, "java", 4712);
    assertEquals(List.of(TAKEN_BY_DHCPCD), problems(PD));
  }

  @Test
  void checksTheOptionFiles() throws Exception {
    Channel asking =
        new Channel.Delegation(
            "up0",
            new TreeMap<>(
                Map.of(
                    "home",
                    new DynamicPrefix.Delegation(
                        "up0", 56, "", true, List.of(new DhcpOption.FromFile(11, "isp"))))),
            "");
    assertEquals(
        List.of(
            "PROBLEM  option 11 is left out. home: spec.acquisition.dhcpv6.options[0].fromFile: "
                + root.resolve("isp")
                + " not found; create it, and restart the watcher"),
        problems(asking));
    Files.writeString(root.resolve("isp"), "secret");
    assertEquals(List.of(), problems(asking));
    assertTrue(examine(asking).contains("ok       all DHCPv6 options for up0 can be sent"));
  }

  private void hasThePort(int process, String name, int inode) throws Exception {
    Files.writeString(
        root.resolve("proc/net/udp6"),
        "1: "
            + "0".repeat(32)
            + ":0222 "
            + "0".repeat(32)
            + ":0000 07 00000000:00000000 00:00000000 00000000 0 0 "
            + inode
            + " 2 0 0\n",
        StandardOpenOption.APPEND);
    Path folder = root.resolve("proc/" + process);
    Files.createDirectories(folder.resolve("fd"));
    Files.writeString(folder.resolve("comm"), name + "\n");
    Files.createSymbolicLink(folder.resolve("fd/5"), Path.of("socket:[" + inode + "]"));
  }

  private List<String> problems(Channel... channels) {
    return examine(channels).stream().filter(line -> line.startsWith("PROBLEM")).toList();
  }

  private List<String> examine(Channel... channels) {
    return new Doctor(
            _ -> readiness, () -> capture, root, watcher, Map.of("isp", root.resolve("isp")))
        .examine(List.of(channels)).stream().map(Diagnosis::toString).toList();
  }

  private void rights(String effective) throws Exception {
    Files.writeString(
        root.resolve("proc/self/status"), "Name:\tjava\nCapEff:\t" + effective + "\n");
  }
}
