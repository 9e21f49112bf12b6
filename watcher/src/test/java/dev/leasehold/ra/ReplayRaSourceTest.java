package dev.leasehold.ra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayRaSourceTest {
  @Test
  void replaysFileByFileWithTheirTimes() throws IOException {
    List<String> heard = new ArrayList<>();
    try (Source source =
        RaSource.replay(
            "wan0",
            List.of(RaFrames.pcap("ra-deprecate.pcap"), RaFrames.pcap("ra-renumber.pcap")))) {
      source.run(event -> heard.add(brief(event)));
    }
    assertEquals(
        List.of(
            "2026-11-21T02:05:01.450150Z wan0 fe80::1: 2001:db8:a01::/64 PT0S PT1M",
            "2026-11-21T02:05:05.049824Z wan0 fe80::1:"
                + " 2001:db8:a02::/64 PT30S PT1M 2001:db8:a01::/64 PT0S PT1M",
            "2026-11-21T02:05:09.052833Z wan0 fe80::1:"
                + " 2001:db8:a02::/64 PT30S PT1M 2001:db8:a01::/64 PT0S PT1M"),
        heard);
  }

  @Test
  void ignoresOtherFrames() throws IOException {
    List<SourceEvent> events = new ArrayList<>();
    try (Source source =
        RaSource.replay("wan0", List.of(RaFrames.pcap("ra-solicited-periodic.pcap")))) {
      source.run(events::add);
    }
    assertEquals(4, events.size()); // the fifth packet is the solicitation
  }

  @Test
  void endsWhenItIsClosed() throws IOException {
    List<SourceEvent> events = new ArrayList<>();
    Source source = RaSource.replay("wan0", List.of(RaFrames.pcap("ra-flash-renumber.pcap")));
    source.run(event -> {
      events.add(event);
      source.close();
    });
    assertEquals(1, events.size());
  }

  @Test
  void namesAMissingFile() {
    try (Source source = RaSource.replay("wan0", List.of(Path.of("nowhere.pcap")))) {
      assertThrows(IOException.class, () -> source.run(_ -> {}));
    }
  }

  private static String brief(SourceEvent event) {
    return switch (event) {
      case SourceEvent.Heard(var observation) -> {
        StringBuilder text = new StringBuilder();
        text.append(observation.at())
            .append(' ')
            .append(observation.origin().where())
            .append(' ')
            .append(observation.origin().who())
            .append(':');
        observation
            .prefixes()
            .forEach(p ->
                text.append(' ')
                    .append(p.prefix())
                    .append(' ')
                    .append(p.preferredLifetime())
                    .append(' ')
                    .append(p.validLifetime()));
        yield text.toString();
      }
      default -> event.toString();
    };
  }
}
