package dev.leasehold.router;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.leasehold.router.Router.Persist;
import dev.leasehold.ssh.SshDeadlines;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A provider, a router and perhaps a node behind it in network namespaces: dnsmasq at the provider,
 * at the router an OpenSSH server whose commands run in the router's namespace, with a {@code /run}
 * of its own.
 */
public final class RouterLab implements AutoCloseable {
  public static final String PARENT = "wan0";

  /** The address of the router towards the node. */
  static final String LAN = "192.168.88.1";

  /** The address of the node. */
  static final String NODE = "192.168.88.10";

  private final Path directory;
  private final String isp;
  private final String home;
  private final String cluster;
  private @Nullable Sshd sshd;
  private int port;
  private @Nullable Process dhcp;
  private String shell = "/bin/sh";
  private boolean ownFiles;
  private boolean isDropbear;

  private RouterLab(Path directory) {
    this.directory = directory;
    String name = "lr" + ProcessHandle.current().pid();
    isp = name + "-isp";
    home = name + "-home";
    cluster = name + "-node";
  }

  /** Creates the lab; skips the test if that is not possible. */
  public static RouterLab up(Path directory) throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root, for network namespaces");
    for (String program : List.of("ip", "dnsmasq", "udhcpc", "flock", "busybox")) {
      assumeTrue(
          Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
          "no program " + program);
    }
    RouterLab lab = new RouterLab(directory);
    try {
      lab.make();
    } catch (IOException | RuntimeException | Error e) {
      lab.close();
      throw e;
    }
    return lab;
  }

  private void make() throws IOException {
    for (String name : List.of(isp, home)) {
      ip("netns add " + name);
      ip("-n " + name + " link set lo up");
    }
    ip("-n " + isp + " link add acc0 type veth peer name wan0 netns " + home);
    ip("-n " + isp + " addr add 203.0.113.1/24 dev acc0");
    ip("-n " + isp + " link set acc0 up");
    boot();
    sshdUp();
  }

  /** What a router does at its boot; its SSH server is up all the time. */
  private void boot() throws IOException {
    Files.createDirectories(directory.resolve("run"));
    ip("-n " + home + " addr replace 203.0.113.2/24 dev wan0");
    ip("-n " + home + " link set wan0 up");
    ip("-n " + home + " route replace default via 203.0.113.1");
    inHome("sysctl", "-qw", "net.ipv4.ip_forward=1");
  }

  /** Everything volatile is lost. */
  public void reboot() throws IOException {
    endProcesses(home);
    for (String link : links()) {
      if (!link.equals("lo") && !link.equals(PARENT)) {
        ip("-n " + home + " link del " + link);
      }
    }
    Sshd.run(List.of("rm", "-rf", directory.resolve("run").toString()));
    boot();
  }

  /** The names of the router's interfaces. */
  public List<String> links() {
    return Sshd.run(List.of("ip", "-n", home, "-o", "link"))
        .lines()
        .map(line -> line.split(":? +|@", 4)[1])
        .toList();
  }

  /** The shell that runs {@code sh} scripts: {@code /bin/sh}, or that of busybox. */
  void useShell(String path) throws IOException {
    shell = path;
    writeEntry();
  }

  private Path entry() {
    return directory.resolve("enter");
  }

  private void writeEntry() throws IOException {
    Path programs = Files.createDirectories(directory.resolve("programs"));
    Path sh = programs.resolve("sh");
    Files.writeString(sh, "#!/bin/sh\nexec " + shell + " \"$@\"\n");
    Path enter =
        Files.writeString(
            entry(),
            """
            #!/bin/sh
            [ "$1" = in ] || exec ip netns exec %s "$0" in
            mount -o bind,noexec %s/run /run
            PATH=%s:$PATH
            export PATH
            %s /bin/sh -c "$SSH_ORIGINAL_COMMAND"
            """
                .formatted(home, directory, programs, ownFiles ? chroot() : "exec"));
    for (Path file : List.of(sh, enter)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /**
   * The router gets a root folder of its own, with the programs of this machine and nothing else.
   *
   * @return that folder
   */
  public Path useOwnFiles() throws IOException {
    ownFiles = true;
    for (String folder : List.of("data", "etc", "usr/local", "tmp")) {
      Files.createDirectories(files().resolve(folder));
    }
    Files.createDirectories(files().resolve("var"));
    Files.createSymbolicLink(files().resolve("var/run"), Path.of("../run"));
    writeEntry();
    return files();
  }

  private Path files() {
    return directory.resolve("root");
  }

  private String chroot() {
    return """
    cd %s || exit
    for folder in bin sbin lib lib64 usr dev proc sys run; do
      mkdir -p "$folder"
      mount --rbind "/$folder" "$folder"
    done
    export SYSTEMD_OFFLINE=1
    mount --bind /tmp tmp
    mkdir -p ../local
    mount --bind ../local usr/local
    exec chroot .\
    """
        .formatted(files());
  }

  /** Adds a program to the router. */
  public void program(String name, String text) throws IOException {
    Path file = Files.writeString(entry().resolveSibling("programs").resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  public void sshdUp() throws IOException {
    writeEntry();
    port = port == 0 ? Sshd.freePort() : port;
    sshd =
        isDropbear
            ? Sshd.dropbear(directory.resolve("dropbear"), "ed25519", port, "command=" + quoted())
            : Sshd.openSsh(
                directory.resolve("sshd"), List.of(), "127.0.0.1", port, "ForceCommand " + entry());
  }

  private String quoted() {
    return '"' + entry().toString() + '"';
  }

  /** OpenSSH runs on the router itself, and the way to it is a bad line. */
  BadLine useBadLine(Duration delay) throws IOException {
    sshdDown();
    sshd =
        Sshd.openSsh(
            directory.resolve("sshd"),
            List.of("ip", "netns", "exec", home),
            "127.0.0.1",
            port,
            "ForceCommand " + entry());
    return new BadLine(home, port, delay);
  }

  /** The router gets dropbear in place of OpenSSH, with keys of its own. */
  public void useDropbear() throws IOException {
    sshdDown();
    isDropbear = true;
    sshdUp();
  }

  public void sshdDown() {
    if (sshd != null) {
      sshd.close();
      sshd = null;
    }
  }

  /** The router's SSH server gets new host keys; the known ones stay. */
  public void changeHostKeys() throws IOException {
    sshdDown();
    for (String name : List.of("host_ed25519", "host_ed25519.pub", "host_rsa", "host_rsa.pub")) {
      Files.delete(directory.resolve("sshd").resolve(name));
    }
    sshdUp();
  }

  /** A router of a configuration, with the host key of now. */
  public Router router(String... commands) throws IOException {
    Sshd running = running();
    return new Router(
        "home",
        running.server(),
        running.files("host_ed25519.pub"),
        List.of(commands),
        3,
        false,
        Persist.OFF);
  }

  private Sshd running() {
    if (sshd == null) {
      throw new AssertionError("sshd does not run");
    }
    return sshd;
  }

  /** A connection that does not wait before it tries again. */
  static RouterConnection connection(Router router) {
    return connection(router, Duration.ofSeconds(10));
  }

  /**
   * A connection that does not wait before it tries again.
   *
   * @param keepalive a short one takes a machine with much to do for a router that is silent
   */
  static RouterConnection connection(Router router, Duration keepalive) {
    Duration limit = Duration.ofSeconds(30);
    long[] nanos = {0};
    return new RouterConnection(
        router,
        new SshDeadlines(limit, limit, limit, keepalive),
        () -> nanos[0] += Duration.ofHours(1).toNanos(),
        new Random(1));
  }

  /** The number of SSH connections to the router. */
  public int connections() {
    return running().connections().size();
  }

  /** Kea in place of dnsmasq. Its leases are in memory, so they end with it. */
  void keaUp(String first, String last) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/kea-dhcp4")), "no program kea-dhcp4");
    Path config =
        Files.writeString(
            directory.resolve("kea.json"),
            """
            {"Dhcp4": {
              "interfaces-config": {"interfaces": ["acc0"], "dhcp-socket-type": "raw"},
              "lease-database": {"type": "memfile", "persist": false},
              "authoritative": true,
              "valid-lifetime": 120,
              "subnet4": [{
                "id": 1, "subnet": "203.0.113.0/24", "interface": "acc0",
                "pools": [{"pool": "%s - %s"}],
                "option-data": [{"name": "routers", "data": "203.0.113.1"}]}],
              "loggers": [{
                "name": "kea-dhcp4", "severity": "INFO",
                "output_options": [{"output": "stdout", "flush": true}]}]
            }}
            """
                .formatted(first, last));
    ProcessBuilder builder =
        new ProcessBuilder(
            "ip", "netns", "exec", isp, "kea-dhcp4", "-c", config.toString(), "-p", "67");
    builder
        .environment()
        .putAll(Map.of("KEA_PIDFILE_DIR", directory.toString(), "KEA_LOCKFILE_DIR", "none"));
    Path log = directory.resolve("kea.log");
    dhcp = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!Files.readString(log).contains("DHCP4_STARTED")) {
      if (!dhcp.isAlive()) {
        throw new AssertionError(Files.readString(log));
      }
      Thread.onSpinWait();
    }
  }

  public void dhcpUp(String first, String last) throws IOException {
    dhcp =
        new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                isp,
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--port=0",
                "--interface=acc0",
                "--bind-interfaces",
                "--dhcp-authoritative",
                "--no-ping",
                "--leasefile-ro",
                "--pid-file=",
                "--user=root",
                "--dhcp-range=" + first + "," + last + ",120")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("dnsmasq.log").toFile())
            .start();
  }

  public void dhcpDown() throws InterruptedException {
    if (dhcp != null) {
      dhcp.destroy();
      dhcp.waitFor();
      dhcp = null;
    }
  }

  /** The DHCP server answers nobody until {@link #dhcpResume}, and forgets nothing. */
  void dhcpPause() {
    dhcpSignal("-STOP");
  }

  void dhcpResume() {
    dhcpSignal("-CONT");
  }

  private void dhcpSignal(String signal) {
    if (dhcp != null) {
      Sshd.run(List.of("kill", signal, Long.toString(dhcp.pid())));
    }
  }

  /** The client of an interface asks for a renewal now. */
  public void renew(String wanInterface) throws IOException {
    String pid = Files.readString(directory.resolve("run/leasehold/" + wanInterface + ".pid"));
    Sshd.run(List.of("kill", "-USR1", pid.strip()));
  }

  /** The processes of DHCP clients of an interface. */
  public List<Long> clients(String wanInterface) {
    return pids(home).stream()
        .filter(pid -> {
          try {
            String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
            return line.contains("udhcpc") && line.contains("\0-i\0" + wanInterface + "\0");
          } catch (IOException e) {
            return false;
          }
        })
        .toList();
  }

  /** Whether somebody answers ARP for an address on the provider's link. */
  public boolean answersArp(String address) throws IOException, InterruptedException {
    return isDone("arping", "-f", "-c", "2", "-w", "2", "-I", "acc0", address);
  }

  /**
   * A node behind the router that has an address, and the route to it that BGP would bring. The
   * node is made at the first call.
   */
  public void serve(String address) {
    makeNode();
    ip("-n " + cluster + " addr add " + address + "/32 dev lo");
    ip("-n " + home + " route add " + address + "/32 via " + NODE);
  }

  private void makeNode() {
    if (Files.notExists(Path.of("/run/netns", cluster))) {
      ip("netns add " + cluster);
      ip("-n " + cluster + " link set lo up");
      ip("-n " + home + " link add lan0 type veth peer name eth0 netns " + cluster);
      ip("-n " + home + " addr add " + LAN + "/24 dev lan0");
      ip("-n " + home + " link set lan0 up");
      ip("-n " + cluster + " addr add " + NODE + "/24 dev eth0");
      ip("-n " + cluster + " link set eth0 up");
      ip("-n " + cluster + " route add default via " + LAN);
    }
  }

  /** The BGP speakers of the router and of the node behind it, which is made here. */
  public BgpLab bgp() {
    makeNode();
    return new BgpLab(directory, home, cluster);
  }

  /** Gives the node an address, and a web server there that answers with a text. */
  public void listen(String address, String text) throws IOException {
    Path files = Files.createDirectories(directory.resolve("service"));
    Files.writeString(files.resolve("index.html"), text);
    ip("-n " + cluster + " addr add " + address + "/32 dev lo");
    start(cluster, "busybox", "httpd", "-f", "-p", address + ":8080", "-h", files.toString());
  }

  /** What that web server answers to a client at the provider; empty: nothing does. */
  public Optional<String> fetch(String address) throws IOException, InterruptedException {
    // Not wget of a static busybox: its look-up of names may crash.
    String ask = "exec 3<>/dev/tcp/$0/8080 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3";
    Process client = start(isp, "timeout", "3", "bash", "-c", ask, address);
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return client.waitFor() == 0
        ? Optional.of(answer.substring(answer.indexOf("\r\n\r\n") + 4))
        : Optional.empty();
  }

  /** Brings the network behind the router back after its reboot. */
  public void serveAgain(String address) {
    ip("netns del " + cluster);
    serve(address);
  }

  /** Whether an address answers a ping from the provider. */
  public boolean answersPing(String address) throws IOException, InterruptedException {
    return isDone("ping", "-c", "2", "-W", "2", address);
  }

  private boolean isDone(String... busybox) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("busybox"));
    line.addAll(List.of(busybox));
    Process process = start(isp, line.toArray(String[]::new));
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  /** Starts a command in another namespace than the router's; it ends with the lab. */
  Process startElsewhere(String... command) throws IOException {
    return start(isp, command);
  }

  private static Process start(String namespace, String... command) throws IOException {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    line.addAll(List.of(command));
    return new ProcessBuilder(line).redirectErrorStream(true).start();
  }

  /** Runs a command on the router; returns its output. */
  public String inHome(String... command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", home));
    line.addAll(List.of(command));
    return Sshd.run(line);
  }

  /** A file of the router's {@code /run/leasehold}. */
  public Path file(String name) {
    return directory.resolve("run/leasehold").resolve(name);
  }

  private static void ip(String arguments) {
    List<String> line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(arguments.split(" ")));
    Sshd.run(line);
  }

  private static List<Long> pids(String namespace) {
    return Sshd.run(List.of("ip", "netns", "pids", namespace)).lines().map(Long::valueOf).toList();
  }

  private static void endProcesses(String namespace) {
    for (long pid : pids(namespace)) {
      ProcessHandle.of(pid)
          .ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
          });
    }
  }

  @Override
  public void close() {
    sshdDown();
    for (String name : List.of(isp, home, cluster)) {
      if (Files.exists(Path.of("/run/netns", name))) {
        endProcesses(name);
        ip("netns del " + name);
      }
    }
  }
}
