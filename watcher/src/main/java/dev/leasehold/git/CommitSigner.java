package dev.leasehold.git;

import dev.leasehold.credential.SecretFile;
import dev.leasehold.git.Outcome.Stalled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.api.errors.UnsupportedSigningFormatException;
import org.eclipse.jgit.errors.UnsupportedCredentialItem;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.signing.ssh.SshSignerFactory;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/**
 * Signs commits with an SSH key (PROTOCOL.sshsig of OpenSSH, namespace {@code git}). The key is
 * read for every commit, so that it can be replaced.
 */
final class CommitSigner {
  private final Signing signing;

  CommitSigner(Signing signing) {
    this.signing = signing;
  }

  /** Signs a commit. Returns why there is no signature; empty if there is one. */
  Optional<Stalled> sign(Repository repository, CommitBuilder commit, PersonIdent committer)
      throws IOException {
    Path key = signing.keyFile();
    if (!Files.isReadable(key)) { // JGit would ask the agent of the user
      return Optional.of(
          stalled(
              key + (Files.exists(key) ? " cannot be read" : " does not exist"),
              "Put the private key there (ssh-keygen -t ed25519 creates one), readable by this"
                  + " user."));
    }
    Passphrase passphrase = new Passphrase(signing.passphraseFile());
    try {
      new SshSignerFactory()
          .create()
          .signObject(
              repository, new GpgConfig(config()), commit, committer, key.toString(), passphrase);
    } catch (IOException
        | CanceledException
        | UnsupportedSigningFormatException
        | RuntimeException e) {
      return Optional.of(refused(passphrase, e));
    }
    return commit.getGpgSignature() == null
        ? Optional.of(stalled("no signature was made with " + key, "Check the key."))
        : Optional.empty();
  }

  private Stalled refused(Passphrase passphrase, Exception why) {
    Path key = signing.keyFile();
    if (passphrase.isMissing()) {
      return stalled(
          key + " is protected by a passphrase",
          "Put the passphrase into a file and set passphraseFile.");
    }
    if (!passphrase.trouble().isEmpty()) {
      return Stalled.here(
          "signing.passphraseFile: " + passphrase.trouble(),
          "Put the passphrase of the key there.");
    }
    return stalled(
        "cannot sign with "
            + key
            + (passphrase.wasAsked() ? ", whose passphrase may be wrong: " : ": ")
            + why.getMessage(),
        "Check the key: ssh-keygen -Y sign -n git -f " + key + " must accept it.");
  }

  private static Config config() {
    Config config = new Config();
    config.setString("gpg", null, "format", "ssh");
    return config;
  }

  private static Stalled stalled(String reason, String whatToDo) {
    return Stalled.here("signing.sshKeyFile: " + reason, whatToDo);
  }

  /** Answers the question for the passphrase from a file, once. */
  private static final class Passphrase extends CredentialsProvider {
    private final Optional<SecretFile> file;
    private boolean asked;
    private String trouble = "";

    Passphrase(Optional<Path> file) {
      this.file = file.map(path -> new SecretFile("signing.passphraseFile", path));
    }

    boolean wasAsked() {
      return asked;
    }

    boolean isMissing() {
      return asked && file.isEmpty();
    }

    String trouble() {
      return trouble;
    }

    @Override
    public boolean isInteractive() {
      return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
      return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) throws UnsupportedCredentialItem {
      boolean first = !asked;
      asked = true;
      if (file.isEmpty() || !first) {
        return false;
      }
      try {
        char[] secret = file.get().read().toCharArray();
        for (CredentialItem item : items) {
          if (item instanceof CredentialItem.Password password) {
            password.setValue(secret);
          } else if (item instanceof CredentialItem.StringType text) {
            text.setValue(new String(secret));
          }
        }
        return true;
      } catch (SecretFile.Unusable e) {
        trouble = e.reason();
        return false;
      }
    }
  }
}
