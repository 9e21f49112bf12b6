package dev.leasehold.config;

import dev.leasehold.krm.Field;
import dev.leasehold.ssh.SshFiles;
import java.nio.file.Path;

/** Reads the files of an SSH login, which repositories and routers have alike. */
final class SshFields {
  private SshFields() {}

  /**
   * Reads {@code ssh}.
   *
   * @param folder the folder of relative paths
   * @throws dev.leasehold.krm.FieldException for the first invalid field
   */
  static SshFiles read(Field ssh, Path folder) {
    ssh.allowOnly("keyFile", "passphraseFile", "knownHostsFile");
    return new SshFiles(
        folder.resolve(ssh.get("keyFile").text()),
        ssh.find("passphraseFile").map(field -> folder.resolve(field.text())),
        folder.resolve(ssh.get("knownHostsFile").text()));
  }
}
