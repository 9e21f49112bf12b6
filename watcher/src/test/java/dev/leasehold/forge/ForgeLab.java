package dev.leasehold.forge;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A forge with a repository whose branch {@code main} has a commit, and a person beside us. */
interface ForgeLab extends AutoCloseable {
  Forge forge();

  /** Adds a commit to a branch, which is created from main if need be. */
  String commit(String branch);

  void deleteBranch(String branch);

  void defineLabel(String label);

  /** A user who can review, other than that of the token. */
  String reviewer();

  void closeAsPerson(long number);

  void reopenAsPerson(long number);

  /** Returns the commit that the base then has. */
  String mergeAsPerson(long number);

  void commentAsPerson(long number, String text);

  void addLabelAsPerson(long number, String label);

  void removeLabelAsPerson(long number, String label);

  Set<String> labels(long number);

  Set<String> reviewers(long number);

  /** The texts of all comments, oldest first. */
  List<String> comments(long number);

  /** Asks again while a real forge still works in the background. */
  <T> T settled(Supplier<ForgeAnswer<T>> call);

  @Override
  void close();
}
