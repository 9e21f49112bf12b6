package dev.leasehold.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Map;

/**
 * The log on standard error, configured by the environment: {@code LEASEHOLD_LOG_FORMAT}, text or
 * json, and {@code LEASEHOLD_LOG_LEVEL}. The configuration is code, because XML would take a fifth
 * of the time of a short command.
 */
public final class StandardError extends ContextAwareBase implements Configurator {
  /**
   * The libraries whose messages are only for debugging. That of the cluster would also log answers
   * of the API server, with Secrets.
   */
  private static final List<String> LIBRARIES =
      List.of("org.eclipse.jgit", "org.apache.sshd", "org.pcap4j", "io.fabric8");

  private final Map<String, String> environment;

  /** The constructor for logback, which finds the class in META-INF/services. */
  public StandardError() {
    this(System.getenv());
  }

  StandardError(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    boolean isJson = environment.getOrDefault("LEASEHOLD_LOG_FORMAT", "text").equals("json");
    Encoder<ILoggingEvent> encoder = isJson ? json() : text(context);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    for (String library : LIBRARIES) {
      context.getLogger(library).setLevel(Level.ERROR);
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(environment.get("LEASEHOLD_LOG_LEVEL"), Level.INFO));
    root.addAppender(appender);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    TextLine line = new TextLine();
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setLayout(line);
    return encoder;
  }
}
