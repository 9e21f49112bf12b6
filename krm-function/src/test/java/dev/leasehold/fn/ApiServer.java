package dev.leasehold.fn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Kubernetes API server of its own on loopback, with the CRDs of those whom we write for. */
final class ApiServer implements AutoCloseable {
  private static final Path SCRIPT =
      Programs.ROOT.resolve("../shared/lab/apiserver.sh").normalize();
  private static final Path CRDS = Programs.ROOT.resolve("testdata/crds");
  private static final Path NOTHING = Path.of("/dev/null");

  private final Path folder;
  private final Map<String, String> environment;
  private final Set<String> namespaces = new HashSet<>();

  private ApiServer(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** Skips the test where there is none. {@code cilium} as 1.18: whose CRDs it has. */
  static ApiServer up(Path folder, String cilium) throws IOException, InterruptedException {
    assumeTrue(
        Files.exists(SCRIPT), "no API server: what starts it is not part of this repository");
    assumeTrue(Programs.find("kubectl").isPresent(), "no API server: kubectl is not installed");
    ApiServer server =
        new ApiServer(
            folder,
            Map.of(
                "APISERVER_DIR", folder.resolve("state").toString(),
                "APISERVER_PORT", Integer.toString(freePorts()),
                "KUBECONFIG", folder.resolve("state/kubeconfig").toString()));
    List<String> line = new ArrayList<>(List.of(SCRIPT.toString(), "up"));
    line.add(CRDS.resolve("cilium.io/v" + cilium).toString());
    for (String group :
        List.of(
            "api.operator.brtrm.dev",
            "cert-manager.io",
            "cilium-policies",
            "helm.toolkit.fluxcd.io",
            "monitoring.coreos.com",
            "source.toolkit.fluxcd.io",
            "externaldns.k8s.io",
            "gateway.networking.k8s.io",
            "metallb.io",
            "projectcalico.org")) {
      try (var files = Files.list(CRDS.resolve(group))) {
        files.map(Path::toString).forEach(line::add);
      }
    }
    Programs.Outcome started = server.run(NOTHING, line.toArray(String[]::new));
    assumeTrue(
        !started.errors().contains("not built yet"), "no API server: " + started.errors().strip());
    started.requireSuccess();
    return server;
  }

  /** The first of three, below those from which the kernel takes its own. */
  private static int freePorts() throws IOException {
    for (int port = 20_000; port < 32_000; port += 3) {
      if (isFree(port) && isFree(port + 1) && isFree(port + 2)) {
        return port;
      }
    }
    throw new IOException("no three free ports from 20000 on");
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    }
  }

  /** What {@code kubectl apply --server-side} says against these manifests; empty: it took them. */
  String refusal(String manifests) throws IOException, InterruptedException {
    Programs.Outcome applied =
        kubectl(manifests, "apply", "--server-side", "--force-conflicts", "--filename=-");
    return applied.exitCode() == 0 ? "" : applied.errors();
  }

  /** Deletes the objects of these manifests that are there. */
  void delete(String manifests) throws IOException, InterruptedException {
    kubectl(manifests, "delete", "--ignore-not-found", "--filename=-").requireSuccess();
  }

  /** Makes a namespace, if it is not there. */
  void namespace(String name) throws IOException, InterruptedException {
    if (!namespaces.add(name)) {
      return;
    }
    String manifest = "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n";
    kubectl(manifest, "apply", "--server-side", "--filename=-").requireSuccess();
  }

  private Programs.Outcome kubectl(String manifest, String... arguments)
      throws IOException, InterruptedException {
    Path input = folder.resolve("manifest.yaml");
    Files.writeString(input, manifest);
    List<String> line = new ArrayList<>(List.of("kubectl"));
    line.addAll(Arrays.asList(arguments));
    return run(input, line.toArray(String[]::new));
  }

  private Programs.Outcome run(Path input, String... line)
      throws IOException, InterruptedException {
    return Programs.run(folder, environment, input, line);
  }

  @Override
  public void close() throws IOException {
    try {
      for (String name : List.of("api", "etcd")) {
        Path pid = folder.resolve("state/" + name + ".pid");
        if (Files.exists(pid)) { // at once: its data goes too
          ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
              .ifPresent(ProcessHandle::destroyForcibly);
        }
      }
      run(NOTHING, SCRIPT.toString(), "down").requireSuccess();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted, so it may still be running: " + folder, e);
    }
  }
}
