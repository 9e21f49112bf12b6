package dev.leasehold.migration;

import dev.leasehold.krm.Field;
import dev.leasehold.render.files.ObjectKey;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The {@code DynamicPrefix} that dynamic-prefix-operator and its fork store, of the group {@code
 * dynamic-prefix.io}. Its {@code offset} counts subnets, and not addresses.
 */
final class Prefixes {
  static final String GROUP = "dynamic-prefix.io/";

  /** What the operator requests if a DynamicPrefix says nothing. */
  private static final int USUAL_LENGTH = 56;

  private static final String ADVERTISEMENT = "routerAdvertisement";
  private static final String INTERFACE = "interface";

  private final Carried carried;
  private final Annotated annotated;

  Prefixes(Carried carried, Annotated annotated) {
    this.carried = carried;
    this.annotated = annotated;
  }

  void carry(Dump dump) {
    carried.each(
        dump.of(GROUP, "DynamicPrefix"),
        (root, name) -> carried.spec(root).ifPresent(spec -> carry(spec, name)));
  }

  private void carry(Field spec, String name) {
    carried.warnOfOthers(
        spec, "acquisition", "addressRanges", "subnets", "transition", "prefixFilter");
    Text text = Text.local("DynamicPrefix", name);
    acquisition(text, spec.get("acquisition"));
    list(spec, "subnets").ifPresent(subnets -> subnets(text, subnets));
    list(spec, "addressRanges").ifPresent(ranges -> ranges(text, ranges));
    annotated.hosts(name, text);
    spec.find("transition").ifPresent(transition -> transition(text, transition));
    spec.find("prefixFilter").ifPresent(this::filter);
    carried.add("intent/" + name + ".yaml", text);
  }

  private static Optional<List<Field>> list(Field spec, String key) {
    return spec.find(key).map(Field::items).filter(items -> !items.isEmpty());
  }

  private void acquisition(Text text, Field acquisition) {
    carried.warnOfOthers(acquisition, "dhcpv6pd", ADVERTISEMENT);
    text.key(1, "acquisition");
    Optional<Field> delegation = acquisition.find("dhcpv6pd");
    delegation.ifPresent(pd -> {
      carried.warnOfOthers(pd, INTERFACE, "requestedPrefixLength");
      text.key(2, "dhcpv6").value(3, INTERFACE, pd.get(INTERFACE).text());
      Optional<Field> length = pd.find("requestedPrefixLength");
      text.number(
          3, "requestedPrefixLength", length.map(l -> l.integer(1, 128)).orElse(USUAL_LENGTH));
    });
    acquisition
        .find(ADVERTISEMENT)
        .ifPresent(ra -> {
          carried.warnOfOthers(ra, INTERFACE, "enabled");
          text.key(2, ADVERTISEMENT).value(3, INTERFACE, ra.get(INTERFACE).text());
          ra.find("enabled").ifPresent(enabled -> text.copy(3, "enabled", enabled));
          boolean isOn = ra.find("enabled").map(Field::bool).orElse(true);
          if (isOn && delegation.isPresent()) {
            carried.warn(
                ra,
                "is a cross-check beside dhcpv6: its operator publishes the /64 of the link while"
                    + " there is no delegation. On a LAN behind the router, where that /64 is"
                    + " yours, add fallback: RouterAdvertisement to acquisition");
          }
        });
  }

  private void subnets(Text text, List<Field> subnets) {
    text.key(1, "subnets");
    for (Field subnet : subnets) {
      carried.warnOfOthers(subnet, "name", "offset", "prefixLength", "bgp");
      text.item(2, "name", subnet.get("name").text());
      text.number(3, "index", subnet.find("offset").map(Prefixes::index).orElse(0L));
      text.number(3, "prefixLength", subnet.get("prefixLength").integer(1, 128));
      subnet
          .find("bgp")
          .ifPresent(bgp ->
              carried.warn(
                  bgp,
                  "is not carried over: write a CiliumBGPAdvertisement that selects the pool and, if"
                      + " you use one, has the community; it does not change with the prefix"));
    }
  }

  private static long index(Field offset) {
    BigInteger index = offset.wholeNumber();
    if (index.signum() < 0 || index.bitLength() >= Long.SIZE) {
      throw offset.error("must be the number of a subnet, from 0 to " + Long.MAX_VALUE);
    }
    return index.longValueExact();
  }

  private void ranges(Text text, List<Field> ranges) {
    text.key(1, "addressRanges");
    for (Field range : ranges) {
      carried.warnOfOthers(range, "name", "start", "end");
      text.item(2, "name", range.get("name").text());
      text.value(3, "start", range.get("start").text());
      text.value(3, "end", range.get("end").text());
    }
  }

  private void transition(Text text, Field transition) {
    carried.warnOfOthers(transition, "mode", "maxPrefixHistory");
    transition
        .find("maxPrefixHistory")
        .ifPresent(history ->
            text.key(1, "transition").number(2, "maxPrefixHistory", history.integer(0, 100)));
    if (ObjectKey.text(transition, "mode").equals("ha")) {
      carried.warn(
          transition.get("mode"),
          "is a choice of each binding here: draining: Keep gives a Service both addresses while the"
              + " old one drains. DNS has the new address only, as there");
    }
  }

  private void filter(Field filter) {
    if (ObjectKey.text(filter, "requireGlobalUnicast").equals("false")) {
      carried.warn(
          filter.get("requireGlobalUnicast"),
          "is not carried over: name the net that may be used in accept.within, such as fd12:3456::/32");
    }
  }
}
