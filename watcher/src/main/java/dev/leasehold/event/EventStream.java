package dev.leasehold.event;

import dev.leasehold.event.EventFilter.News;
import dev.leasehold.event.EventFilter.Rule;
import dev.leasehold.event.EventFilter.Topic;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes events to the listeners, each news once. Thread-safe; the listeners receive one event at a
 * time.
 */
public final class EventStream {
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  /** The limit for events whose words servers choose. */
  private static final Rule FEW = new Rule(Duration.ZERO, 64);

  private final InstantSource clock;
  private final List<EventListener> listeners;
  private final EventFilter filter = new EventFilter(this::ended);

  /** Creates a stream without events. */
  public EventStream(InstantSource clock, List<EventListener> listeners) {
    this.clock = clock;
    this.listeners = List.copyOf(listeners);
  }

  /** Emits an event that is always news. */
  public synchronized void emit(WatchEvent event) {
    emit(event, clock.instant());
  }

  private void emit(WatchEvent event, Instant now) {
    listeners.forEach(listener -> listener.happened(now, event));
  }

  private void ended(WatchEvent event) {
    listeners.forEach(listener -> listener.ended(event));
  }

  /**
   * Reports all events that hold in a topic, whether or not they are news.
   *
   * @param subject the subject of the topic; empty: the target or the process
   * @return the events that were news
   */
  public synchronized News report(
      EventKind kind, String subject, Rule rule, List<? extends WatchEvent> holding) {
    return report(new Topic(kind, subject), rule, holding, clock.instant());
  }

  private News report(Topic topic, Rule rule, List<? extends WatchEvent> holding, Instant now) {
    News news = filter.report(topic, rule, holding, now);
    news.events().forEach(event -> emit(event, now));
    return news;
  }

  /**
   * Adjusts recorded times after the wall clock was set.
   *
   * @param step the change of the clock; negative: back
   */
  public synchronized void clockWasSet(Duration step) {
    filter.movedBy(step);
    emit(new WatchEvent.ClockSet(step));
  }

  /** Reports a notice of a source, whether or not it is news. */
  public synchronized void told(SourceEvent.Told told) {
    WatchEvent event = new WatchEvent.SourceTold(told);
    String channel = told.channel().toString();
    Instant now = told.at();
    switch (told) {
      case SourceEvent.Refused _ -> begin(EventKind.DISCARDED, channel, event, now);
      case SourceEvent.Listening _ -> {
        over(EventKind.NOT_LISTENING, channel, now);
        over(EventKind.DISCARDED, channel, now); // another source may run now
        begins(EventKind.LISTENING, channel, event, now);
      }
      case SourceEvent.Lost _, SourceEvent.GaveUp _ -> {
        over(EventKind.LISTENING, channel, now);
        over(EventKind.SOURCE_PROGRESS, channel, now);
        holds(EventKind.NOT_LISTENING, channel, event, now);
      }
      case SourceEvent.Noted noted -> noted(noted, channel, event);
    }
  }

  private void noted(SourceEvent.Noted noted, String channel, WatchEvent event) {
    Instant now = noted.at();
    switch (noted.notice()) {
      case SourceNotice.Started _ -> {
        over(EventKind.SOURCE_TROUBLE, channel, now);
        over(EventKind.SOURCE_TROUBLE, advice(channel), now);
        asked(noted.channel()).forEach(name -> over(EventKind.DELEGATED, lent(channel, name), now));
        over(EventKind.DISCARDED, channel, now);
        begins(EventKind.SOURCE_PROGRESS, client(channel), event, now);
      }
      case SourceNotice.Lent lent -> {
        String subject = lent(channel, lent.prefixName());
        if (lent.again()) {
          over(EventKind.DELEGATED, subject, now);
        }
        holds(EventKind.DELEGATED, subject, event, now);
        if (lent.all()) {
          over(EventKind.SOURCE_TROUBLE, channel, now);
        }
      }
      case SourceNotice.Problem trouble -> {
        if (!trouble.prefixName().isEmpty()) {
          over(EventKind.DELEGATED, lent(channel, trouble.prefixName()), now);
        }
        begin(EventKind.SOURCE_TROUBLE, channel, event, now);
      }
      case SourceNotice.Progress _ -> begin(EventKind.SOURCE_TROUBLE, channel, event, now);
      case SourceNotice.Remark _ -> emit(event, now);
      case SourceNotice.Advice _, SourceNotice.Misconfigured _ ->
          begin(EventKind.SOURCE_TROUBLE, advice(channel), event, now);
      case SourceNotice.Present _ -> holds(EventKind.SOURCE_PROGRESS, channel, event, now);
      case SourceNotice.NotSaved _ -> holds(EventKind.SOURCE_TROUBLE, saved(channel), event, now);
      case SourceNotice.Saved _ -> over(EventKind.SOURCE_TROUBLE, saved(channel), now);
    }
  }

  /** The names of the prefixes that a client requests on a channel. */
  private static Set<String> asked(Channel channel) {
    return switch (channel) {
      case Channel.Delegation delegation -> delegation.asked().keySet();
      case Channel.Advertisements _,
          Channel.Addresses _,
          Channel.RouterPrefixes _,
          Channel.PublicAddresses _ ->
          Set.of();
    };
  }

  private static String lent(String channel, String prefixName) {
    return channel + " for " + prefixName;
  }

  private static String client(String channel) {
    return channel + " as a client";
  }

  private static String advice(String channel) {
    return channel + " as configured";
  }

  private static String saved(String channel) {
    return channel + " on disk";
  }

  /** Reports the begin of a state; it is news even if the state held before. */
  private void begins(EventKind kind, String subject, WatchEvent event, Instant now) {
    over(kind, subject, now);
    holds(kind, subject, event, now);
  }

  /** Reports an event as the only one that holds in its topic. */
  private void holds(EventKind kind, String subject, WatchEvent event, Instant now) {
    if (report(new Topic(kind, subject), Rule.EACH, List.of(event), now).events().isEmpty()) {
      log.debug("{}", event.line());
    }
  }

  /** Reports an event that holds in addition to others of its topic. */
  private void begin(EventKind kind, String subject, WatchEvent event, Instant now) {
    if (filter.begin(new Topic(kind, subject), FEW, event, now)) {
      emit(event, now);
    } else if (kind != EventKind.DISCARDED) { // any host on the link can cause a million of them
      log.debug("{}", event.line());
    }
  }

  private void over(EventKind kind, String subject, Instant now) {
    News _ = report(new Topic(kind, subject), FEW, List.of(), now);
  }
}
