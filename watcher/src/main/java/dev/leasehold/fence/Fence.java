package dev.leasehold.fence;

import java.util.Optional;

/**
 * Whether this process may act outside of itself now. The answer is from memory and takes no lock:
 * it is asked before each packet, command and push, also right after the process was stopped for a
 * while. Thread-safe.
 */
@FunctionalInterface
public interface Fence {
  /** For a process that has no rival. */
  Fence OPEN = Optional::empty;

  /** Why the process must not act now, as the end of a sentence; empty if it may. */
  Optional<String> closed();
}
