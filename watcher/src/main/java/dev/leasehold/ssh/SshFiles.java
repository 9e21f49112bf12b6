package dev.leasehold.ssh;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of an SSH login. They are read again for every connection.
 *
 * @param keyFile the private key, in any format that OpenSSH writes
 * @param passphraseFile the file with its passphrase; empty: it has none
 * @param knownHostsFile the only source of trusted host keys
 */
public record SshFiles(Path keyFile, Optional<Path> passphraseFile, Path knownHostsFile)
    implements SshKeys {
  @Override
  public String keyPlace() {
    return keyFile.toString();
  }

  @Override
  public String hostsPlace() {
    return knownHostsFile.toString();
  }
}
