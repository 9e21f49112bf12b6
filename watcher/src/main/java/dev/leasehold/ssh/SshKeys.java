package dev.leasehold.ssh;

/** Where a login takes its private key and the trusted host keys from. */
public sealed interface SshKeys permits SshFiles, SshSecret {
  /** The place of the private key, for messages. */
  String keyPlace();

  /** The place of the trusted host keys, for messages. */
  String hostsPlace();
}
