package dev.leasehold.autoscale;

import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.autoscale.AutoscalerStatus.Reason;
import dev.leasehold.net.Address;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The numbers of one autoscaler at one moment.
 *
 * @param asked the numbers that are asked for beyond Git
 * @param unassigned those for which the router has given no address for a while
 */
record View(
    PublicIPAutoscaler spec,
    Numbers git,
    Set<Integer> asked,
    Set<Integer> unassigned,
    Usage.Known known) {
  View {
    asked = Set.copyOf(asked);
    unassigned = new TreeSet<>(unassigned);
  }

  /** The same with other numbers that are asked for. */
  View asking(Set<Integer> others) {
    return new View(spec, git, others, unassigned, known);
  }

  /** The same without these numbers, which are asked for. */
  View without(Set<Integer> dropped) {
    Set<Integer> rest = new TreeSet<>(unassigned);
    rest.removeAll(dropped);
    Set<Integer> others = new TreeSet<>(asked);
    others.removeAll(dropped);
    return new View(spec, git, others, rest, known);
  }

  /** All that it has: the first {@code minFree} ones, those in Git, and those asked for. */
  Set<Integer> numbers() {
    Set<Integer> numbers = new TreeSet<>(git.held().keySet());
    numbers.addAll(asked);
    for (int i = 1; i <= spec.minFree(); i++) {
      numbers.add(i);
    }
    return numbers;
  }

  /** Those whose address a Service uses, and those that a binding names. */
  Set<Integer> used() {
    Set<Integer> used = numbers();
    used.removeIf(number -> !git.bound().contains(number) && !isOfService(number));
    return used;
  }

  private boolean isOfService(int number) {
    Address address = git.held().get(number);
    return address != null && known.addresses().contains(address);
  }

  int usedInGit() {
    Set<Integer> used = used();
    used.retainAll(git.held().keySet());
    return used.size();
  }

  /** Those that a Service can have now. */
  int freeInGit() {
    return git.held().size() - usedInGit();
  }

  /** Those that a Service can have now, or soon. */
  int free() {
    Set<Integer> free = numbers();
    free.removeAll(used());
    free.removeAll(unassigned);
    return free.size();
  }

  /** How many more there may be. An address that the router has still to give up counts. */
  int room() {
    return Math.max(0, spec.max() - numbers().size() - git.releasing());
  }

  /**
   * Those of which one is too many. The first ones are always asked for, so they never are. An
   * address in Git stays until as many others work: the router may be away, and has not refused a
   * number then. Above {@code max} it stays while the router gives no address for another one.
   */
  Set<Integer> spare() {
    if (free() <= spec.minFree() && numbers().size() <= spec.max()) {
      return Set.of();
    }
    Set<Integer> spare = numbers();
    spare.removeAll(used());
    spare.removeIf(number -> number <= spec.minFree());
    boolean isReplaced = numbers().size() > spec.max() && unassigned.isEmpty();
    if (freeInGit() <= spec.minFree() && !isReplaced) {
      spare.removeAll(git.held().keySet());
    }
    return spare;
  }

  /** For which numbers there is no address, in words. */
  String withoutAddress() {
    return "the router gives no address for "
        + unassigned.stream()
            .map(number -> spec.claim(number).name())
            .collect(Collectors.joining(", "));
  }

  /** Why there are too many, in words. */
  String surplus() {
    int size = numbers().size();
    return size > spec.max()
        ? "has " + size + " with max " + spec.max()
        : "has " + free() + " of " + size + " free";
  }

  /** A reason for a commit message. */
  String why(String reason) {
    return "PublicIPAutoscaler "
        + spec.name()
        + " keeps "
        + spec.minFree()
        + " free, and "
        + reason;
  }

  AutoscalerStatus status(Reason reason, String message) {
    return status(Optional.of(usedInGit()), reason, message, false);
  }

  AutoscalerStatus status(
      Optional<Integer> used, Reason reason, String message, boolean isTrouble) {
    return new AutoscalerStatus(
        spec.name(),
        numbers().size(),
        git.held().size(),
        used,
        spec.minFree(),
        spec.max(),
        reason,
        message,
        isTrouble,
        Optional.empty());
  }
}
