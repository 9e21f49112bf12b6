package dev.leasehold.hostparts;

import dev.leasehold.api.DynamicPrefix.ServiceRef;
import dev.leasehold.api.PrefixLease.KeptService;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import dev.leasehold.render.KeepingPool;
import dev.leasehold.state.StateFile;
import dev.leasehold.state.StateKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host parts of the Services of one target, in a file of the state directory: after a power cut
 * the provider may have another prefix before the cluster runs. The file has the time of the last
 * list, a line for each DynamicPrefix, one for each Service, and one for each reason why a Service
 * does not keep its host part:
 *
 * <pre>
 * TIME
 * PREFIX
 * PREFIX NAMESPACE NAME HOSTPART
 * PREFIX - REASON
 * </pre>
 *
 * <p>Without it, or if it is older than three days, the Services count as unknown until the API
 * server lists them. One thread observes; the others never wait for it.
 */
public final class HostPartMemory implements HostParts {
  private static final Logger log = LoggerFactory.getLogger(HostPartMemory.class);
  private static final long MAX_BYTES = 4L << 20;
  private static final int FIELDS = 4;

  /** In place of a namespace, before the reason why a Service does not keep its host part. */
  private static final String REASON = " - ";

  /** Cilium has given an address by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Another process may have led since, and Services have got other numbers. */
  private static final Duration MOST_AGE = Duration.ofDays(3);

  /** How old the time in the file may become; short for its purpose, long for a memory card. */
  private static final Duration INTERVAL = Duration.ofHours(1);

  private final Path path;
  private final StateFile file;
  private final String whyNot;
  private final boolean writes;
  private final InstantSource clock;
  private volatile Map<String, KnownParts> known;
  private volatile List<KeepingPool> pools = List.of();
  private volatile Runnable onPools = () -> {};
  private SortedMap<String, String> excluded = new TreeMap<>();
  private Map<String, Instant> excludedSince = Map.of();
  private Instant written = Instant.EPOCH;
  private String trouble = "";

  /** The content of the file. */
  private record Content(Instant at, Map<String, KnownParts> known) {}

  /**
   * Reads the file.
   *
   * @param whyNot why nobody looks at Services, and what to do; empty if somebody does
   * @param writes whether to change the file
   */
  public HostPartMemory(Path path, String whyNot, boolean writes, InstantSource clock) {
    this.path = path;
    this.file = new StateFile(path, StateKind.HOST_PARTS, MAX_BYTES);
    this.whyNot = whyNot;
    this.writes = writes;
    this.clock = clock;
    this.known =
        whyNot.isEmpty()
            ? read()
                .filter(content -> clock.instant().isBefore(content.at().plus(MOST_AGE)))
                .map(Content::known)
                .orElse(Map.of())
            : Map.of();
  }

  private Optional<Content> read() {
    try {
      return writes
          ? file.read(HostPartMemory::parse)
          : file.peek(HostPartMemory::parse) instanceof StateFile.Intact(var read)
              ? Optional.of(read)
              : Optional.empty();
    } catch (IOException e) {
      log.warn("cannot read {}: {}; the host parts of Services are not known yet", path, e);
      return Optional.empty();
    }
  }

  private static Content parse(List<String> lines) {
    Map<String, List<KeptService>> services = new TreeMap<>();
    Map<String, List<String>> others = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", FIELDS);
      List<KeptService> of = services.computeIfAbsent(words[0], _ -> new ArrayList<>());
      String reason = words[0] + REASON;
      if (line.startsWith(reason)) {
        others
            .computeIfAbsent(words[0], _ -> new ArrayList<>())
            .add(line.substring(reason.length()));
      } else if (words.length > 1) {
        if (words.length < FIELDS) {
          throw new IllegalArgumentException("'" + line + "' has no host part");
        }
        of.add(new KeptService(new ServiceRef(words[1], words[2]), Address.parse(words[3])));
      }
    }
    Map<String, KnownParts> known = new TreeMap<>();
    services.forEach((prefix, of) ->
        known.put(prefix, new KnownParts(of, others.getOrDefault(prefix, List.of()), Set.of())));
    return new Content(Instant.parse(lines.getFirst()), known);
  }

  /** Sets what is called when the pools change, on the thread of the watch. It returns at once. */
  public void onPools(Runnable listener) {
    onPools = listener;
  }

  @Override
  public String whyNot() {
    return whyNot;
  }

  @Override
  public void sees(List<KeepingPool> seen) {
    if (!seen.equals(pools)) {
      pools = List.copyOf(seen);
      onPools.run();
    }
  }

  @Override
  public Optional<KnownParts> of(String prefix) {
    return Optional.ofNullable(known.get(prefix));
  }

  /**
   * Takes over the Services of the cluster. For one thread only.
   *
   * @param services all of them
   */
  public void observe(Collection<ServiceObject> services) {
    List<KeepingPool> asking = pools;
    Map<String, Instant> since = new TreeMap<>();
    excluded = ExcludedServices.in(asking, services);
    for (String service : excluded.keySet()) {
      since.put(service, excludedSince.getOrDefault(service, clock.instant()));
    }
    excludedSince = since;
    if (asking.isEmpty()) {
      return;
    }
    Map<String, KnownParts> before = known;
    Map<String, KnownParts> found = new TreeMap<>(before); // a package may be unread in part
    asking.stream()
        .collect(Collectors.groupingBy(KeepingPool::prefix))
        .forEach((prefix, of) -> {
          List<KeptService> last =
              Optional.ofNullable(before.get(prefix)).map(KnownParts::services).orElse(List.of());
          found.put(prefix, new PartSearch(of, last).among(services));
        });
    known = found;
    Instant now = clock.instant();
    boolean isOld = Duration.between(written, now).abs().compareTo(INTERVAL) >= 0;
    if (!found.equals(before) || isOld || !trouble.isEmpty()) {
      write(found, now);
    }
  }

  /**
   * One line for each Service that has had no address for a minute because a pool excludes its
   * name, with what to do, by its namespace and name. For the thread that observes.
   */
  public SortedMap<String, String> withoutAddress() {
    Instant before = clock.instant().minus(PATIENCE);
    SortedMap<String, String> found = new TreeMap<>(excluded);
    excludedSince.forEach((service, since) -> {
      if (since.isAfter(before)) {
        found.remove(service);
      }
    });
    return found;
  }

  private void write(Map<String, KnownParts> found, Instant now) {
    if (!writes) {
      return;
    }
    List<String> lines = new ArrayList<>(List.of(now.toString()));
    found.forEach((prefix, parts) -> {
      lines.add(prefix);
      for (KeptService kept : parts.services()) {
        ServiceRef service = kept.service();
        lines.add(
            String.join(
                " ", prefix, service.namespace(), service.name(), kept.hostPart().toString()));
      }
      parts.others().forEach(why -> lines.add(prefix + REASON + why));
    });
    written = now;
    try {
      file.write(lines);
      trouble = "";
    } catch (IOException e) {
      if (!e.toString().equals(trouble)) {
        log.warn("cannot write {}: {}; a restart forgets the host parts of Services", path, e);
      }
      trouble = e.toString();
    }
  }
}
