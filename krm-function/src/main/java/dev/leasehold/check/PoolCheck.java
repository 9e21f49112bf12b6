package dev.leasehold.check;

import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.math.BigInteger;
import java.util.Optional;

/**
 * CiliumLoadBalancerIPPool. The API server takes any text as a bound; an operator that cannot read
 * one retries for ever, and the pool never loads (operator/pkg/lbipam).
 */
final class PoolCheck {
  /** An annotation: the CIDR that all addresses of the pool have to be in. */
  private static final String WITHIN = "leasehold.dev/within";

  private final CheckedObject pool;
  private final Ranges ranges;

  private PoolCheck(CheckedObject pool, Ranges ranges) {
    this.pool = pool;
    this.ranges = ranges;
  }

  static void check(CheckedObject pool, Ranges ranges) {
    Optional<Field> spec = pool.spec();
    if (spec.isPresent()) {
      new PoolCheck(pool, ranges).spec(spec.get());
    }
  }

  private void spec(Field spec) {
    pool.find(spec, "cidrs")
        .ifPresent(field -> pool.wrong(field, "was removed in Cilium 1.16; rename it to 'blocks'"));
    boolean disabled = pool.isTrue(spec, "disabled");
    if (disabled) {
      // Its import at start skips disabled ranges, although the documentation promises to keep
      // addresses.
      pool.warn(
          pool.find(spec, "disabled").orElseThrow(),
          "Services lose the addresses of a disabled pool when Cilium's operator restarts;"
              + " remove the block instead, or set it to false");
    }
    boolean firstAndLast = handsOutFirstAndLast(spec);
    pool.find(spec, "blocks")
        .filter(CheckedObject::isVariable)
        .ifPresent(variable -> ranges.addUnknown());
    Optional<Prefix> within = within();
    for (Field block : pool.mappings(pool.list(spec, "blocks"))) {
      Optional<AddressRange> range =
          pool.has(block, "cidr") ? cidr(block, firstAndLast) : startToStop(block);
      range.ifPresentOrElse(r -> ranges.add(pool, block, r, !disabled), () -> ranges.addUnknown());
      if (range.isPresent() && within.isPresent()) {
        checkWithin(block, range.get(), within.get());
      }
    }
  }

  private Optional<Prefix> within() {
    Optional<Field> field =
        pool.find(pool.root(), "metadata")
            .flatMap(metadata -> pool.find(metadata, "annotations"))
            .flatMap(annotations -> pool.find(annotations, WITHIN))
            .filter(f -> !CheckedObject.isVariable(f));
    Optional<String> text = field.flatMap(pool::text);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Cidr.parse(text.get()).prefix());
    } catch (AddressException e) {
      pool.wrong(field.get(), CheckedObject.reason(e));
      return Optional.empty();
    }
  }

  private void checkWithin(Field block, AddressRange range, Prefix within) {
    if (pool.has(block, "cidr")) {
      checkWithin(block.get("cidr"), within, range.first(), range.last());
      return;
    }
    checkWithin(block.get("start"), within, range.first());
    pool.find(block, "stop").ifPresent(stop -> checkWithin(stop, within, range.last()));
  }

  private void checkWithin(Field field, Prefix within, Address... addresses) {
    for (Address address : addresses) {
      if (!within.contains(address)) {
        pool.wrong(
            field,
            CheckedObject.quote(field.text())
                + " is outside "
                + within
                + " (annotation "
                + WITHIN
                + "); correct the address or the annotation");
        return;
      }
    }
  }

  /** The default is Yes from Cilium 1.16 on, the oldest version that is known here. */
  private boolean handsOutFirstAndLast(Field spec) {
    Optional<Field> field =
        pool.find(spec, "allowFirstLastIPs").filter(f -> !CheckedObject.isVariable(f));
    if (field.isEmpty()) {
      return !pool.has(spec, "allowFirstLastIPs");
    }
    String text = pool.text(field.get()).orElse("");
    boolean no =
        switch (text) {
          case "No", "no", "NO", "false", "False", "off" -> true;
          default -> false;
        };
    if (!CheckedObject.isQuoted(field.get())) {
      // YAML 1.1, which Kubernetes' readers follow, has Yes and No for true and false.
      pool.wrong(
          field.get(), "needs quotes, because YAML reads it as a boolean; write " + word(no));
    } else if (!text.equals("Yes") && !text.equals("No")) {
      pool.wrong(field.get(), CheckedObject.quote(text) + " is invalid; write \"Yes\" or \"No\"");
    }
    return !no;
  }

  private static String word(boolean no) {
    return no ? "\"No\"" : "\"Yes\"";
  }

  private Optional<AddressRange> cidr(Field block, boolean firstAndLast) {
    Field field = block.get("cidr");
    if (pool.has(block, "start") || pool.has(block, "stop")) {
      pool.wrong(block, "has both cidr and start or stop; keep one");
    }
    Optional<String> text = pool.text(field);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Cidr cidr = Cidr.parse(text.get());
      Prefix prefix = cidr.prefix();
      if (cidr.hasHostBits()) {
        // Cilium masks them, so it hands out other addresses than the file has.
        pool.warn(field, CheckedObject.quote(text.get()) + " has host bits; write " + prefix);
      }
      if (firstAndLast && prefix.length() < 127 && isSubnetRouterAnycast(prefix.network())) {
        pool.warn(
            field,
            "hands out "
                + prefix.network()
                + ", the subnet-router anycast address (RFC 4291 section 2.6.1), which routers"
                + " answer; set allowFirstLastIPs: \"No\"");
      }
      return Optional.of(prefix.range());
    } catch (AddressException e) {
      pool.wrong(field, CheckedObject.reason(e));
      return Optional.empty();
    }
  }

  /** {@code prefix::}, the interface identifier 0 of a subnet; subnets are /64. */
  private static boolean isSubnetRouterAnycast(Address address) {
    return address.family() == Family.IPV6
        && (address.value().signum() == 0 || address.value().getLowestSetBit() >= 64);
  }

  private Optional<AddressRange> startToStop(Field block) {
    Optional<Field> startField = pool.find(block, "start");
    Optional<Field> stopField = pool.find(block, "stop");
    if (startField.isEmpty()) {
      pool.wrong(
          block,
          stopField.isPresent()
              ? "has stop but no start; add start"
              : "holds no addresses; write cidr, or start and stop");
      return Optional.empty();
    }
    Optional<Address> start = pool.address(startField.get());
    if (stopField.isEmpty()) {
      if (start.isPresent()) {
        pool.warn(
            startField.get(),
            "has no stop, so it is a single address; write cidr: "
                + new Prefix(start.get(), start.get().family().bits())
                + " if that is intended");
      }
      return start.map(address -> new AddressRange(address, address));
    }
    Optional<Address> stop = pool.address(stopField.get());
    if (start.isEmpty() || stop.isEmpty()) {
      return Optional.empty();
    }
    try {
      AddressRange range = new AddressRange(start.get(), stop.get());
      // allowFirstLastIPs does not apply to these: all of the range is handed out.
      if (isSubnetRouterAnycast(range.first()) && range.first().compareTo(range.last()) < 0) {
        pool.warn(
            startField.get(),
            "is the subnet-router anycast address (RFC 4291 section 2.6.1), which routers answer;"
                + " start at "
                + range.first().plus(BigInteger.ONE));
      }
      return Optional.of(range);
    } catch (AddressException e) {
      pool.wrong(block, CheckedObject.reason(e));
      return Optional.empty();
    }
  }
}
