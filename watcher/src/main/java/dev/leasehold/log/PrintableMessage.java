package dev.leasehold.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.leasehold.text.Printable;

/** The message of a log line, whatever strangers wrote into it. */
public final class PrintableMessage extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return Printable.text(event.getFormattedMessage());
  }
}
