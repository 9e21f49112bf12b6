package dev.leasehold.git;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Signs every commit with an SSH key, as {@code git commit -S} does with {@code gpg.format ssh}.
 * Without a signature, nothing is committed.
 *
 * @param keyFile the private key in a format of OpenSSH
 * @param passphraseFile the file with its passphrase; empty: it has none
 */
public record Signing(Path keyFile, Optional<Path> passphraseFile) {}
