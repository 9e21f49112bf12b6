package dev.leasehold.daemon;

import dev.leasehold.dhcpv6.transport.DelegationFiles;
import dev.leasehold.state.SharedStore;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the next holder needs to continue as the same DHCPv6 client, at a place that all watchers of
 * one name reach. The holder takes it over before its sources start, and replaces it when it
 * differs in more than what a renewal changes, or when half of a valid lifetime has passed since.
 * One thread at a time.
 */
final class SharedState {
  private static final Logger log = LoggerFactory.getLogger(SharedState.class);

  private final SharedStore store;
  private final DelegationFiles files;
  private final InstantSource clock;
  private final RandomGenerator random;
  private Optional<SharedStore.Found> shared = Optional.empty();

  SharedState(
      SharedStore store, DelegationFiles files, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.files = files;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Takes over what an earlier holder left, or leaves what this machine has. The DUID is shared
   * before anything is asked for with it.
   *
   * @return why it could not, and what to do; empty if it is done
   */
  Optional<String> takeOver() {
    try {
      return switch (store.read()) {
        case SharedStore.Found found when found.texts().containsKey(DelegationFiles.DUID) -> {
          shared = Optional.of(found);
          takeOver(found.texts());
          yield Optional.empty();
        }
        case SharedStore.Found found -> {
          files.makeDuid(random);
          yield wrote(store.replace(found, files.read()));
        }
        case SharedStore.Missing _ -> {
          files.makeDuid(random);
          yield wrote(store.create(files.read()));
        }
        case SharedStore.Conflict _ -> throw new IllegalStateException("a conflict of a reading");
        case SharedStore.Unavailable(String why) -> trouble(why);
      };
    } catch (IOException e) {
      return trouble(e.toString());
    }
  }

  private void takeOver(Map<String, String> theirs) throws IOException {
    SortedMap<String, String> ours = files.read();
    String before = ours.getOrDefault(DelegationFiles.DUID, "");
    boolean isSame = !DelegationFiles.differ(ours, theirs);
    if (isSame && !confirmed(ours).isBefore(confirmed(theirs))) {
      return; // this machine was the last that wrote it, and knows of later renewals
    }
    List<String> leftOut = files.write(theirs);
    leftOut.forEach(what -> log.warn("{}: left out {}", store.place(), what));
    String after = files.read().getOrDefault(DelegationFiles.DUID, "");
    if (!before.isEmpty() && !before.equals(after)) {
      log.warn(
          "the DUID of {} replaces the one of this machine, {}, which the watchers of this name"
              + " do not use any more",
          store.place(),
          before);
    }
    log.info("took over the DHCPv6 client of {}", store.place());
  }

  private static Instant confirmed(Map<String, String> texts) {
    return DelegationFiles.confirmed(texts).orElse(Instant.MIN);
  }

  /**
   * Replaces the shared state if it should be replaced.
   *
   * @return why it could not, and what to do; empty if it is up to date
   */
  Optional<String> keep() {
    try {
      SortedMap<String, String> ours = files.read();
      if (shared.isPresent() && isUpToDate(shared.get().texts(), ours)) {
        return Optional.empty();
      }
      SharedStore.Answer answer =
          shared.isPresent() ? store.replace(shared.get(), merged(ours)) : store.create(ours);
      if (answer instanceof SharedStore.Conflict || answer instanceof SharedStore.Missing) {
        // Somebody edited or deleted it: the holder's state counts.
        shared =
            store.read() instanceof SharedStore.Found found ? Optional.of(found) : Optional.empty();
        answer =
            shared.isPresent() ? store.replace(shared.get(), merged(ours)) : store.create(ours);
      }
      return wrote(answer);
    } catch (IOException e) {
      return trouble(e.toString());
    }
  }

  private boolean isUpToDate(Map<String, String> copy, Map<String, String> ours) {
    boolean isOld =
        DelegationFiles.halfLife(copy).filter(at -> at.isBefore(clock.instant())).isPresent()
            && confirmed(copy).isBefore(confirmed(ours));
    return !isOld && !DelegationFiles.differ(merged(ours), copy);
  }

  /** With the interfaces that only other machines have. */
  private Map<String, String> merged(Map<String, String> ours) {
    SortedMap<String, String> all = new TreeMap<>();
    shared.ifPresent(found -> all.putAll(found.texts()));
    all.putAll(ours);
    return all;
  }

  private Optional<String> wrote(SharedStore.Answer answer) {
    return switch (answer) {
      case SharedStore.Found found -> {
        shared = Optional.of(found);
        yield Optional.empty();
      }
      case SharedStore.Unavailable(String why) -> trouble(why);
      case SharedStore.Conflict _, SharedStore.Missing _ -> trouble("another write came first");
    };
  }

  private Optional<String> trouble(String why) {
    return Optional.of(store.place() + ": " + why);
  }
}
