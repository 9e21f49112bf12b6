package dev.leasehold.git;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A value in a file of the package, whose history is asked for.
 *
 * @param path relative to the target's path; the file need not be there
 * @param reading the value in a file with that content; empty when the file has none. A commit that
 *     leaves an equal value did not change it
 * @param ours whether a commit with that message is one of ours that changed the value
 * @param ends whether a commit of ours with that message ends what held the value before
 * @param unlessChanged a file whose change by people after a takeback makes that one count no
 *     longer; relative to the target's path; empty: none
 * @param people whether a commit with that message is by people
 */
public record FilePart<T>(
    String path,
    Function<byte[], Optional<T>> reading,
    Predicate<String> ours,
    Predicate<String> ends,
    String unlessChanged,
    Predicate<String> people) {

  FilePart<T> below(String folder) {
    return folder.isEmpty()
        ? this
        : new FilePart<>(
            folder + "/" + path,
            reading,
            ours,
            ends,
            unlessChanged.isEmpty() ? "" : folder + "/" + unlessChanged,
            people);
  }
}
