package dev.leasehold.daemon;

import dev.leasehold.dhcpv6.transport.DelegationFiles;
import dev.leasehold.source.AddressAnswer;
import dev.leasehold.state.SharedStore;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the next holder needs to continue as the same DHCPv6 client, at a place that all watchers of
 * one name reach. The holder takes it over before its sources start, and replaces it when it
 * differs in more than what a renewal changes, or when half of a valid lifetime has passed since.
 * One thread at a time, except {@link #needsDuid}.
 *
 * <p>Each holder gives it a generation of its own, and keeps that on its machine too. A machine
 * whose generation is not older was the last holder: it knows of all that has changed since the
 * shared state was written, such as during an outage of the API server.
 */
final class SharedState {
  private static final Logger log = LoggerFactory.getLogger(SharedState.class);

  private final SharedStore store;
  private final DelegationFiles files;
  private final InstantSource clock;
  private final RandomGenerator random;
  private Optional<SharedStore.Found> shared = Optional.empty();
  private OptionalLong taken = OptionalLong.empty();

  /** Whether a client has no DUID, so that one may come from another machine or a person. */
  private volatile boolean lacksDuid;

  /**
   * Why the state is not shared.
   *
   * @param why in words, with what to do
   * @param isLocal whether a file of this machine is the reason
   */
  record Trouble(String why, boolean isLocal) {}

  SharedState(
      SharedStore store, DelegationFiles files, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.files = files;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Takes over what an earlier holder left, or leaves what this machine has, before anything is
   * asked for with it. Where neither has a DUID, {@link #needsDuid} makes one. A term that goes on
   * after an interruption needs it only once: nobody else was the holder.
   *
   * @param term the number of the term
   * @return why it could not; empty if it is done
   */
  Optional<Trouble> takeOver(long term) {
    if (taken.equals(OptionalLong.of(term))) {
      return Optional.empty();
    }
    Optional<Trouble> trouble = takeOver();
    if (trouble.isEmpty()) {
      taken = OptionalLong.of(term);
    }
    return trouble;
  }

  private Optional<Trouble> takeOver() {
    try {
      return switch (store.read()) {
        case SharedStore.Found found when found.texts().containsKey(DelegationFiles.DUID) ->
            takeOver(found);
        case SharedStore.Found found ->
            begin(found, files.read(), DelegationFiles.generation(found.texts()));
        case SharedStore.Missing _ -> begin(null, files.read(), 0);
        case SharedStore.Conflict _ -> throw new IllegalStateException("a conflict of a reading");
        case SharedStore.Unavailable(String why) -> trouble(why);
      };
    } catch (IOException e) {
      return local(e);
    }
  }

  private Optional<Trouble> takeOver(SharedStore.Found found) throws IOException {
    SortedMap<String, String> theirs = found.texts();
    SortedMap<String, String> ours = files.read();
    long generation = DelegationFiles.generation(theirs);
    boolean isOurs = isNewer(ours, theirs);
    SortedMap<String, String> all = new TreeMap<>(theirs);
    if (isOurs) {
      all.putAll(ours);
    }
    Optional<Trouble> trouble = begin(found, all, generation);
    if (trouble.isPresent()) {
      return trouble;
    }
    if (!isOurs) {
      sayTakenOver(ours, theirs);
    } else if (DelegationFiles.differ(all, theirs)) {
      log.warn(
          "{} is older than what this machine had as the last holder (generation {}); keeping the"
              + " delegations of this machine, and sharing them",
          store.place(),
          generation);
    }
    return Optional.empty();
  }

  /** Whether this machine was the last holder, as the same client. */
  private static boolean isNewer(Map<String, String> ours, Map<String, String> theirs) {
    return ours.containsKey(DelegationFiles.GENERATION)
        && DelegationFiles.generation(ours) >= DelegationFiles.generation(theirs)
        && duid(ours).equals(duid(theirs));
  }

  /** Shares the texts in a new generation, and then has them here too. */
  private Optional<Trouble> begin(
      SharedStore.@Nullable Found found, Map<String, String> texts, long generation)
      throws IOException {
    long next = Math.max(generation, DelegationFiles.generation(texts)) + 1;
    SortedMap<String, String> all = new TreeMap<>(texts);
    all.put(DelegationFiles.GENERATION, Long.toString(next));
    Optional<Trouble> trouble =
        wrote(found == null ? store.create(all) : store.replace(found, all));
    if (trouble.isEmpty()) {
      List<String> leftOut = files.write(all);
      leftOut.forEach(what -> log.warn("{}: left out {}", store.place(), what));
    }
    return trouble;
  }

  private void sayTakenOver(Map<String, String> before, Map<String, String> theirs)
      throws IOException {
    String after = duid(files.read());
    if (!duid(before).isEmpty() && !duid(before).equals(after)) {
      log.warn(
          "the DUID of {} replaces the one of this machine, {}, which the watchers of this name"
              + " do not use any more",
          store.place(),
          duid(before));
    }
    log.info(
        "took over the DHCPv6 client of {}, generation {}",
        store.place(),
        DelegationFiles.generation(theirs));
  }

  private static String duid(Map<String, String> texts) {
    return texts.getOrDefault(DelegationFiles.DUID, "");
  }

  /**
   * Makes a DUID if there is none and no lease needs an earlier one; {@link #keep} shares it. Where
   * a lease does, {@link #keep} takes over the one that a person writes to the shared state. Call
   * it before a client starts; thread-safe.
   *
   * @param unread the targets that may have a lease and have not been read
   * @param leases the prefixes of clients that have a lease in Git
   * @return why there is no DUID
   */
  Optional<AddressAnswer.Failed> needsDuid(List<String> unread, Set<String> leases) {
    try {
      lacksDuid = !files.read().containsKey(DelegationFiles.DUID);
      if (!lacksDuid) {
        return Optional.empty();
      }
      if (!unread.isEmpty()) {
        return Optional.of(
            new AddressAnswer.Failed(
                "there is no DUID yet, and "
                    + String.join(", ", unread)
                    + " has not been read: it may have a lease that a new DUID would lose",
                "Let the target be readable."));
      }
      if (leases.isEmpty()) {
        files.makeDuid(random);
        lacksDuid = false;
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.of(
          new AddressAnswer.Failed(
              "the DUID cannot be read or written: " + e, "Make it readable in stateDir."));
    }
    return Optional.of(
        new AddressAnswer.Failed(
            "neither this machine nor "
                + store.place()
                + " has a DUID, and Git has a lease of "
                + String.join(", ", leases)
                + ", which a new DUID would lose",
            "Start the watcher on the machine that has the DUID, which shares it, or write the DUID"
                + " to the key duid of that Secret, in hexadecimal; a new one if the old one is"
                + " lost."));
  }

  private static Instant confirmed(Map<String, String> texts) {
    return DelegationFiles.confirmed(texts).orElse(Instant.MIN);
  }

  /**
   * Replaces the shared state if it should be replaced.
   *
   * @return why it could not; empty if it is up to date
   */
  Optional<Trouble> keep() {
    try {
      SortedMap<String, String> ours = files.read();
      if (lacksDuid
          && store.read() instanceof SharedStore.Found found
          && found.texts().containsKey(DelegationFiles.DUID)
          && DelegationFiles.generation(found.texts()) <= DelegationFiles.generation(ours)
          && !shared.equals(Optional.of(found))) {
        return takeOver(found);
      }
      if (shared.isPresent() && isUpToDate(shared.get().texts(), ours)) {
        return Optional.empty();
      }
      SharedStore.Answer answer =
          shared.isPresent() ? store.replace(shared.get(), merged(ours)) : store.create(ours);
      if (answer instanceof SharedStore.Conflict || answer instanceof SharedStore.Missing) {
        // Somebody edited or deleted it: the holder's state counts, unless another one took over.
        shared =
            store.read() instanceof SharedStore.Found found ? Optional.of(found) : Optional.empty();
        long generation = shared.map(found -> DelegationFiles.generation(found.texts())).orElse(0L);
        if (generation > DelegationFiles.generation(ours)) {
          return trouble("another watcher took it over, in generation " + generation);
        }
        answer =
            shared.isPresent() ? store.replace(shared.get(), merged(ours)) : store.create(ours);
      }
      return wrote(answer);
    } catch (IOException e) {
      return local(e);
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

  private Optional<Trouble> wrote(SharedStore.Answer answer) {
    return switch (answer) {
      case SharedStore.Found found -> {
        shared = Optional.of(found);
        yield Optional.empty();
      }
      case SharedStore.Unavailable(String why) -> trouble(why);
      case SharedStore.Conflict _, SharedStore.Missing _ -> trouble("another write came first");
    };
  }

  private Optional<Trouble> trouble(String why) {
    return Optional.of(new Trouble(store.place() + ": " + why, false));
  }

  private static Optional<Trouble> local(IOException e) {
    return Optional.of(
        new Trouble(
            "stateDir: the DUID and the delegations cannot be read or written: "
                + e
                + ". Make room there and let this user read and write",
            true));
  }
}
