package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses in annotations of an object, with commas between them.
 *
 * @param apiVersion of the object; empty text for any
 * @param annotations the keys; the same value is written to each
 * @param all whether every one of them is written; else those that are there, or the first
 */
record AnnotationTarget(
    String kind, String apiVersion, List<String> annotations, boolean all, DrainingSupport draining)
    implements TargetKind {
  /**
   * The annotations that request addresses for a Service of type LoadBalancer: Cilium's and its
   * older one, MetalLB's and its older one. Cilium removes an address that is in no pool, so pools
   * are written before.
   */
  static final List<String> LOAD_BALANCER_ADDRESSES =
      List.of(
          "lbipam.cilium.io/ips",
          "io.cilium/lb-ipam-ips",
          "metallb.io/loadBalancerIPs",
          "metallb.universe.tf/loadBalancerIPs");

  /** The Service kind itself. */
  static final AnnotationTarget SERVICE =
      new AnnotationTarget(
          "Service", "v1", LOAD_BALANCER_ADDRESSES, false, DrainingSupport.KEPT_WHEN_ASKED);

  AnnotationTarget {
    annotations = List.copyOf(annotations);
  }

  @Override
  public boolean isOfGroup(String version) {
    return apiVersion.isEmpty() || apiVersion.equals(version);
  }

  @Override
  public List<AddressList> lists(Field root) {
    List<AddressList> lists = new ArrayList<>();
    for (String annotation : annotations) {
      List<String> keys = List.of("metadata", "annotations", annotation);
      if (draining == DrainingSupport.NEVER) {
        root.find(keys).ifPresent(AnnotationTarget::rejectNames);
      }
      if (all || root.find(keys).isPresent()) {
        lists.add(list(root, keys));
      }
    }
    return lists.isEmpty()
        ? List.of(list(root, List.of("metadata", "annotations", annotations.getFirst())))
        : lists;
  }

  /** A DNS record has a name or addresses: with both, external-dns makes a CNAME and an A. */
  private static void rejectNames(Field annotation) {
    for (String part : annotation.text().split(",")) {
      String word = part.strip();
      boolean isName = word.chars().anyMatch(Character::isLetter) && word.indexOf(':') < 0;
      for (int i = 0; i < word.length() && isName; i++) {
        char c = word.charAt(i);
        isName = Character.isLetterOrDigit(c) || c == '.' || c == '-';
      }
      if (isName) {
        throw annotation.error(
            "holds the name '"
                + word
                + "', and one DNS name cannot have both a name and addresses as its targets; remove"
                + " the name, or delete the binding");
      }
    }
  }

  private static AddressList list(Field root, List<String> keys) {
    return new CommaText(root, keys, new SingleAddresses(), false, true);
  }
}
