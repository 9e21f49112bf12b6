package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import java.util.List;

/** A sort of object that a binding feeds. */
public sealed interface TargetKind
    permits ListTarget, CidrTarget, AnnotationTarget, DnsTarget, FieldTarget {
  /** The kind that it writes. */
  String kind();

  /** Whether an object of that kind is of the right API group. */
  boolean isOfGroup(String apiVersion);

  /**
   * The places for addresses in the object.
   *
   * @throws dev.leasehold.krm.FieldException when it has no such place, and none can be made
   */
  List<AddressList> lists(Field root);

  /**
   * The same, where each of these has a place.
   *
   * @throws dev.leasehold.krm.FieldException also when one of them has none
   */
  default List<AddressList> lists(Field root, List<Contribution> contributions) {
    return lists(root);
  }

  /** Whether an empty list is harmless. */
  default boolean mayBeEmpty() {
    return true;
  }

  /** How the addresses of a draining prefix are handled. */
  DrainingSupport draining();

  /** How the addresses of a draining prefix are handled. */
  enum DrainingSupport {
    /** They stay beside the new ones. */
    KEPT,
    /** They are removed, unless the binding asks for them. */
    KEPT_WHEN_ASKED,
    /** They are removed: no client may be sent there. */
    NEVER
  }
}
