package dev.leasehold.rulecontroller;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ConfigChurnTest {
  private static final int STEPS = 10_000;

  @Test
  void everyObjectIsWhatServicesAndRulesAskFor() throws Exception {
    ServiceChurn churn = new ServiceChurn(new Random(58_112));
    for (int step = 0; step < STEPS; step++) {
      churn.step(step);
    }
    churn.assertVaried(STEPS);
  }
}
