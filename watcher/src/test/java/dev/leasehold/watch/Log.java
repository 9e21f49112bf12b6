package dev.leasehold.watch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged while it is open, as {@code LEVEL text}. */
final class Log implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.leasehold.watch");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private final Level before = logger.getLevel();

  private Log() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  static Log open() {
    return new Log();
  }

  /** All but those that say why routers are asked, which are many. */
  List<String> lines() {
    return appender.list.stream()
        .filter(event -> !event.getLoggerName().equals(Questions.class.getName()))
        .map(Log::text)
        .toList();
  }

  private static String text(ILoggingEvent event) {
    return event.getLevel() + " " + event.getFormattedMessage();
  }

  /** Those that contain these words. */
  List<String> lines(String words) {
    return appender.list.stream().map(Log::text).filter(line -> line.contains(words)).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
    logger.setAdditive(true);
  }
}
