package dev.leasehold.router;

import dev.leasehold.net.Address;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The functions of the boot script: allocate as it is, and the interfaces. The same interfaces give
 * the same text, in any order.
 */
final class BootText {
  private BootText() {}

  /**
   * @return nothing for no interfaces
   * @throws IllegalArgumentException if two interfaces have one name
   */
  static String of(Collection<BootInterface> held, Duration leaseWait) {
    if (held.isEmpty()) {
      return "";
    }
    List<BootInterface> sorted =
        held.stream().sorted(Comparator.comparing(each -> each.on().name())).toList();
    if (sorted.stream().map(each -> each.on().name()).distinct().count() < sorted.size()) {
      throw new IllegalArgumentException("two interfaces of one name: " + held);
    }
    StringBuilder text = new StringBuilder();
    text.append(
        ShellText.assignments(
            new TreeMap<>(
                Map.of(
                    "HOOK",
                    Script.resource("hook"),
                    "LEASE_WAIT",
                    Long.toString(leaseWait.toSeconds())))));
    text.append("leasehold() {\n").append(Script.ALLOCATE.body()).append("}\n");
    text.append(Script.resource("boot"));
    text.append("leasehold_interfaces() {\n");
    for (BootInterface each : sorted) {
      text.append("  leasehold_hold");
      for (String value :
          List.of(
              each.on().name(),
              each.on().mac(),
              each.on().parent(),
              each.last().map(Address::toString).orElse(""))) {
        text.append(' ').append(ShellText.quoted(value));
      }
      text.append('\n');
    }
    return text.append('}').toString();
  }
}
