package dev.leasehold.config;

import dev.leasehold.krm.Field;
import dev.leasehold.kube.Cluster;
import java.nio.file.Path;

/** Reads {@code spec.cluster}. */
final class ClusterSection {
  private ClusterSection() {}

  /**
   * Reads the section.
   *
   * @param folder the folder of relative paths
   * @throws dev.leasehold.krm.FieldException for the first invalid field
   */
  static Cluster read(Field cluster, Path folder) {
    cluster.allowOnly("kubeconfig");
    return new Cluster(cluster.find("kubeconfig").map(file -> folder.resolve(file.text())));
  }
}
