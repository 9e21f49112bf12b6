package dev.leasehold.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two or three electors for hours with random delays, partitions, outages, freezes and restarts. In
 * it, two may act at a time only if the earlier one could not reach the API server well for some
 * time of the last {@link Timing#deadline}; and never while all of them reach it, or none.
 */
class ElectionSimulationTest {
  private static final List<Integer> SIZES = List.of(2, 3);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void onlyAHolderThatIsCutOffActsBesideAnother(long seed) {
    for (int size : SIZES) {
      SimulatedElection simulated = new SimulatedElection(seed, size, true);
      simulated.run(2 * 3600);
      assertEquals(List.of(), simulated.violations());
      assertTrue(simulated.takeovers() > 10, simulated.takeovers() + " takeovers");
      assertTrue(simulated.handovers() > 0, "nobody stepped down for another one");
      assertTrue(simulated.beside() > 0, "no holder was cut off while another took over");
      assertEquals(1, simulated.acting(), "when all is well");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void onlyOneActsWhileAllReachTheServerOrNone(long seed) {
    for (int size : SIZES) {
      SimulatedElection simulated = new SimulatedElection(seed, size, false);
      simulated.run(2 * 3600);
      assertEquals(List.of(), simulated.violations());
      assertTrue(simulated.takeovers() > 10, simulated.takeovers() + " takeovers");
      assertTrue(simulated.handovers() > 0, "nobody stepped down for another one");
      assertEquals(0, simulated.beside());
      assertEquals(1, simulated.acting(), "when all is well");
    }
  }
}
