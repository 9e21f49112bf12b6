package dev.leasehold.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;

/** Runs before the standard configuration: the output of a test run has failures, not events. */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class QuietLog extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    new StandardError(Map.of("LEASEHOLD_LOG_LEVEL", "WARN")).configure(context);
    // Its tests are about trouble; those about what it says listen for themselves.
    context.getLogger("dev.leasehold.watch").setLevel(Level.OFF);
    // It logs long messages about intended damage.
    context.getLogger("org.eclipse.jgit").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
