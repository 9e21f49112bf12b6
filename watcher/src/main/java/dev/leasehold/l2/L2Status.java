package dev.leasehold.l2;

import java.util.List;

/**
 * What the last round of attempts to reach Services found.
 *
 * @param results one of each address
 * @param orphans the number of deleted Leases without a Service, since the start
 * @param stuck the number of deleted Leases that were stuck, since the start
 */
public record L2Status(List<ProbeResult> results, long orphans, long stuck) {
  public L2Status {
    results = List.copyOf(results);
  }
}
