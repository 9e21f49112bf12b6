package dev.leasehold.api;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads a {@link DynamicPrefix}. */
final class DynamicPrefixReader {
  private static final List<Prefix> GLOBAL_UNICAST = List.of(Prefix.parse("2000::/3"));
  private static final DynamicPrefix.Accept DEFAULT_ACCEPT =
      new DynamicPrefix.Accept(GLOBAL_UNICAST, 48, 64, List.of());
  private static final Prefix WHOLE_SPACE = Prefix.parse("::/0");

  private final Map<String, Field> names = new HashMap<>();
  private final Map<AddressRange, String> taken = new LinkedHashMap<>();

  static DynamicPrefix read(Field root) {
    Field spec = root.get("spec");
    spec.allowOnly(
        "acquisition", "accept", "subnets", "addressRanges", "hosts", "suspend", "transition");
    String prefix = Values.label(root.get("metadata").get("name"));
    DynamicPrefixReader reader = new DynamicPrefixReader();
    List<Subnet> subnets = new ArrayList<>();
    for (Field item : list(spec, "subnets")) {
      subnets.add(reader.claim(item, subnet(item, reader.name(item))));
    }
    for (Field item : list(spec, "addressRanges")) {
      subnets.add(reader.claim(item, range(item, reader.name(item))));
    }
    List<DynamicPrefix.Host> hosts = new ArrayList<>();
    for (Field item : list(spec, "hosts")) {
      hosts.add(reader.host(item, hosts, prefix));
    }
    return new DynamicPrefix(
        prefix,
        acquisition(spec.get("acquisition")),
        spec.find("accept").map(DynamicPrefixReader::accept).orElse(DEFAULT_ACCEPT),
        subnets,
        hosts,
        spec.find("suspend").map(Field::bool).orElse(false),
        spec.find("transition")
            .map(DynamicPrefixReader::transition)
            .orElse(DynamicPrefix.Transition.DEFAULT));
  }

  private static DynamicPrefix.Acquisition acquisition(Field field) {
    field.allowOnly("dhcpv6", "routerAdvertisement", "interface", "router", "fallback");
    Optional<Field> advertisement = field.find("routerAdvertisement");
    advertisement.ifPresent(ra -> ra.allowOnly("interface", "enabled"));
    Optional<Field> kernel = field.find("interface");
    kernel.ifPresent(k -> k.allowOnly("name"));
    Optional<DynamicPrefix.Delegation> delegation =
        field.find("dhcpv6").map(DelegationReader::read);
    Optional<DynamicPrefix.HeldByRouter> router =
        field.find("router").map(DynamicPrefixReader::router);
    if (kernel.isPresent() && delegation.isPresent()) {
      throw kernel
          .get()
          .error(
              "cannot be combined with dhcpv6: keep interface if another program holds the"
                  + " delegation, else keep dhcpv6");
    }
    if (router.isPresent() && (kernel.isPresent() || delegation.isPresent())) {
      throw field
          .get("router")
          .error(
              "cannot be combined with "
                  + (delegation.isPresent() ? "dhcpv6" : "interface")
                  + ": keep router if the router holds the delegation, else remove router");
    }
    DynamicPrefix.Acquisition acquisition =
        new DynamicPrefix.Acquisition(
            advertisement
                .filter(ra -> ra.find("enabled").map(Field::bool).orElse(true))
                .map(ra -> Values.interfaceName(ra.get("interface"))),
            delegation,
            kernel.map(k -> Values.interfaceName(k.get("name"))),
            router,
            field
                .find("fallback")
                .map(f -> Values.choice(f, DynamicPrefix.Fallback.values()))
                .orElse(DynamicPrefix.Fallback.NONE));
    if (acquisition.fallback() == DynamicPrefix.Fallback.ROUTER_ADVERTISEMENT
        && (acquisition.routerAdvertisement().isEmpty()
            || delegation.isEmpty() && kernel.isEmpty() && router.isEmpty())) {
      throw field
          .get("fallback")
          .error(
              "has no effect: RouterAdvertisement needs routerAdvertisement (enabled) beside dhcpv6,"
                  + " interface or router");
    }
    if (acquisition.routerAdvertisement().isEmpty()
        && delegation.isEmpty()
        && kernel.isEmpty()
        && router.isEmpty()) {
      throw field.error(
          "acquires nothing: set an interface in dhcpv6, routerAdvertisement (enabled) or"
              + " interface, or set router");
    }
    return acquisition;
  }

