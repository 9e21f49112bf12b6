package dev.leasehold.apiserver;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the access to an API server is written; it is read again for each connection. */
public interface AccessSource {
  /** The folder in which a Pod has its credentials. */
  Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /**
   * The access as it is now.
   *
   * @throws ApiFailure if a person has to act
   */
  ApiAccess read() throws ApiFailure;

  /**
   * Reads the access, to find at the start what a person has to correct.
   *
   * @throws ApiFailure if a person has to act
   */
  default void check() throws ApiFailure {
    ApiAccess _ = read();
  }

  /**
   * A kubeconfig file, or else the service account of the Pod.
   *
   * @param environment the variables of the process
   */
  static AccessSource of(Optional<Path> kubeconfig, Map<String, String> environment) {
    return kubeconfig
        .<AccessSource>map(Kubeconfig::new)
        .orElseGet(() -> new ServiceAccount(environment, SERVICE_ACCOUNT));
  }
}
