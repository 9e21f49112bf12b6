package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import java.util.List;

/** A sort of object that a binding feeds. */
public sealed interface TargetKind
    permits ListTarget, CidrTarget, AnnotationTarget, DnsTarget, FieldTarget {
  /** The kind that it writes. */
  String kind();

  /** Whether an object of that kind is of the API group that is meant. */
  boolean isOfGroup(String apiVersion);

  /**
   * Where the object holds addresses.
   *
   * @throws dev.leasehold.krm.FieldException when it has no such place, and none can be made
   */
  List<AddressList> lists(Field root);

  /** Whether no addresses at all mean no more than that. */
  default boolean mayBeEmpty() {
    return true;
  }

  /** What is written of a prefix that drains. */
  DrainingSupport draining();

  /** What is written of a prefix that drains. */
  enum DrainingSupport {
    /** Its addresses stay beside the new ones. */
    KEPT,
    /** They go, unless the binding asks for them. */
    KEPT_WHEN_ASKED,
    /** They go: no client may be sent there. */
    NEVER
  }
}
