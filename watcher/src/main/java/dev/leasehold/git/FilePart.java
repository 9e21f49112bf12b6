package dev.leasehold.git;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A value in a file of the package, for a question about its history.
 *
 * @param path the file, relative to the target's path; the file may be missing
 * @param reading reads the value from the content of the file; empty if the file has no such value.
 *     A commit that leaves an equal value did not change it
 * @param ours whether a commit message is of a Leasehold commit that changed the value
 * @param ends whether a commit message is of a Leasehold commit that ends the previous owner of the
 *     value
 * @param unlessChanged a file, relative to the target's path; a takeback no longer counts after
 *     people change this file. Empty: no such file
 * @param people whether a commit message is of a commit by people
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
