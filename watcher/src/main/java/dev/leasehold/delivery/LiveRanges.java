package dev.leasehold.delivery;

import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses in an object of the cluster. */
final class LiveRanges {
  private LiveRanges() {}

  /**
   * All prefixes, ranges and addresses among the texts of a tree, whatever the field.
   *
   * @param tree mappings, lists and scalars
   */
  static List<AddressRange> of(@Nullable Object tree) {
    List<AddressRange> ranges = new ArrayList<>();
    add(tree, ranges);
    return ranges;
  }

  private static void add(@Nullable Object value, List<AddressRange> to) {
    switch (value) {
      case Map<?, ?> map -> map.values().forEach(item -> add(item, to));
      case List<?> list -> list.forEach(item -> add(item, to));
      case String text -> add(text, to);
      case null, default -> {}
    }
  }

  private static void add(String text, List<AddressRange> to) {
    try {
      int dash = text.indexOf('-');
      if (text.indexOf('/') > 0) {
        to.add(Prefix.parseMasked(text).range());
      } else if (dash > 0) {
        to.add(
            new AddressRange(
                Address.parse(text.substring(0, dash).strip()),
                Address.parse(text.substring(dash + 1).strip())));
      } else {
        to.add(AddressRange.of(Address.parse(text)));
      }
    } catch (AddressException e) {
      return; // a text that is no address
    }
  }
}
