package dev.leasehold.config;

import dev.leasehold.krm.Field;
import dev.leasehold.kube.Cluster;
import dev.leasehold.kube.ClusterSecret;
import dev.leasehold.ssh.SshFiles;
import dev.leasehold.ssh.SshKeys;
import dev.leasehold.ssh.SshSecret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the keys of an SSH login: files, or for routers also a Secret. */
final class SshFields {
  private SshFields() {}

  /**
   * Reads {@code ssh} of a repository.
   *
   * @param folder the folder of relative paths
   * @throws dev.leasehold.krm.FieldException for the first invalid field
   */
  static SshFiles read(Field ssh, Path folder) {
    ssh.allowOnly("keyFile", "passphraseFile", "knownHostsFile");
    return files(ssh, folder);
  }

  /**
   * Reads {@code ssh} of a router.
   *
   * @param folder the folder of relative paths
   * @param cluster the cluster of the Secret
   * @throws dev.leasehold.krm.FieldException for the first invalid field
   */
  static SshKeys ofRouter(Field ssh, Path folder, Optional<Cluster> cluster) {
    ssh.allowOnly("keyFile", "passphraseFile", "knownHostsFile", "secretRef");
    Optional<Field> secretRef = ssh.find("secretRef");
    if (secretRef.isEmpty()) {
      return files(ssh, folder);
    }
    for (String key : List.of("keyFile", "passphraseFile")) {
      Optional<Field> file = ssh.find(key);
      if (file.isPresent()) {
        throw file.get()
            .error("is set beside secretRef, which names the private key too; keep one of them");
      }
    }
    return new SshSecret(
        secret(secretRef.get(), cluster),
        ssh.find("knownHostsFile").map(field -> folder.resolve(field.text())));
  }

  private static ClusterSecret secret(Field secretRef, Optional<Cluster> cluster) {
    secretRef.allowOnly("namespace", "name");
    try {
      return new ClusterSecret(
          cluster.orElseThrow(() ->
              secretRef.error(
                  "needs the cluster of the Secret; add to spec 'cluster: {}' if the watcher runs"
                      + " in a Pod there, else 'cluster: {kubeconfig: FILE}'")),
          secretRef.get("namespace").text(),
          secretRef.get("name").text());
    } catch (IllegalArgumentException e) {
      throw WatcherConfig.misfit(secretRef, e);
    }
  }

  private static SshFiles files(Field ssh, Path folder) {
    return new SshFiles(
        folder.resolve(ssh.get("keyFile").text()),
        ssh.find("passphraseFile").map(field -> folder.resolve(field.text())),
        folder.resolve(ssh.get("knownHostsFile").text()));
  }
}
