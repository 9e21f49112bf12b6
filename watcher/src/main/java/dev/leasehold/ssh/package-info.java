/**
 * What every SSH client of Leasehold shares: {@link dev.leasehold.ssh.SshLogin} checks host keys
 * and reads keys, of files or of a {@link dev.leasehold.ssh.SecretSource}. The client of the Git
 * server is JGit's, in {@code git}; {@link dev.leasehold.ssh.SshConnection} is the client for
 * machines that run commands.
 *
 * <p>No agent, no {@code ~/.ssh} and no question to a user. A host key is accepted only if it is in
 * the known_hosts of the configuration.
 */
@NullMarked
package dev.leasehold.ssh;

import org.jspecify.annotations.NullMarked;
