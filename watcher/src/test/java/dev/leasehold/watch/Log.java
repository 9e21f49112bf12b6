package dev.leasehold.watch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.leasehold.subject.Questions;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Captures the log while it is open, as {@code LEVEL text}. */
final class Log implements AutoCloseable {
  private final List<Logger> loggers = List.of(logger("watch"), logger("subject"), logger("event"));
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private Log() {
    appender.start();
    for (Logger logger : loggers) {
      logger.addAppender(appender);
      logger.setLevel(Level.INFO);
      logger.setAdditive(false);
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger("dev.leasehold." + name);
  }

  static Log open() {
    return new Log();
  }

  /** All lines except those about solicitations, which are many. */
  List<String> lines() {
    return appender.list.stream()
        .filter(event -> !event.getLoggerName().equals(Questions.class.getName()))
        .map(Log::text)
        .toList();
  }

  private static String text(ILoggingEvent event) {
    return event.getLevel() + " " + event.getFormattedMessage();
  }

  /** The lines that contain these words. */
  List<String> lines(String words) {
    return appender.list.stream().map(Log::text).filter(line -> line.contains(words)).toList();
  }

  @Override
  public void close() {
    for (Logger logger : loggers) {
      logger.detachAppender(appender);
      logger.setLevel(null);
      logger.setAdditive(true);
    }
  }
}