  private static DynamicPrefix.HeldByRouter router(Field field) {
    field.allowOnly("name", "openWrt", "routerOs", "command");
    String name = Values.routerName(field.get("name"));
    List<PrefixQuery> queries = new ArrayList<>();
    field.find("openWrt").ifPresent(f -> queries.add(query(f, PrefixQuery.OpenWrt::new)));
    field
        .find("routerOs")
        .ifPresent(f -> {
          if (!f.bool()) {
            throw f.error("is false; set it to true, or remove it");
          }
          queries.add(new PrefixQuery.RouterOs());
        });
    field.find("command").ifPresent(f -> queries.add(query(f, PrefixQuery.Command::new)));
    if (queries.size() != 1) {
      throw field.error(
          "needs exactly one of openWrt (the interface, such as wan6), routerOs (true) and command"
              + " (a command line of that router in the WatcherConfig)");
    }
    return new DynamicPrefix.HeldByRouter(name, queries.getFirst());
  }

  private static PrefixQuery query(Field field, Function<String, PrefixQuery> of) {
    try {
      return of.apply(field.text());
    } catch (IllegalArgumentException e) {
      throw field.error(String.valueOf(e.getMessage()));
    }
  }

  private static DynamicPrefix.Accept accept(Field field) {
    field.allowOnly("within", "prefixLength", "routers");
    List<Prefix> within = new ArrayList<>();
    list(field, "within").forEach(prefix -> within.add(Values.prefix(prefix)));
    Optional<Field> length = field.find("prefixLength");
    length.ifPresent(l -> l.allowOnly("min", "max"));
    int min = bound(length, "min", DEFAULT_ACCEPT.minLength());
    int max = bound(length, "max", DEFAULT_ACCEPT.maxLength());
    if (min > max) {
      throw length.orElseThrow().error("min " + min + " is above max " + max);
    }
    List<Address> routers = new ArrayList<>();
    list(field, "routers").forEach(router -> routers.add(Values.routerAddress(router)));
    return new DynamicPrefix.Accept(within.isEmpty() ? GLOBAL_UNICAST : within, min, max, routers);
  }

  private static int bound(Optional<Field> length, String key, int otherwise) {
    return length.flatMap(l -> l.find(key)).map(f -> f.integer(1, 128)).orElse(otherwise);
  }

  private static DynamicPrefix.Transition transition(Field field) {
    field.allowOnly(
        "drainPeriod",
        "drainPeriodMinutes",
        "drainPeriodSeconds",
        "maxPrefixHistory",
        "minStable",
        "minStableMinutes",
        "minStableSeconds",
        "onFlash",
        "onLoss",
        "damping",
        "review");
    DynamicPrefix.Transition defaults = DynamicPrefix.Transition.DEFAULT;
    return new DynamicPrefix.Transition(
        Values.duration(field, "drainPeriod").orElse(defaults.drainPeriod()),
        field
            .find("maxPrefixHistory")
            .map(f -> f.integer(0, 100))
            .orElse(defaults.maxPrefixHistory()),
        Values.duration(field, "minStable").orElse(defaults.minStable()),
        field
            .find("onFlash")
            .map(f -> Values.choice(f, DynamicPrefix.OnFlash.values()))
            .orElse(defaults.onFlash()),
        field
            .find("onLoss")
            .map(f -> Values.choice(f, DynamicPrefix.OnLoss.values()))
            .orElse(defaults.onLoss()),
        field
            .find("damping")
            .map(f -> Values.choice(f, DynamicPrefix.Damping.values()))
            .orElse(defaults.damping()),
        field
            .find("review")
            .map(f -> Values.choice(f, DynamicPrefix.Review.values()))
            .orElse(defaults.review()));
  }

