package dev.leasehold.forge;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The branches of a stand-in's repository. */
public interface Branches {
  /** The commit of a branch; empty if there is no such branch. */
  Optional<String> tip(String branch);

  /** Whether a branch has commits that the base does not have. */
  boolean isAhead(String branch, String base);

  /** Merges a branch into the base. Returns the commit that the base then has. */
  String merge(String branch, String base);

  /** Branches without a repository: only their names and invented commits. */
  final class InMemory implements Branches {
    private final Map<String, String> tips = new ConcurrentHashMap<>();
    private final AtomicInteger commits = new AtomicInteger();

    /** Creates one branch with a commit. */
    public InMemory(String branch) {
      commit(branch);
    }

    /** Adds a commit to a branch, which is created if need be. Returns the commit. */
    public String commit(String branch) {
      String commit = "%040x".formatted(0xabc_0000 + commits.incrementAndGet());
      tips.put(branch, commit);
      return commit;
    }

    /** Creates a branch at the commit of another one, or moves it there. */
    public void copy(String from, String to) {
      tip(from).ifPresent(commit -> tips.put(to, commit));
    }

    public void delete(String branch) {
      tips.remove(branch);
    }

    @Override
    public Optional<String> tip(String branch) {
      return Optional.ofNullable(tips.get(branch));
    }

    @Override
    public boolean isAhead(String branch, String base) {
      return !tip(branch).equals(tip(base));
    }

    @Override
    public String merge(String branch, String base) {
      return commit(base);
    }
  }
}
