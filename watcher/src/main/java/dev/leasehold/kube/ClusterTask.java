package dev.leasehold.kube;

import dev.leasehold.log.Bug;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task of a watcher at the API server, on a thread of its own. Its step runs after each {@link
 * #wake}, and again after a pause; a step that fails is tried again, after 1, 2, 4, … 60 s, with
 * the credentials of that moment. A failure is logged when it begins, when its reason changes, and
 * when it ends. Nothing waits for the task.
 */
public final class ClusterTask implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterTask.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(60);

  private final String name;
  private final ClusterConnection connection;
  private final Duration pause;
  private final Step step;
  private final Semaphore wakes = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String trouble = "";
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private Optional<Thread> thread = Optional.empty();

  /** The work of a task. */
  @FunctionalInterface
  public interface Step {
    /**
     * Compares what is with what should be, and corrects the difference. It does not rely on what
     * an earlier step knew of the server if the client is another one.
     *
     * @throws KubernetesClientException if a request fails
     * @throws StepException if a person has to change something
     */
    void run(KubernetesClient client) throws InterruptedException, StepException;

    /**
     * What the last step could not do although its requests succeeded, and what to do, in words;
     * empty: nothing.
     */
    default String trouble() {
      return "";
    }
  }

  /** A step cannot do its work; the message says why and what to do, without the full stop. */
  public static final class StepException extends Exception {
    private static final long serialVersionUID = 1L;

    public StepException(String message) {
      super(message);
    }
  }

  /**
   * Creates a task; it does not run yet.
   *
   * @param name what it does, in words such as {@code status objects}
   * @param pause the longest time between two steps
   */
  public ClusterTask(String name, ClusterConnection connection, Duration pause, Step step) {
    this.name = name;
    this.connection = connection;
    this.pause = pause;
    this.step = step;
  }

  /** Starts the thread. */
  public void start() {
    thread = Optional.of(Thread.ofPlatform().daemon().name("cluster: " + name).start(this::run));
  }

  /** Lets the step run now. Thread-safe. */
  public void wake() {
    wakes.release();
  }

  /** What the task does, in words. */
  public String name() {
    return name;
  }

  /** Why the last step failed and what to do; empty if it succeeded. */
  public String trouble() {
    return trouble;
  }

  /** Adds what is called after {@link #trouble} has changed. It returns soon. */
  public void onTrouble(Runnable listener) {
    listeners.add(listener);
  }

  private void run() {
    Duration retry = FIRST_RETRY;
    try {
      while (ended.getCount() > 0) {
        if (succeeds()) {
          retry = FIRST_RETRY;
          wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          ended.await(retry.toMillis(), TimeUnit.MILLISECONDS);
          retry =
              retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
        }
        wakes.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean succeeds() throws InterruptedException {
    KubernetesClient client;
    try {
      client = connection.client();
    } catch (ClusterConnection.UnavailableException e) {
      failed(String.valueOf(e.getMessage()));
      return false;
    } catch (RuntimeException | LinkageError e) { // its message may quote credentials
      Throwable bug = e.getCause() == null ? e : e.getCause();
      failed(
          "a bug in Leasehold: "
              + bug.getClass().getName()
              + " in making a client; please report this line");
      return false;
    }
    try {
      step.run(client);
    } catch (KubernetesClientException e) {
      if (ended.getCount() > 0 && connection.isOpen(client)) {
        failed(connection.words(client, e));
        if (FailureWords.needsAnotherClient(e)) {
          connection.failed(client, e);
        }
      }
      return false;
    } catch (StepException e) {
      failed(String.valueOf(e.getMessage()));
      return false;
    } catch (RuntimeException | LinkageError e) { // a bug, or a class that the build lacks
      if (ended.getCount() > 0 && connection.isOpen(client)) {
        failed(Bug.text(e, name));
        log.debug("stack trace", e);
      }
      return false;
    }
    String rest = step.trouble();
    if (!rest.isEmpty()) {
      failed(rest);
    } else if (!trouble.isEmpty()) {
      trouble = "";
      log.info("cluster: {}: works again", name);
      listeners.forEach(Runnable::run);
    }
    return true;
  }

  private void failed(String why) {
    if (!why.equals(trouble)) {
      trouble = why;
      log.warn("cluster: {}: {}; trying again", name, why);
      listeners.forEach(Runnable::run);
    }
  }

  /** Ends the thread, at the latest when its current request ends. */
  @Override
  public void close() {
    ended.countDown();
    wake();
    thread.ifPresent(Thread::interrupt);
  }
}
