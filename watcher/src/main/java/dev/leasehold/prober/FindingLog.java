package dev.leasehold.prober;

import dev.leasehold.l2.ProbeResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs when an address no longer answers, when the reason changes, and when it answers again. */
final class FindingLog {
  private static final Logger log = LoggerFactory.getLogger(FindingLog.class);

  /** What does not answer, with what was found, by Service and address. */
  private Map<String, ProbeResult.Finding> silent = new HashMap<>();

  /** Takes the results of a round. */
  void round(List<ProbeResult> results) {
    Map<String, ProbeResult.Finding> now = new HashMap<>();
    for (ProbeResult result : results) {
      String what = result.service() + " " + result.address();
      ProbeResult.@Nullable Finding before = silent.get(what);
      if (!result.isReachable()) {
        now.put(what, result.finding());
        if (result.finding() != before) {
          log.warn("service {}", result);
        }
      } else if (before != null) {
        log.info("service {}: answers again", what);
      }
    }
    silent = now;
  }
}
