package dev.leasehold.web;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.message.MessageRefusal;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.event.EventKind;
import dev.leasehold.ra.FrameRefusal;
import dev.leasehold.wire.Parsed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The spellings in metrics and status are an interface: the documentation lists all of them. */
class SpellingsTest {
  private static final Path DOCUMENTATION = Path.of("../docs/watching.md");

  @Test
  void theDocumentationListsEverySpelling() throws IOException {
    String text = Files.readString(DOCUMENTATION);
    Set<String> missing = new HashSet<>(spellings());
    missing.removeIf(spelling -> text.contains("`" + spelling + "`"));
    assertEquals(Set.of(), missing);
  }

  private static Set<String> spellings() {
    Stream<String> reasons =
        Stream.<Parsed.Reason[]>of(
                FrameRefusal.values(), MessageRefusal.values(), Notice.Reason.values())
            .flatMap(Arrays::stream)
            // These two are never counted.
            .filter(reason ->
                !List.of(FrameRefusal.NOT_AN_ADVERTISEMENT, Notice.Reason.TOO_SOON)
                    .contains(reason))
            .map(Parsed.Reason::spelling);
    Stream<String> phases = Arrays.stream(State.Phase.values()).map(State.Phase::spelling);
    Stream<String> types = Arrays.stream(MessageType.values()).map(MessageType::spelling);
    Stream<String> kinds =
        Arrays.stream(EventKind.values())
            .filter(kind -> kind != EventKind.HEARD && kind != EventKind.WROTE) // for debugging
            .map(EventKind::spelling);
    return Stream.of(reasons, phases, types, kinds).flatMap(spelling -> spelling).collect(toSet());
  }
}
