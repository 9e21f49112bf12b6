package dev.leasehold.targets;

import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/** A sort of object that a binding feeds. */
public sealed interface TargetKind
    permits DescribedTarget, AnnotationTarget, DnsTarget, FieldTarget {
  /** The kind that it writes. */
  String kind();

  /** Whether an object of that kind is of the right API group. */
  boolean isOfGroup(String apiVersion);

  /**
   * Checks the API version of an object of that group.
   *
   * @throws dev.leasehold.krm.FieldException when it is not accepted
   */
  default void requireVersion(Field root) {}

  /** The way to the CIDR of a kind with an object for each, which never changes; else empty. */
  default List<String> cidrKeys() {
    return List.of();
  }

  /** Whether there is an object for each CIDR. */
  default boolean isPerCidr() {
    return !cidrKeys().isEmpty();
  }

  /** The CIDR of an object of such a kind; empty where it is none. */
  default Optional<AddressRange> cidr(Field root) {
    Optional<Field> at = Optional.of(root);
    for (String key : cidrKeys()) {
      at = at.filter(Field::isMapping).flatMap(field -> field.find(key));
    }
    return at.flatMap(Form::text);
  }

  /** Whether its objects have no namespace. */
  default boolean isClusterScoped() {
    return false;
  }

  /** Whether Leasehold describes it, and may have a template for it. */
  default boolean isBuiltIn() {
    return true;
  }

  /** A missing object, as its own TargetKind has it; empty text for none. */
  default String template() {
    return "";
  }

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
