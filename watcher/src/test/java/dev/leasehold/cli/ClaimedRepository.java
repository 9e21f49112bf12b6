package dev.leasehold.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leasehold.router.Router;
import dev.leasehold.router.RouterLab;
import dev.leasehold.ssh.SshFiles;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A repository with claims, a watcher's configuration for it, and the router of a lab. */
public final class ClaimedRepository {
  private static final String SECRET = "a secret of at least sixteen bytes";

  private final Path folder;
  private final Router router;
  private final Path remote;
  private final Path work;
  private final Path config;
  private final int web;

  private ClaimedRepository(Path folder, Router router) throws IOException {
    this.folder = folder;
    this.router = router;
    remote = folder.resolve("remote.git");
    work = folder.resolve("work");
    config = folder.resolve("watcher.yaml");
    web = Sshd.freePort();
  }

  /**
   * Creates the repository and the configuration.
   *
   * @param batch the field {@code spec.batch}, as a mapping in one line
   * @param commands the command lines that the router allows
   */
  public static ClaimedRepository create(
      Path folder, RouterLab lab, String batch, String... commands)
      throws IOException, GeneralSecurityException, InterruptedException {
    ClaimedRepository repository = new ClaimedRepository(folder, lab.router(commands));
    run("git", "init", "-q", "--bare", "-b", "main", repository.remote.toString());
    run("git", "clone", "-q", repository.remote.toString(), repository.work.toString());
    repository.git("checkout", "-q", "-B", "main");
    repository.write(
        "manifests/pool.yaml",
        """
        apiVersion: cilium.io/v2
        kind: CiliumLoadBalancerIPPool
        metadata: {name: public}
        spec:
          blocks: []
        """);
    repository.write("leases/README.md", "Leases.\n");
    repository.write("intent/README.md", "Intent.\n");
    repository.commit("Begin");
    repository.git("push", "-q", "origin", "main");
    repository.configure(batch);
    return repository;
  }

  private void configure(String batch) throws IOException {
    SshFiles files = (SshFiles) router.keys();
    Path secret = folder.resolve("hook-secret");
    Files.writeString(secret, SECRET);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        config,
        """
        apiVersion: leasehold.dev/v1alpha1
        kind: WatcherConfig
        metadata: {name: it}
        spec:
          stateDir: state
          batch: %s
          web: {listen: "127.0.0.1:%d", webhook: {secretFile: %s}}
          targets: [{name: cluster, url: %s}]
          routers:
            - name: home
              host: 127.0.0.1
              port: %d
              user: %s
              maxConcurrent: %d
              ssh: {keyFile: %s, knownHostsFile: %s}
              commands: %s
        """
            .formatted(
                batch,
                web,
                secret,
                remote,
                router.server().port(),
                router.server().user(),
                router.maxConcurrent(),
                files.keyFile(),
                files.knownHostsFile(),
                router.commands()));
  }

  /** Adds a field to the router of the configuration. */
  public void configureRouter(String field) throws IOException {
    Files.writeString(config, Files.readString(config) + "      " + field + "\n");
  }

  /** Adds the section {@code cluster} to the configuration, as a mapping in one line. */
  public void configureCluster(String section) throws IOException {
    Files.writeString(
        config,
        Files.readString(config)
            .replace("  routers:\n", "  cluster: " + section + "\n  routers:\n"));
  }

  /** An autoscaler with these fields, in lines that are indented by two spaces. */
  public String autoscaler(String name, String fields) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: PublicIPAutoscaler
    metadata: {name: %s}
    spec:
      poolName: public
    %s  template:
        router: {host: 127.0.0.1, port: %d, user: %s, sshSecretRef: home, wanParent: wan0}
    """
        .formatted(name, fields, router.server().port(), router.server().user());
  }

  /** The claim of an address for the pool. */
  public String claim(String name) {
    return """
    apiVersion: leasehold.dev/v1alpha1
    kind: PublicIPClaim
    metadata: {name: %s}
    spec:
      poolName: public
      router: {host: 127.0.0.1, port: %d, user: %s, sshSecretRef: home, wanParent: wan0}
    """
        .formatted(name, router.server().port(), router.server().user());
  }

  /** Writes a file into the work tree. */
  public void write(String path, String text) throws IOException {
    Path file = work.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Deletes a file of the work tree. */
  public void delete(String path) throws IOException {
    Files.delete(work.resolve(path));
  }

  /** Commits the work tree as a person, pushes it, and calls the watcher's webhook. */
  public void push(String subject)
      throws IOException, GeneralSecurityException, InterruptedException {
    commit(subject);
    git("pull", "-q", "--rebase", "origin", "main");
    git("push", "-q", "origin", "main");
    callWebhook();
  }

  private void commit(String subject) {
    git("add", "-A");
    git("commit", "-q", "-m", subject);
  }

  /** Makes a watcher that runs look at the branch now. */
  private void callWebhook() throws IOException, GeneralSecurityException, InterruptedException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    String signature = HexFormat.of().formatHex(mac.doFinal("{}".getBytes(UTF_8)));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/webhook"))
            .header("X-Hub-Signature-256", "sha256=" + signature)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 300) {
        throw new IOException("the webhook answered " + status);
      }
    } catch (ConnectException e) {
      // none runs; the next one looks at its start
    }
  }

  private void git(String... arguments) {
    List<String> line = new ArrayList<>(List.of("git", "-C", work.toString()));
    line.addAll(List.of("-c", "user.name=Person", "-c", "user.email=person@example.org"));
    line.addAll(List.of(arguments));
    run(line.toArray(String[]::new));
  }

  private static String run(String... line) {
    return Sshd.run(List.of(line));
  }

  /** Starts the watcher. */
  public WatchProcess watch() throws IOException {
    return WatchProcess.start(
        new ProcessBuilder(Launcher.built().toString(), "watch", "--config", config.toString()));
  }

  /** What {@code leasehold status} prints. */
  public String status() {
    return say("status");
  }

  /** What a command prints, with its errors. */
  String say(String command, String... flags) {
    List<String> line =
        new ArrayList<>(
            List.of(Launcher.built().toString(), command, "--config", config.toString()));
    line.addAll(List.of(flags));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the state directory of the watcher. */
  public void loseState() {
    run("rm", "-rf", folder.resolve("state").toString());
  }

  /** A file of the branch. */
  public String file(String path) {
    return run("git", "-C", remote.toString(), "show", "main:" + path);
  }

  /** The files of the branch. */
  public List<String> files() {
    return run("git", "-C", remote.toString(), "ls-tree", "-r", "--name-only", "main")
        .lines()
        .toList();
  }

  /** The subjects of all commits, the oldest first. */
  public List<String> subjects() {
    return run("git", "-C", remote.toString(), "log", "--reverse", "--format=%s", "main")
        .lines()
        .toList();
  }

  /** The leased address of a claim. */
  public String address(String claim) {
    return field(claim, "ip");
  }

  /** A field of the lease of a claim, without quotes. */
  public String field(String claim, String name) {
    return file("leases/" + claim + ".yaml")
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(name + ": "))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 2)
        .replace("\"", "");
  }
}
