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

  List<String> lines() {
    return appender.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }

  /** Those that contain these words. */
  List<String> lines(String words) {
    return lines().stream().filter(line -> line.contains(words)).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
    logger.setAdditive(true);
  }
}
