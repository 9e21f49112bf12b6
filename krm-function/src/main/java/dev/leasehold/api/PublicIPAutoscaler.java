package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.time.Duration;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Several claims of one shape, {@code NAME-1}, {@code NAME-2}, …: as many as {@code count} says, or
 * as Services need, so that some addresses are always free.
 *
 * @param minFree how many addresses are to be free; without effect if there is a count
 * @param max how many claims there are at most
 * @param count how many claims there are; empty: it follows from what Services use
 * @param scaleDownDelay how long more addresses than needed are free before one is released
 * @param template the claim with number 1
 */
public record PublicIPAutoscaler(
    String name,
    int minFree,
    int max,
    Optional<Integer> count,
    Duration scaleDownDelay,
    PublicIPClaim template) {
  /** How many claims one of them makes at most. */
  public static final int MOST = 256;

  private static final String DELAY = "scaleDownDelay";
  private static final Duration DEFAULT_DELAY = Duration.ofMinutes(10);

  /** Of a name, so that a dash and three digits fit into a DNS label after it. */
  private static final int LONGEST_NAME = 59;

  public PublicIPAutoscaler {
    if (count.orElse(0) > max || minFree > max || max > MOST) {
      throw new IllegalArgumentException("max " + max + " is exceeded");
    }
    if (count.isEmpty() && minFree < 1) {
      throw new IllegalArgumentException("neither count nor minFree");
    }
  }

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static PublicIPAutoscaler read(Field root) {
    Field nameField = root.get("metadata").get("name");
    String name = Values.label(nameField);
    if (name.length() > LONGEST_NAME) {
      throw nameField.error(
          "has more than "
              + LONGEST_NAME
              + " characters, so a number does not fit after it; shorten it");
    }
    Field spec = root.get("spec");
    spec.allowOnly(
        "poolName",
        "minFree",
        "max",
        "count",
        DELAY,
        DELAY + "Minutes",
        DELAY + "Seconds",
        "template");
    int max = spec.find("max").map(field -> field.integer(1, MOST)).orElse(MOST);
    int minFree = spec.find("minFree").map(field -> field.integer(0, max)).orElse(0);
    Optional<Integer> count = spec.find("count").map(field -> field.integer(0, max));
    if (count.isEmpty() && minFree == 0) {
      throw spec.error(
          "has neither minFree nor count; write minFree: N to keep N addresses free, or count: N"
              + " for a fixed number");
    }
    return new PublicIPAutoscaler(
        name,
        minFree,
        max,
        count,
        Values.duration(spec, DELAY).orElse(DEFAULT_DELAY),
        claim(name + "-1", spec));
  }

  /** Whether the number of claims follows from what Services use. */
  public boolean followsUse() {
    return count.isEmpty();
  }

  /** The claim with a number. */
  public PublicIPClaim claim(int number) {
    return template.named(name + "-" + number);
  }

  /** The number of a claim with this name; empty: the name is none that it gives. */
  public Optional<Integer> number(String claim) {
    String start = name + "-";
    if (!claim.startsWith(start)) {
      return Optional.empty();
    }
    String digits = claim.substring(start.length());
    return digits.matches("[1-9][0-9]{0,2}")
        ? Optional.of(Integer.valueOf(digits)).filter(number -> number <= MOST)
        : Optional.empty();
  }

  /**
   * The numbers of the claims that Git asks for. Without a count these are the first {@code
   * minFree} numbers, and each number whose address is held: a claim begins with its lease and ends
   * with it, so the same package always has the same claims.
   *
   * @param leases all leases of the package
   */
  public NavigableSet<Integer> numbers(Collection<PublicIPLease> leases) {
    NavigableSet<Integer> numbers = new TreeSet<>();
    for (int i = 1; i <= count.orElse(minFree); i++) {
      numbers.add(i);
    }
    if (followsUse()) {
      leases.stream()
          .filter(PublicIPLease::isHeld)
          .flatMap(lease -> number(lease.claim()).stream())
          .forEach(numbers::add);
    }
    return numbers;
  }

  /** What only one claim can have is not in a template: an interface, a MAC address, a Service. */
  private static PublicIPClaim claim(String name, Field spec) {
    String pool = Values.objectName(spec.get("poolName"));
    Field template = spec.get("template");
    template.allowOnly("poolName", "router", "onDelete");
    template
        .find("poolName")
        .filter(field -> !field.text().equals(pool))
        .ifPresent(field -> {
          throw field.error("is not spec.poolName, '" + pool + "'; remove it");
        });
    Field router = template.get("router");
    router.allowOnly("host", "port", "user", "sshSecretRef", "wanParent", "command");
    return new PublicIPClaim(
        name,
        Optional.of(pool),
        RouterRef.read(router),
        Values.objectName(router.get("sshSecretRef")),
        Optional.empty(),
        Optional.empty(),
        PublicIPClaim.Mode.ALLOCATE,
        template
            .find("onDelete")
            .map(field -> Values.choice(field, PublicIPClaim.OnDelete.values()))
            .orElse(PublicIPClaim.OnDelete.RELEASE),
        Optional.empty());
  }
}