  private static Subnet subnet(Field item, String name) {
    item.allowOnly("name", "offset", "index", "prefixLength");
    int length = item.get("prefixLength").integer(1, 128);
    Optional<Field> offset = item.find("offset");
    Optional<Field> index = item.find("index");
    if (offset.isPresent() == index.isPresent()) {
      throw item.error("needs either offset (addresses) or index (subnets of that length)");
    }
    return offset
        .<Subnet>map(field -> new Subnet.AtOffset(name, Values.offset(field), length))
        .orElseGet(() -> new Subnet.AtIndex(name, Values.offset(index.orElseThrow()), length));
  }

  private static Subnet range(Field item, String name) {
    item.allowOnly("name", "start", "end");
    Address start = Values.suffix(item.get("start"));
    Address end = Values.suffix(item.get("end"));
    if (start.compareTo(end) > 0) {
      throw item.get("end").error("'" + end + "' is before the start, '" + start + "'");
    }
    return new Subnet.Between(name, start, end);
  }

  private DynamicPrefix.Host host(Field item, List<DynamicPrefix.Host> others, String prefix) {
    item.allowOnly("name", "suffix", "service", "pinBy");
    String name = name(item);
    Field field = item.get("suffix");
    Address suffix = Values.suffix(field);
    for (DynamicPrefix.Host other : others) {
      if (other.suffix().equals(suffix)) {
        throw field.error(
            "duplicate suffix '" + suffix + "': host '" + other.name() + "' also has it");
      }
    }
    return new DynamicPrefix.Host(
        name,
        suffix,
        item.find("service").map(Values::service),
        item.find("pinBy")
            .map(pinBy -> pinBy(pinBy, item, prefix + "." + name))
            .orElse(DynamicPrefix.PinBy.NAME));
  }

  private static DynamicPrefix.PinBy pinBy(Field field, Field host, String label) {
    DynamicPrefix.PinBy pinBy = Values.choice(field, DynamicPrefix.PinBy.values());
    if (host.find("service").isEmpty()) {
      throw field.error("needs a service; set service, or remove pinBy");
    }
    if (pinBy == DynamicPrefix.PinBy.LABEL && label.length() > DynamicPrefix.LONGEST_LABEL_VALUE) {
      throw field.error(
          "needs the label '"
              + label
              + "', but a label value has at most "
              + DynamicPrefix.LONGEST_LABEL_VALUE
              + " characters; shorten the name of the host or the prefix");
    }
    return pinBy;
  }

  /** Its name, which nothing else of this prefix may have. */
  private String name(Field item) {
    Field field = item.get("name");
    String name = Values.label(field);
    Field first = names.putIfAbsent(name, field);
    if (first != null) {
      throw field.error(
          "duplicate name '" + name + "': " + first.path() + " also has it; choose another");
    }
    return name;
  }

  /** The subnet, unless others have some of its addresses: its offset is the same in any prefix. */
  private Subnet claim(Field item, Subnet subnet) {
    AddressRange range;
    try {
      range = subnet.in(WHOLE_SPACE);
    } catch (AddressException e) {
      throw item.error("'" + subnet.name() + "' is outside every IPv6 prefix");
    }
    taken.forEach((other, path) -> {
      if (other.overlaps(range)) {
        throw item.error("overlaps " + path + "; move one of them");
      }
    });
    taken.put(range, item.path());
    return subnet;
  }

  private static List<Field> list(Field parent, String key) {
    return parent.find(key).map(Field::items).orElse(List.of());
  }

  private DynamicPrefixReader() {}
}
