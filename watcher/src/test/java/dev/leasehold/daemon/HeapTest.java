package dev.leasehold.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapTest {
  private static final long MIB = 1 << 20;

  @Test
  void isCollectedAfter16MebibytesOfGarbage() {
    AtomicLong used = new AtomicLong(10 * MIB);
    AtomicInteger collections = new AtomicInteger();
    Heap heap =
        new Heap(
            used::get,
            () -> {
              collections.incrementAndGet();
              used.set(30 * MIB);
            });
    used.set(26 * MIB);
    heap.tidy();
    assertEquals(0, collections.get());
    used.set(26 * MIB + 1);
    heap.tidy();
    assertEquals(1, collections.get());
    used.set(46 * MIB);
    heap.tidy();
    assertEquals(1, collections.get());
    used.set(47 * MIB);
    heap.tidy();
    assertEquals(2, collections.get());
  }
}
