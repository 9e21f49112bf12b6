package dev.leasehold.dhcpv6.transport;

import dev.leasehold.dhcpv6.Binding;
import dev.leasehold.dhcpv6.Binding.Ia;
import dev.leasehold.dhcpv6.Binding.LeasedPrefix;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import dev.leasehold.dhcpv6.transport.LeaseFile.Remembered;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceNotice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The saved state of a client, compared with the configuration at each start. */
final class DelegationMemory {
  private final String interfaceName;
  private final String client;
  private final LeaseFile file;
  private final List<NamedIa> ias;
  private final Consumer<SourceNotice> people;

  /** The previously requested length by IAID, where the configuration now has another one. */
  private final Map<Long, Integer> lengthsBefore = new HashMap<>();

  private Remembered written;

  private DelegationMemory(
      String interfaceName,
      Duid duid,
      LeaseFile file,
      List<NamedIa> ias,
      Remembered written,
      Consumer<SourceNotice> people) {
    this.interfaceName = interfaceName;
    this.client = duid.bytes().toString();
    this.file = file;
    this.ias = ias;
    this.written = written;
    this.people = people;
  }

  /**
   * Reads the saved state and reports configuration changes since it was written.
   *
   * @param people receives the reports
   * @throws IOException if a file exists and cannot be read
   */
  static DelegationMemory open(
      Channel.Delegation channel,
      Path directory,
      Duid duid,
      Moment now,
      Consumer<SourceNotice> people)
      throws IOException {
    String name = channel.interfaceName();
    LeaseFile file = new LeaseFile(directory, name);
    Remembered remembered = file.read(now);
    SortedMap<String, Integer> lengths = new TreeMap<>();
    channel.asked().forEach((prefix, asked) -> lengths.put(prefix, asked.requestedLength()));
    Set<Long> held = new HashSet<>();
    remembered.held().ifPresent(b -> b.ias().forEach(ia -> held.add(ia.iaid())));
    List<NamedIa> ias = Iaids.assign(name, lengths, remembered.asked(), held);
    DelegationMemory memory = new DelegationMemory(name, duid, file, ias, remembered, people);
    memory.compareClient(now);
    memory.compareLengths();
    memory.lookElsewhere(directory, now);
    return memory;
  }

  List<NamedIa> ias() {
    return ias;
  }

  Optional<Binding> held() {
    return written.held();
  }

  /** The held IAs for which another prefix length is requested now. */
  Set<Long> resizing() {
    return lengthsBefore.keySet();
  }

  /**
   * Saves the state. An expired prefix is kept as a hint for the next start; a withdrawn one is
   * not.
   */
  void keep(State state, Moment now) {
    Optional<Binding> held = state.binding();
    boolean isOver = held.isEmpty() && written.held().filter(b -> valid(b, now) == 0).isPresent();
    List<NamedIa> asked = new ArrayList<>();
    for (NamedIa ia : ias) {
      boolean open = state.resizing().contains(ia.iaid());
      int length = open ? lengthsBefore.getOrDefault(ia.iaid(), ia.length()) : ia.length();
      asked.add(new NamedIa(ia.prefixName(), ia.iaid(), length));
    }
    Remembered next = new Remembered(client, asked, (isOver ? written.held() : held).orElse(null));
    if (next.equals(written)) {
      return;
    }
    try {
      file.write(next, now);
      written = next;
      people.accept(new SourceNotice.Saved());
    } catch (IOException e) {
      people.accept(
          new SourceNotice.NotSaved(
              "cannot save the delegations, so a restart would lose them: " + e));
    }
  }

  private void compareClient(Moment now) {
    if (written.client().isEmpty() || written.client().equals(client)) {
      return;
    }
    long left = written.held().map(b -> valid(b, now)).orElse(0L);
    if (left > 0) {
      advise(
          ("acquisition.dhcpv6.duid changed from %s to %s: the server sees a new client."
                  + " %s was lent to the old client and is valid for %s. It is not released, and stays in"
                  + " use until a server lends a successor")
              .formatted(
                  written.client(),
                  client,
                  written.held().map(DelegationMemory::prefixes).orElse(""),
                  LeaseText.seconds(left)));
    }
  }

  private void compareLengths() {
    for (NamedIa ia : ias) {
      Optional<Ia> held = written.held().flatMap(b -> b.ia(ia.iaid()));
      Optional<NamedIa> before =
          written.asked().stream().filter(a -> a.prefixName().equals(ia.prefixName())).findFirst();
      if (held.isEmpty() || before.isEmpty() || before.get().length() == ia.length()) {
        continue;
      }
      List<Prefix> prefixes = held.get().prefixes().stream().map(LeasedPrefix::prefix).toList();
      if (prefixes.stream().anyMatch(p -> p.length() == ia.length())) {
        continue; // the requested length is that of the held prefix
      }
      lengthsBefore.put(ia.iaid(), before.get().length());
      advise(
          ("requestedPrefixLength of %s changed from %s to %s: asking for the new length with the"
                  + " same IAID; %s stays in use until the server lends a successor")
              .formatted(
                  ia.prefixName(),
                  before.get().length(),
                  ia.length(),
                  String.join(", ", prefixes.stream().map(Prefix::toString).toList())));
    }
  }

  /**
   * Reports prefixes that were requested on another interface before and may still be delegated
   * there.
   */
  private void lookElsewhere(Path directory, Moment now) throws IOException {
    for (String other : LeaseFile.interfaces(directory)) {
      if (other.equals(interfaceName)) {
        continue;
      }
      Remembered there = new LeaseFile(directory, other).read(now);
      for (NamedIa ia : ias) {
        Optional<Ia> held =
            there.asked().stream()
                .filter(a -> a.prefixName().equals(ia.prefixName()))
                .findFirst()
                .flatMap(a -> there.held().flatMap(b -> b.ia(a.iaid())));
        long left = held.map(h -> valid(h.prefixes().stream(), now)).orElse(0L);
        if (left > 0) {
          advise(
              ("%s was requested on %s before. The old delegation is not released, and is valid"
                      + " for %s: %s")
                  .formatted(
                      ia.prefixName(),
                      other,
                      LeaseText.seconds(left),
                      held.map(h -> prefixes(Stream.of(h))).orElse("")));
        }
      }
    }
  }

  private void advise(String text) {
    people.accept(new SourceNotice.Advice(text));
  }

  private static String prefixes(Binding binding) {
    return prefixes(binding.ias().stream());
  }

  private static String prefixes(Stream<Ia> ias) {
    return String.join(
        ", ", ias.flatMap(ia -> ia.prefixes().stream()).map(p -> p.prefix().toString()).toList());
  }

  /** The longest remaining valid lifetime, in seconds. */
  private static long valid(Binding binding, Moment now) {
    return valid(binding.ias().stream().flatMap(ia -> ia.prefixes().stream()), now);
  }

  private static long valid(Stream<LeasedPrefix> prefixes, Moment now) {
    return prefixes
        .mapToLong(p -> LeaseText.left(p.receivedAt(), p.validLifetime(), now.steady()))
        .max()
        .orElse(0);
  }
}
