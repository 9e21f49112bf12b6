package dev.leasehold.kube;

import dev.leasehold.kube.ClusterTask.StepException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all objects of one kind: lists them, watches what changes, and lists them again when the
 * watch ends, after each failure, and every few minutes, because a dead connection says nothing.
 * While the API server is away, what was told last stays. Thread-safe.
 *
 * <p>It keeps one value for each object. Nothing else of an object stays in memory.
 *
 * @param <T> what is kept of an object; immutable
 */
public final class ObjectFollower<T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ObjectFollower.class);

  /** The longest time between two lists. */
  public static final Duration RELIST = Duration.ofMinutes(5);

  /** Two watches in a row that end earlier are a failure: the next list waits. */
  private static final Duration SHORTEST_WATCH = Duration.ofSeconds(2);

  private final ObjectKind kind;
  private final Function<ClusterObject, T> taking;
  private final LongSupplier nanos;
  private final ClusterTask task;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private Map<ObjectList.Key, T> objects = new HashMap<>();
  private boolean isSynced;
  private long listedAt;

  /** How often a list was asked for, and how many of these requests a list has met. */
  private final AtomicInteger listsWanted = new AtomicInteger();

  private int listsServed;
  private @Nullable Following following;

  /** The watches in a row that ended soon; the first is not worth a word. */
  private int earlyEnds;

  /**
   * Creates a follower; it does not run yet.
   *
   * @param taking takes from an object what is kept; accepts any object of the kind
   * @param nanos a clock that only goes on
   */
  public ObjectFollower(
      ObjectKind kind,
      ClusterConnection connection,
      Function<ClusterObject, T> taking,
      LongSupplier nanos) {
    this.kind = kind;
    this.taking = taking;
    this.nanos = nanos;
    this.task = new ClusterTask("following " + kind, connection, RELIST, this::follow);
    connection.onClosing(task::wake);
  }

  /**
   * Adds what is called after each change, by a thread of the follower. It returns soon: {@link
   * ClusterTask#wake} is meant.
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Starts to follow. */
  public void start() {
    task.start();
  }

  /** Lists the objects again now. */
  public void listAgain() {
    listsWanted.incrementAndGet();
    task.wake();
  }

  /** The task that follows, with its trouble. */
  public ClusterTask task() {
    return task;
  }

  /** The objects as they were told last, in no order. */
  public synchronized List<T> list() {
    return List.copyOf(objects.values());
  }

  /** Whether the objects were listed once. What is not listed before that may exist. */
  public synchronized boolean isSynced() {
    return isSynced;
  }

  /** Whether a watch tells what has changed since the last list, as far as anyone can say. */
  public synchronized boolean isFollowing() {
    return isSynced && following != null && following.watch != null && !following.isEnded;
  }

  /**
   * When the last complete list began, in nanoseconds of the clock; empty: there was none. What
   * existed at that time is known, even if the watch has failed since.
   */
  public synchronized Optional<Long> listedAt() {
    return isSynced ? Optional.of(listedAt) : Optional.empty();
  }

  private void follow(KubernetesClient client) throws StepException {
    Following before = following();
    if (before != null && before.isFresh(client) && listsWanted.get() == listsServed) {
      return;
    }
    int wanted = listsWanted.get();
    earlyEnds = before != null && before.endedEarly() ? earlyEnds + 1 : 0;
    if (before != null && before.isEnded()) {
      stopFollowing(before);
    }
    if (earlyEnds > 1) {
      earlyEnds = 0;
      throw new StepException(
          "the API server "
              + client.getConfiguration().getMasterUrl()
              + " ended a watch of "
              + kind
              + " at once. Look at its log, and at the proxies in front of it");
    }
    Following next = new Following(client, nanos.getAsLong());
    try {
      ObjectList<T> listed = ObjectList.of(kind, client, taking);
      take(next, listed);
      listsServed = wanted;
      stopFollowing(before);
      next.watch(listed.version());
      changed();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new StepException(
            "the API server "
                + client.getConfiguration().getMasterUrl()
                + " does not know "
                + kind
                + " of version "
                + kind.version()
                + ". "
                + kind.whatToInstall());
      }
      throw e;
    }
  }

  private synchronized @Nullable Following following() {
    return following;
  }

  private void take(Following next, ObjectList<T> listed) {
    synchronized (this) {
      following = next;
      objects = listed.objects();
      isSynced = true;
      listedAt = next.since;
    }
    changed();
  }

  private void stopFollowing(@Nullable Following before) {
    if (before != null) {
      synchronized (this) {
        following = following == before ? null : following;
      }
      before.close();
    }
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  /** Ends to follow; the objects stay as they are. */
  @Override
  public void close() {
    task.close();
    stopFollowing(following());
  }

  /** One list with the watch after it. */
  private final class Following implements Watcher<GenericKubernetesResource> {
    private final KubernetesClient client;
    private final long since;
    private @Nullable Watch watch;
    private boolean isEnded;
    private long endedAt;

    Following(KubernetesClient client, long since) {
      this.client = client;
      this.since = since;
    }

    void watch(String version) {
      ListOptions from = new ListOptionsBuilder().withResourceVersion(version).build();
      Watch open = ObjectList.request(kind, client).watch(from, this);
      synchronized (ObjectFollower.this) {
        watch = open;
      }
    }

    @SuppressWarnings("ReferenceEquality") // this client, not one like it
    boolean isFresh(KubernetesClient now) {
      synchronized (ObjectFollower.this) {
        return !isEnded
            && watch != null
            && client == now
            && nanos.getAsLong() - since < RELIST.toNanos() / 2;
      }
    }

    boolean isEnded() {
      synchronized (ObjectFollower.this) {
        return isEnded;
      }
    }

    boolean endedEarly() {
      synchronized (ObjectFollower.this) {
        return isEnded && endedAt - since < SHORTEST_WATCH.toNanos();
      }
    }

    void close() {
      Watch open;
      synchronized (ObjectFollower.this) {
        open = watch;
      }
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void eventReceived(Action action, GenericKubernetesResource resource) {
      if (resource == null || action == Action.ERROR || action == Action.BOOKMARK) {
        return;
      }
      ClusterObject object = new ClusterObject(resource);
      synchronized (ObjectFollower.this) {
        if (following != this) {
          return; // a newer list has it
        }
        if (action == Action.DELETED) {
          objects.remove(ObjectList.Key.of(object));
        } else {
          objects.put(ObjectList.Key.of(object), taking.apply(object));
        }
      }
      changed();
    }

    @Override
    public void onClose() {
      ended();
    }

    @Override
    public void onClose(WatcherException cause) {
      if (cause.isHttpGone()) {
        log.info(
            "cluster: the API server no longer has the changes of {} since the last list (410"
                + " Gone); listing all again",
            kind);
      }
      ended();
    }

    private void ended() {
      synchronized (ObjectFollower.this) {
        if (following != this) {
          return;
        }
        isEnded = true;
        endedAt = nanos.getAsLong();
      }
      task.wake();
    }
  }
}
