package dev.leasehold.git;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few series of {@link GarbledRepliesFuzz}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class GarbledRepliesIT {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void landsExactlyOnceAfterRepliesThatAreCutAndGarbled(long seed) throws Exception {
    try (GarbledSeries series = new GarbledSeries(seed, directory)) {
      series.run(12);
      assertTrue(series.outcomes().containsKey("write: Unreachable"), "nothing was garbled");
    }
  }
}
