package dev.leasehold.kube;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach the API server of a cluster.
 *
 * @param kubeconfig the file with the server and the credentials; empty: those that Kubernetes
 *     gives to the Pod
 */
public record Cluster(Optional<Path> kubeconfig) {
  @Override
  public String toString() {
    return kubeconfig.map(file -> "kubeconfig " + file).orElse("the service account of the Pod");
  }
}
