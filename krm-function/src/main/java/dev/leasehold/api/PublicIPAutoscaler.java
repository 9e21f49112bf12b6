package dev.leasehold.api;

import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several claims of one shape, {@code NAME-1} to {@code NAME-N}. Fewer of them end those with the
 * highest numbers, so that the others keep their names, interfaces and addresses.
 *
 * @param minFree how many addresses are to be free; what is in use is not known yet, so nothing
 *     follows from it
 * @param max how many claims there are at most
 * @param claims in the order of their numbers
 */
public record PublicIPAutoscaler(String name, int minFree, int max, List<PublicIPClaim> claims) {
  /** How many claims one of them makes at most. */
  public static final int MOST = 256;

  /** Of a name, so that a dash and three digits fit into a DNS label after it. */
  private static final int LONGEST_NAME = 59;

  public PublicIPAutoscaler {
    claims = List.copyOf(claims);
    if (claims.size() > max || minFree > max || max > MOST) {
      throw new IllegalArgumentException("max " + max + " is exceeded");
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
    spec.allowOnly("poolName", "minFree", "max", "count", "template");
    int max = spec.find("max").map(field -> field.integer(1, MOST)).orElse(MOST);
    int minFree = spec.find("minFree").map(field -> field.integer(0, max)).orElse(0);
    if (spec.find("count").isEmpty()) {
      throw spec.error(
          "has no count: which addresses are in use is not known in this version, so write"
              + " count: N");
    }
    int count = spec.get("count").integer(0, max);
    List<PublicIPClaim> claims = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      claims.add(claim(name + "-" + i, spec));
    }
    if (claims.isEmpty()) {
      claim(name + "-1", spec); // its errors are worth knowing before there are claims
    }
    return new PublicIPAutoscaler(name, minFree, max, claims);
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
