package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges whose history is cut off after a hundred commits. */
final class HistoryTest {
  private static final int MORE = 120;

  @TempDir Path directory;

  @Test
  void needsMoreCommitsIfASideOfAMergeIsCutOff() throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    ObjectId fork = ObjectId.fromString(lab.tip());
    merges(lab, MORE);
    try (LocalRepository local = deepened(lab);
        History history = History.of(local, ObjectId.fromString(lab.tip()))) {
      List<RevCommit> parents = history.parents(history.tip());
      assertTrue(history.reaches(parents.getFirst(), fork));
      assertThrows(History.TooShortException.class, () -> history.reaches(parents.getLast(), fork));
    }
  }

  @Test
  void needsNoMoreCommitsIfOnlyCommonHistoryIsCutOff() throws Exception {
    GitScenario lab = GitScenario.withPackage(directory);
    commits(lab, "before", MORE);
    merges(lab, 2);
    try (LocalRepository local = deepened(lab);
        History history = History.of(local, ObjectId.fromString(lab.tip()))) {
      List<RevCommit> parents = history.parents(history.tip());
      assertFalse(history.reaches(parents.getLast(), parents.getFirst()));
    }
  }

  private static void merges(GitScenario lab, int commitsAside) {
    GitScenario.git(lab.people, "checkout", "-q", "-b", "side");
    commits(lab, "aside", commitsAside);
    GitScenario.git(lab.people, "checkout", "-q", "main");
    commits(lab, "main", 1);
    GitScenario.git(lab.people, "merge", "-q", "--no-ff", "-m", "Merge side", "side");
    GitScenario.git(lab.people, "push", "-q", "origin", "main");
  }

  private static void commits(GitScenario lab, String name, int count) {
    String loop = "for i in $(seq $1); do git commit -q --allow-empty -m \"$0 $i\"; done";
    GitScenario.run(lab.people, List.of("sh", "-c", loop, name, Integer.toString(count)));
  }

  private static LocalRepository deepened(GitScenario lab) throws Exception {
    try (GitWriter writer = lab.writer()) {
      Snapshot tip = assertInstanceOf(Snapshot.class, writer.fetch());
      assertTrue(tip.deletion("none").isEmpty()); // looks through a hundred commits
    }
    return LocalRepository.open(lab.state);
  }
}
