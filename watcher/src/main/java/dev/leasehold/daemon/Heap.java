package dev.leasehold.daemon;

import java.util.function.LongSupplier;

/**
 * The heap of a process that reads and writes for a moment and then waits for hours. Left alone,
 * the serial collector lets the garbage of each write grow old, up to the bound of the heap: 170
 * MiB resident after 500 renumberings, and 330 MiB with a package of 10,000 files.
 */
public final class Heap {
  private static final long MOST_GARBAGE = 16 << 20;

  private final LongSupplier used;
  private final Runnable collect;
  private long live;

  /**
   * Any heap.
   *
   * @param used bytes in use, garbage among them
   * @param collect collects all garbage
   */
  Heap(LongSupplier used, Runnable collect) {
    this.used = used;
    this.collect = collect;
    live = used.getAsLong();
  }

  public static Heap ofThisProcess() {
    Runtime runtime = Runtime.getRuntime();
    return new Heap(() -> runtime.totalMemory() - runtime.freeMemory(), System::gc);
  }

  /** Call it where nobody waits for the process, because all that was due is done. */
  public void tidy() {
    if (used.getAsLong() > live + MOST_GARBAGE) {
      collect.run();
      live = used.getAsLong();
    }
  }
}
