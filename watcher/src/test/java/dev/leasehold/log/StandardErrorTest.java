package dev.leasehold.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The format and levels of log lines. */
final class StandardErrorTest {
  private static final Instant AT = Instant.parse("2026-11-21T08:00:00.070Z");

  private final LoggerContext context = new LoggerContext();

  @Test
  void writesTimeLevelAndMessage() {
    configure(Map.of());
    assertEquals("2026-11-21T08:00:00.070Z INFO  holds it\n", line(Level.INFO, "holds it", null));
  }

  @Test
  void indentsTheLinesOfAMessage() {
    configure(Map.of());
    String line = line(Level.ERROR, "from a server: \n2026 ERROR forged\u001b[31m", null);
    assertEquals(
        "2026-11-21T08:00:00.070Z ERROR from a server: \n    2026 ERROR forged\\u001b[31m\n", line);
  }

  @Test
  void writesTheExceptionAfterTheMessage() {
    configure(Map.of());
    String line = line(Level.WARN, "failed", new IllegalStateException("because"));
    assertTrue(
        line.startsWith(
            "2026-11-21T08:00:00.070Z WARN  failed\njava.lang.IllegalStateException: because\n"),
        line);
    assertTrue(line.contains("StandardErrorTest.writesTheExceptionAfterTheMessage"), line);
  }

  @Test
  void writesAJsonObjectPerLine() {
    configure(Map.of("LEASEHOLD_LOG_FORMAT", "json"));
    assertEquals(
        "{\"timestamp\":1795248000070,\"level\":\"INFO\",\"threadName\":\"main\","
            + "\"loggerName\":\"a.b\",\"mdc\": {},\"message\":\"holds it\",\"formattedMessage\":\"holds it\","
            + "\"throwable\":null}\n",
        line(Level.INFO, "holds it", null));
  }

  @Test
  void takesTheLevelFromTheEnvironmentAndLibraryErrorsOnly() {
    configure(Map.of());
    assertEquals(Level.INFO, context.getLogger("dev.leasehold.watch").getEffectiveLevel());
    assertEquals(Level.ERROR, context.getLogger("org.eclipse.jgit.lib").getEffectiveLevel());
    configure(Map.of("LEASEHOLD_LOG_LEVEL", "debug"));
    assertEquals(Level.DEBUG, context.getLogger("dev.leasehold.watch").getEffectiveLevel());
    assertEquals(Level.ERROR, context.getLogger("org.apache.sshd").getEffectiveLevel());
    configure(Map.of("LEASEHOLD_LOG_LEVEL", "trace"));
    assertEquals(
        Level.ERROR,
        context.getLogger("io.fabric8.kubernetes.client.http").getEffectiveLevel(),
        "it would log Secrets");
  }

  private void configure(Map<String, String> environment) {
    context.reset();
    context.setMDCAdapter(new LogbackMDCAdapter());
    new StandardError(environment).configure(context);
  }

  private String line(Level level, String message, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent("", context.getLogger("a.b"), level, message, thrown, null);
    event.setInstant(AT);
    event.setThreadName("main");
    ConsoleAppender<ILoggingEvent> appender =
        (ConsoleAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
    assertEquals("System.err", appender.getTarget());
    return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
  }
}
