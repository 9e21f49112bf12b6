package dev.leasehold.daemon;

import dev.leasehold.autoscale.AddressUse;
import dev.leasehold.autoscale.Usage;
import dev.leasehold.kube.ObjectFollower;
import dev.leasehold.kube.ServiceObject;
import dev.leasehold.net.Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The addresses that Services have or ask for, as the API server tells them. Nothing is followed
 * before the first question. Thread-safe.
 */
final class ServiceUse implements AddressUse {
  private final Supplier<ObjectFollower<ServiceObject>> following;
  private final LongSupplier nanos;
  private final Runnable changed;
  private Optional<ObjectFollower<ServiceObject>> services = Optional.empty();
  private Set<Address> addresses = Set.of();
  private boolean wasFollowing;

  /**
   * Creates it.
   *
   * @param following starts to follow the Services, or returns what follows them already
   * @param nanos the clock of the follower
   * @param changed is called when other addresses are used, and when it becomes known
   */
  ServiceUse(
      Supplier<ObjectFollower<ServiceObject>> following, LongSupplier nanos, Runnable changed) {
    this.following = following;
    this.nanos = nanos;
    this.changed = changed;
  }

  @Override
  public Usage usage() {
    ObjectFollower<ServiceObject> all = services();
    String trouble = all.task().trouble();
    Optional<Long> listedAt = all.listedAt();
    if (!trouble.isEmpty()) {
      return new Usage.Unknown("Services are not known: " + trouble, true);
    }
    if (listedAt.isEmpty()) {
      return new Usage.Unknown("the Services of the cluster are not listed yet", false);
    }
    return new Usage.Known(
        used(all),
        listedAt
            .filter(_ -> all.isFollowing())
            .map(at -> Duration.ofNanos(Math.max(0, nanos.getAsLong() - at))));
  }

  @Override
  public void listAgain() {
    services().listAgain();
  }

  private synchronized ObjectFollower<ServiceObject> services() {
    if (services.isEmpty()) {
      ObjectFollower<ServiceObject> all = following.get();
      services = Optional.of(all);
      all.onChange(() -> look(all));
      all.task().onTrouble(changed);
    }
    return services.get();
  }

  /** Runs for each change of a Service, most of which change no address. */
  private void look(ObjectFollower<ServiceObject> all) {
    Set<Address> now = used(all);
    boolean isFollowing = all.isFollowing();
    boolean isNews;
    synchronized (this) {
      isNews = !now.equals(addresses) || isFollowing != wasFollowing;
      addresses = now;
      wasFollowing = isFollowing;
    }
    if (isNews) {
      changed.run();
    }
  }

  private static Set<Address> used(ObjectFollower<ServiceObject> all) {
    Set<Address> used = new HashSet<>();
    for (ServiceObject service : all.list()) {
      used.addAll(service.loadBalancerIps());
      used.addAll(service.askedIps());
    }
    return used;
  }
}
