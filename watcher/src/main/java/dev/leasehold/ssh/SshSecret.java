package dev.leasehold.ssh;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The Secret of an SSH login. It is read again for every connection.
 *
 * @param secret has the private key as {@value #KEY}, without a passphrase
 * @param knownHostsFile the only source of trusted host keys; empty: {@value #HOSTS} of the Secret
 *     is
 */
public record SshSecret(SecretSource secret, Optional<Path> knownHostsFile) implements SshKeys {
  /** The key of the Secret's data with the private key. */
  static final String KEY = "id_rsa";

  /** The key of the Secret's data with the trusted host keys. */
  static final String HOSTS = "known_hosts";

  @Override
  public String keyPlace() {
    return KEY + " of " + secret.place();
  }

  @Override
  public String hostsPlace() {
    return knownHostsFile.map(Path::toString).orElse(HOSTS + " of " + secret.place());
  }
}
