package dev.leasehold.kube;

import dev.leasehold.ssh.Refusal;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the API server of a cluster and the credentials for it. Nothing else is consulted. */
final class ClusterAccess {
  private static final Logger log = LoggerFactory.getLogger(ClusterAccess.class);

  private final Map<String, String> environment;
  private final Path serviceAccount;

  /**
   * @param serviceAccount the folder in which a Pod has its credentials
   */
  ClusterAccess(Map<String, String> environment, Path serviceAccount) {
    this.environment = Map.copyOf(environment);
    this.serviceAccount = serviceAccount;
  }

  /** The reason why there is no access; its text has no credentials. */
  static final class NoAccess extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    NoAccess(String reason, String whatToDo) {
      super(reason);
      this.refusal = new Refusal(reason, whatToDo);
    }

    Refusal refusal() {
      return refusal;
    }
  }

  /**
   * Reads the access, each time again.
   *
   * @throws NoAccess if a person has to act
   */
  Config read(Cluster cluster) throws NoAccess {
    return cluster.kubeconfig().isPresent()
        ? ofFile(cluster.kubeconfig().get())
        : ofServiceAccount();
  }

  private static Config ofFile(Path file) throws NoAccess {
    if (!Files.isReadable(file)) {
      throw new NoAccess(
          "cluster.kubeconfig: "
              + file
              + (Files.exists(file) ? " cannot be read" : " does not exist"),
          "Put a kubeconfig there, readable by this user.");
    }
    try {
      Config config = Config.fromKubeconfig(file.toFile());
      if (config.getCurrentContext() != null) {
        return config;
      }
    } catch (RuntimeException e) {
      // Its message may quote the file, with a token.
      log.debug("{} cannot be read: {}", file, e.getClass().getName());
    }
    throw new NoAccess(
        "cluster.kubeconfig: " + file + " is not a kubeconfig with a current context",
        "Check it with: kubectl --kubeconfig " + file + " config view --minify");
  }

  private Config ofServiceAccount() throws NoAccess {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    Path token = serviceAccount.resolve("token");
    Path authority = serviceAccount.resolve("ca.crt");
    if (host.isEmpty() || !Files.isReadable(token) || !Files.isReadable(authority)) {
      throw new NoAccess(
          "cluster: this process has no service account of a Pod",
          "In a Pod, set automountServiceAccountToken: true; elsewhere, set cluster.kubeconfig.");
    }
    try {
      return new ConfigBuilder(Config.empty())
          .withMasterUrl(
              "https://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port)
          .withCaCertFile(authority.toString())
          .withOauthToken(Files.readString(token).strip())
          .build();
    } catch (IOException e) {
      throw new NoAccess("cluster: " + token + " cannot be read", "Check its permissions.");
    }
  }
}
