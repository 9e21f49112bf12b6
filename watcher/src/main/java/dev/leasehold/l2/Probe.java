package dev.leasehold.l2;

import java.io.IOException;
import java.util.List;

/** Attempts to reach addresses. */
@FunctionalInterface
public interface Probe {
  /**
   * Tries all addresses of the Services.
   *
   * @return one result of each address
   * @throws IOException if nothing can be found out
   */
  List<ProbeResult> probe(List<AnnouncedService> services) throws IOException, InterruptedException;
}
