package dev.leasehold.dhcpv6.message;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Lifetime;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Random messages of all kinds; extreme values of fields are more frequent than by chance. */
final class RandomMessages {
  private static final String LETTERS = "abcxyzABCXYZ0189-_";

  private final Random random;

  RandomMessages(long seed) {
    random = new Random(seed);
  }

  Message next() {
    MessageType[] types = MessageType.values();
    return new Message(
        types[random.nextInt(types.length)],
        (int) upTo(0xff_ffff),
        oneOfEachIdentifier(options(2)));
  }

  private static List<Option> oneOfEachIdentifier(List<Option> options) {
    return options.stream()
        .filter(option ->
            !(option instanceof ClientId || option instanceof ServerId)
                || options.stream().filter(other -> other.code() == option.code()).count() == 1)
        .toList();
  }

  private List<Option> options(int deeper) {
    return list(0, 6, () -> option(deeper));
  }

  private Option option(int deeper) {
    return switch (random.nextInt(deeper > 0 ? 19 : 17)) {
      case 0 -> new ClientId(duid());
      case 1 -> new ServerId(duid());
      case 2 -> new OptionRequest(list(0, 5, () -> (int) upTo(0xffff)));
      case 3 -> new Preference((int) upTo(255));
      case 4 -> new ElapsedTime((int) upTo(0xffff));
      case 5 ->
          new Authentication(
              (int) upTo(255), (int) upTo(255), (int) upTo(255), random.nextLong(), bytes(0, 20));
      case 6 -> new StatusCode((int) upTo(0xffff), bytes(0, 30));
      case 7 -> new RapidCommit();
      case 8 -> new ReconfigureMessage(List.of(5, 6, 11).get(random.nextInt(3)));
      case 9 -> new ReconfigureAccept();
      case 10 -> new DnsServers(list(1, 4, this::address));
      case 11 -> new DomainSearchList(list(1, 3, this::name));
      case 12 -> new AftrName(name());
      case 13 -> new SolMaxRt(60 + upTo(86_340));
      case 14 -> new InfMaxRt(60 + upTo(86_340));
      case 15 -> new PdExclude(1 + (int) upTo(127), bytes(1, 16));
      case 16 -> new UnknownDhcpOption(1000 + (int) upTo(0xffff - 1000), bytes(0, 40));
      case 17 -> new IaPd(u32(), u32(), u32(), options(deeper - 1));
      default -> new IaPrefix(u32(), u32(), (int) upTo(128), address(), options(deeper - 1));
    };
  }

  private Duid duid() {
    return switch (random.nextInt(5)) {
      case 0 -> new Duid.LinkLayerTime((int) upTo(0xffff), u32(), bytes(1, 122));
      case 1 -> new Duid.Enterprise(u32(), bytes(1, 124));
      case 2 -> new Duid.LinkLayer((int) upTo(0xffff), bytes(1, 126));
      case 3 -> new Duid.Uuid(new UUID(random.nextLong(), random.nextLong()));
      default -> new Duid.Other(5 + (int) upTo(0xffff - 5), bytes(1, 128));
    };
  }

  private Address address() {
    return Address.of(bytes(16, 16).toArray());
  }

  private String name() {
    return String.join(
        ".",
        list(
            1,
            4,
            () -> {
              StringBuilder label = new StringBuilder();
              for (int left = 1 + (int) upTo(62); left > 0; left--) {
                label.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
              }
              return label.substring(0, Math.min(label.length(), 62)); // four of them fit a name
            }));
  }

  private Bytes bytes(int min, int max) {
    byte[] bytes = new byte[min + (int) upTo(max - min)];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private long u32() {
    return upTo(Lifetime.INFINITY);
  }

  private long upTo(long max) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> max;
      default -> random.nextLong(max + 1);
    };
  }

  private <T> List<T> list(int min, int max, Supplier<T> element) {
    return IntStream.rangeClosed(1, min + random.nextInt(max - min + 1))
        .mapToObj(_ -> element.get())
        .toList();
  }
}
