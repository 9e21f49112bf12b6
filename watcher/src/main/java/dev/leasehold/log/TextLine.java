package dev.leasehold.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import dev.leasehold.text.Printable;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A log line: time in UTC, level and message. Messages contain names, paths and words of servers,
 * so a newline in them does not begin a log line.
 */
final class TextLine extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int LEVEL_WIDTH = 5;

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(TIME.format(event.getInstant())).append(' ');
    String level = event.getLevel().toString();
    line.append(level).repeat(' ', LEVEL_WIDTH - level.length()).append(' ');
    line.append(Printable.text(event.getFormattedMessage())).append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    return line.append(thrown == null ? "" : ThrowableProxyUtil.asString(thrown)).toString();
  }
}
