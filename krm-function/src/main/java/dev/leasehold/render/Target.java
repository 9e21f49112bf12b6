package dev.leasehold.render;

import dev.leasehold.edit.Entry;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import java.util.List;
import java.util.Optional;

/** A kind whose list of addresses a binding feeds. */
sealed interface Target permits LoadBalancerPool, CidrGroup {
  /** All of them; a binding's target is one of these kinds. */
  List<Target> ALL = List.of(new LoadBalancerPool(), new CidrGroup());

  /** The kind that it writes. */
  String kind();

  /** The API group that the kind is in, with its slash. */
  String group();

  /** The keys from the top of the object to its list. */
  List<String> list();

  /** Whether a list without elements means no more than that there are no addresses. */
  boolean mayBeEmpty();

  /** The elements for one range of addresses, in order. */
  List<Element> elements(AddressRange range);

  /** The addresses that an element of the list stands for; empty when it is not understood. */
  Optional<AddressRange> addresses(Field element);

  /** One element to write, and the addresses that it stands for. */
  record Element(AddressRange addresses, Entry entry) {}

  /** The target of that kind, if it is one that we write. */
  static Optional<Target> of(String kind) {
    return ALL.stream().filter(target -> target.kind().equals(kind)).findFirst();
  }
}
