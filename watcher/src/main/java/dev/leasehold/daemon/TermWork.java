package dev.leasehold.daemon;

import dev.leasehold.election.Elector;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The work of the current term, which ends with the term or with the process. Thread-safe. */
final class TermWork {
  private final Elector elector;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private @Nullable Work current;
  private long term;
  private boolean isEnding;
  private boolean isUnfit;

  /** Whether {@link #electionChanged} has ended the current work, or the last one. */
  private volatile boolean isStopped;

  TermWork(Elector elector) {
    this.elector = elector;
  }

  /** A term begins. */
  void termBegins() {
    lock.lock();
    try {
      isUnfit = false;
    } finally {
      lock.unlock();
    }
  }

  /** Work begins; it is stopped at once if the term is already over. */
  void begins(Work work, long number) {
    lock.lock();
    try {
      current = work;
      term = number;
      isStopped = false;
    } finally {
      lock.unlock();
    }
    electionChanged();
  }

  /** The work has ended. */
  void ended() {
    lock.lock();
    try {
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Stops the work of this term, because this machine cannot do it. */
  void givesUp() {
    lock.lock();
    try {
      isUnfit = true;
    } finally {
      lock.unlock();
    }
    electionChanged();
  }

  boolean isUnfit() {
    lock.lock();
    try {
      return isUnfit;
    } finally {
      lock.unlock();
    }
  }

  /** Stops the work of a term that has ended, and of a process that ends. Does not block. */
  void electionChanged() {
    lock.lock();
    try {
      changed.signalAll();
      boolean isOver = !elector.leads() || elector.term() != term;
      if (current != null && (isEnding || isOver || isUnfit)) {
        isStopped = true;
        current.stop();
        current.end();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops the sources and begins no operation any more, because the process ends. */
  void processEnds() {
    lock.lock();
    try {
      isEnding = true;
      if (current != null) {
        current.stop();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Optional<Work> current() {
    lock.lock();
    try {
      return Optional.ofNullable(current);
    } finally {
      lock.unlock();
    }
  }

  boolean isEnding() {
    lock.lock();
    try {
      return isEnding;
    } finally {
      lock.unlock();
    }
  }

  boolean isStopped() {
    return isStopped;
  }

  /** Waits for a change after which this is so. */
  void await(BooleanSupplier isSo, Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (!isSo.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
