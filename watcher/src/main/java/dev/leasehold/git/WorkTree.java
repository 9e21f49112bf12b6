package dev.leasehold.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The checked-out files of a repository on this machine. */
final class WorkTree {
  private WorkTree() {}

  /**
   * The reason why git would refuse a push to the branch: the branch is checked out ({@code
   * receive.denyCurrentBranch}).
   *
   * @return empty also if this is unknown
   */
  static Optional<Outcome.Failure> inTheWay(GitTarget target) {
    if (!target.isLocal()) {
      return Optional.empty();
    }
    Path directory = Path.of(target.uri().getPath());
    Path inside = directory.resolve(Constants.DOT_GIT);
    if (!Files.isDirectory(inside)) {
      return Optional.empty();
    }
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(inside.toFile()).setMustExist(true).build()) {
      String denied = repository.getConfig().getString("receive", null, "denyCurrentBranch");
      boolean refuses = denied == null || denied.equals("refuse") || denied.equals("true");
      return refuses && target.branch().equals(repository.getBranch())
          ? Optional.of(
              new Outcome.Stalled(
                  "branch " + target.branch() + " is checked out in " + directory,
                  "Git refuses pushes to it. Use a bare repository (git init --bare), check out"
                      + " another branch there, or let a push update the files: git -C "
                      + directory
                      + " config receive.denyCurrentBranch updateInstead",
                  Outcome.Stage.RIGHTS))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
