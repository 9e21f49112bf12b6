package dev.leasehold.apiserver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Follows all objects of one kind until it is stopped: lists them, watches their changes, and lists
 * again after any failure. While the API server is away, what was told last is what counts.
 */
public final class ObjectWatch {
  /** Who is told; all calls come from one thread. */
  public interface Listener {
    /** A list begins: what exists now will be in it. */
    default void listing() {}

    /** All objects that exist now. */
    void listed(List<ApiObject> objects);

    /** An object is new or has changed. */
    void changed(ApiObject object);

    /** An object is gone. */
    void deleted(ApiObject object);

    /** The API server no longer has the changes since the last list, so they are listed again. */
    void forgotten(String why);

    /** The API server does not tell what changes, and why. */
    void lost(String why);
  }

  private final ApiServer server;
  private final String path;
  private final Projection kept;
  private final Listener listener;
  private final RandomGenerator random;
  private final Pauses pauses;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean isListWanted;

  /**
   * The pauses before the next try, each doubled after another failure, and halved at random.
   *
   * @param first the longest pause after the first failure
   * @param longest the longest pause of all
   */
  public record Pauses(Duration first, Duration longest) {
    public static final Pauses DEFAULT = new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(15));

    long millis(int failures, RandomGenerator random) {
      long most = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, 16));
      return most / 2 + random.nextLong(most / 2 + 1); // nodes must not come back all at once
    }
  }

  /**
   * @param path the path of the kind, such as {@code /apis/GROUP/VERSION/PLURAL}
   * @param kept what the listener needs of each object
   */
  public ObjectWatch(
      ApiServer server,
      String path,
      Projection kept,
      Listener listener,
      RandomGenerator random,
      Pauses pauses) {
    this.server = server;
    this.path = path;
    this.kept = kept;
    this.listener = listener;
    this.random = random;
    this.pauses = pauses;
  }

  /** Follows until {@link #stop}. */
  public void run() throws InterruptedException {
    int failures = 0;
    while (!isStopped()) {
      try {
        String version = list();
        while (!isStopped() && !isListWanted) {
          version = server.watch(path, version, kept, this::take);
          failures = 0;
          // A server, or a proxy, that ends each watch at once must not be asked without a pause.
          pause(1);
        }
      } catch (ApiFailure e) {
        failures++;
        if (!isStopped()) {
          tell(e);
        }
        pause(failures);
      }
    }
  }

  private void tell(ApiFailure failure) {
    String why = String.valueOf(failure.getMessage());
    if (failure.kind() == ApiFailure.Kind.GONE) {
      listener.forgotten(why);
    } else {
      listener.lost(why);
    }
  }

  /** Ends {@link #run}, once the server is closed too. */
  public void stop() {
    stopped.countDown();
  }

  /** Lists all objects again once the current watch ends, which the server does by itself. */
  public void listAgain() {
    isListWanted = true;
  }

  private String list() throws ApiFailure, InterruptedException {
    listener.listing();
    Map<String, ApiObject> objects = new LinkedHashMap<>();
    String version = server.list(path, kept, object -> objects.put(object.id(), object));
    isListWanted = false;
    listener.listed(List.copyOf(objects.values()));
    return version;
  }

  private void take(ObjectReader.Event event) {
    switch (event.type()) {
      case "ADDED", "MODIFIED" -> listener.changed(event.object());
      case "DELETED" -> listener.deleted(event.object());
      default -> {} // a type of later versions
    }
  }

  private void pause(int failures) throws InterruptedException {
    boolean _ = stopped.await(pauses.millis(failures, random), TimeUnit.MILLISECONDS);
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }
}
