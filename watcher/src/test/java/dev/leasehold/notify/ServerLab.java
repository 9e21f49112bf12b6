package dev.leasehold.notify;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Real servers on loopback: a Kubernetes API server with Flux and Argo CD, and a Gitea. The folder
 * of their scripts is in the environment variable LEASEHOLD_LAB. Without it the API server is used
 * if its script is beside the clone; the others take minutes.
 */
public final class ServerLab implements AutoCloseable {
  private static final Pattern SETTING = Pattern.compile("([A-Z_]+)=(\\S+)");
  private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\\s*\"(\\d+)\"");
  private static final long MOST_SECONDS = 180;

  private static final String API_SERVER = "apiserver";
  private static final String ACCOUNT = "leasehold";

  /** Of the clone, whether this runs in it, as benchmarks, or in the module. */
  private static final Path DEPLOY =
      Path.of(Files.isDirectory(Path.of("docs")) ? "docs/deploy" : "../docs/deploy")
          .toAbsolutePath()
          .normalize();

  private final boolean hasAll;
  private final Path scripts;
  private final Map<String, String> environment = new TreeMap<>();
  private final Deque<String> started = new ArrayDeque<>();

  /** A lab with its data in a folder; skips the test if there is no lab. */
  public ServerLab(Path folder) {
    Optional<Path> given = Optional.ofNullable(System.getenv("LEASEHOLD_LAB")).map(Path::of);
    Optional<Path> found = given.or(ServerLab::besideClone);
    assumeTrue(found.isPresent(), "needs LEASEHOLD_LAB, the folder with apiserver.sh and flux.sh");
    this.hasAll = given.isPresent();
    this.scripts = found.get();
    // labs of several builds may run at a time
    long port = 20_000 + ProcessHandle.current().pid() % 400 * 25;
    environment.put("APISERVER_DIR", folder.resolve("api").toString());
    environment.put("APISERVER_PORT", Long.toString(port));
    environment.put("FLUX_DIR", folder.resolve("flux").toString());
    environment.put("FLUX_PORT", Long.toString(port + 4));
    environment.put("ARGOCD_DIR", folder.resolve("argocd").toString());
    environment.put("ARGOCD_PORT", Long.toString(port + 11));
    environment.put("GITEA_DIR", folder.resolve("gitea").toString());
    environment.put("GITEA_PORT", Long.toString(port + 20));
  }

  /** Skips a test that takes minutes, unless somebody asks for the lab. */
  public static void needsPatience() {
    assumeTrue(System.getenv("LEASEHOLD_LAB") != null, "takes minutes, so it needs LEASEHOLD_LAB");
  }

  private static Optional<Path> besideClone() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("../shared/lab").normalize();
      if (Files.isExecutable(candidate.resolve(API_SERVER + ".sh"))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Starts a server; skips the test if it is not built.
   *
   * @param name apiserver, flux, argocd or gitea
   */
  public void up(String name) throws IOException, InterruptedException {
    assumeTrue(hasAll || name.equals(API_SERVER), name + ".sh needs LEASEHOLD_LAB");
    assumeTrue(
        Files.isExecutable(scripts.resolve(name + ".sh")), "LEASEHOLD_LAB has no " + name + ".sh");
    started.push(name);
    String said = "";
    int status = 1;
    // kubectl wait fails on a CRD that has no conditions yet
    for (int tries = 0; tries < 3 && status != 0; tries++) {
      Path log = Files.createTempFile("lab", ".log");
      status = wait(List.of(scripts.resolve(name + ".sh").toString(), "up"), log);
      said = Files.readString(log);
      Files.delete(log);
      assumeFalse(said.contains("not built yet"), name + ".sh of LEASEHOLD_LAB is not built");
    }
    if (status != 0) {
      throw new IOException(name + ".sh up failed: " + said);
    }
    Matcher setting = SETTING.matcher(said);
    while (setting.find()) {
      environment.put(setting.group(1), setting.group(2));
    }
  }

  /** A setting that a server printed at its start. */
  public String setting(String name) {
    return String.valueOf(environment.get(name));
  }

  /** The output of a verb of a server. */
  public String ask(String name, String... verb) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(scripts.resolve(name + ".sh").toString()));
    line.addAll(Arrays.asList(verb));
    return run(line);
  }

  /**
   * Marks an empty Lease as one that its holder released, so that the first watcher does not wait
   * for a holder that may still work.
   */
  public void markReleased(String namespace, String lease) throws Exception {
    String _ =
        kubectl(
            "-n",
            namespace,
            "patch",
            "lease",
            lease,
            "--type=merge",
            "-p",
            "{\"spec\": {\"leaseDurationSeconds\": 1}}");
  }

  /** The kubeconfig of the administrator, for an API server behind this port of the loopback. */
  public String kubeconfigOf(int port) throws IOException {
    return Files.readString(Path.of(setting("KUBECONFIG")))
        .replaceAll("127.0.0.1:\\d+", "127.0.0.1:" + port);
  }

  /** The port of the API server. */
  public int apiServerPort() {
    return Integer.parseInt(setting("APISERVER_PORT"));
  }

  /** The output of kubectl. */
  public String kubectl(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("kubectl"));
    line.addAll(Arrays.asList(arguments));
    while (true) {
      try {
        return run(line);
      } catch (IOException e) {
        // kubectl wait fails on a CRD that has no conditions yet, for a moment
        if (!String.valueOf(e.getMessage()).contains(".status.conditions accessor error")) {
          throw e;
        }
      }
    }
  }

  /** Makes the account of a watcher, with the rights of these components and no others. */
  public void account(String... components) throws IOException, InterruptedException {
    String _ = kubectl("create", "namespace", ACCOUNT);
    String _ = kubectl("-n", ACCOUNT, "create", "serviceaccount", ACCOUNT);
    for (String component : components) {
      String _ = kubectl("apply", "-f", DEPLOY.resolve(component + "/role.yaml").toString());
    }
  }

  /** Writes a kubeconfig of that account with a new token, as kubelet renews tokens. */
  public void newToken(Path kubeconfig) throws IOException, InterruptedException {
    String token = kubectl("-n", ACCOUNT, "create", "token", ACCOUNT);
    Files.writeString(
        kubeconfig,
        Files.readString(Path.of(setting("KUBECONFIG")))
            .replaceAll("token: [^}]+", "token: " + token));
  }

  /** Applies documents. */
  public void apply(String documents) throws IOException, InterruptedException {
    Path file = Files.createTempFile("lab", ".yaml");
    Files.writeString(file, documents);
    String _ = kubectl("apply", "-f", file.toString());
    Files.delete(file);
  }

  private String run(List<String> line) throws IOException, InterruptedException {
    Path log = Files.createTempFile("lab", ".log");
    int status = wait(line, log);
    String said = Files.readString(log, StandardCharsets.UTF_8).strip();
    Files.delete(log);
    if (status != 0) {
      throw new IOException(String.join(" ", line) + " failed: " + said);
    }
    return said;
  }

  /** The output goes to a file, because the servers inherit it and never close it. */
  private int wait(List<String> line, Path log) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(log.toFile()).start();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", line) + " took more than " + MOST_SECONDS + " s");
    }
    return process.exitValue();
  }

  /**
   * Ends the API server and etcd at once, as a crash does; {@link #up} starts them again with the
   * same data and other tokens. After a SIGTERM the API server would wait a minute for the end of
   * each open watch.
   */
  public void crashApiServer() throws IOException {
    for (String name : List.of("api", "etcd")) {
      running(name).ifPresent(ServerLab::kill);
    }
  }

  private Optional<ProcessHandle> running(String name) throws IOException {
    Path pid = Path.of(setting("APISERVER_DIR"), name + ".pid");
    return Files.exists(pid)
        ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        : Optional.empty();
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  /**
   * Lets etcd forget all versions but the newest, as an API server asks it to every five minutes,
   * and starts the API server again, with the same tokens: it has no version in memory either.
   */
  public void forgetVersions() throws IOException, InterruptedException {
    Matcher newest = VERSION.matcher(kubectl("get", "--raw", "/api/v1/namespaces?limit=1"));
    if (!newest.find()) {
      throw new IOException("a list without a resourceVersion");
    }
    URI etcd = URI.create("http://127.0.0.1:" + (apiServerPort() + 1) + "/v3/kv/compaction");
    String body = "{\"revision\": \"" + newest.group(1) + "\", \"physical\": true}";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(etcd).POST(BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(etcd + ": " + answer.body());
      }
    }
    ProcessHandle old = running("api").orElseThrow();
    List<String> line = new ArrayList<>(List.of(old.info().command().orElseThrow()));
    line.addAll(Arrays.asList(old.info().arguments().orElseThrow()));
    kill(old);
    Path data = Path.of(setting("APISERVER_DIR"));
    Process started =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("api.log").toFile())
            .start();
    Files.writeString(data.resolve("api.pid"), started.pid() + "\n");
    awaitReady();
  }

  private void awaitReady() throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (true) {
      try {
        String _ = kubectl("get", "--raw", "/readyz");
        return;
      } catch (IOException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
      }
    }
  }

  /** Stops the servers, the last one first. */
  @Override
  public void close() throws IOException {
    try {
      while (!started.isEmpty()) {
        String name = started.pop();
        if (name.equals(API_SERVER)) {
          crashApiServer(); // its data goes too
        }
        String _ = ask(name, "down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while servers stop", e);
    }
  }
}
