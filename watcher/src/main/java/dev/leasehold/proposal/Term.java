package dev.leasehold.proposal;

/**
 * Who wrote a commit, if one of several watchers of one name is elected.
 *
 * @param holder the identity of the process, of letters, digits, '.', '-' and '_'
 * @param number the number of its term: a later holder has a greater one
 */
public record Term(String holder, long number) {
  @Override
  public String toString() {
    return holder + ", term " + number;
  }
}
