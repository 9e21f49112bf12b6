package dev.leasehold.web;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.message.MessageRefusal;
import dev.leasehold.dhcpv6.message.MessageType;
import dev.leasehold.event.EventKind;
import dev.leasehold.git.Operations;
import dev.leasehold.git.Outcome;
import dev.leasehold.lease.AddressPhase;
import dev.leasehold.lease.Standing;
import dev.leasehold.ra.FrameRefusal;
import dev.leasehold.source.SourceStatus;
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
  void areAllInTheDocumentation() throws IOException {
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
    Stream<String> states =
        Arrays.stream(SourceStatus.State.values()).map(SourceStatus.State::spelling);
    Stream<String> standings = Arrays.stream(Standing.values()).map(Standing::spelling);
    Stream<String> claims = Arrays.stream(AddressPhase.values()).map(AddressPhase::spelling);
    Stream<String> autoscalers =
        Arrays.stream(AutoscalerStatus.Reason.values()).map(AutoscalerStatus.Reason::spelling);
    Stream<String> troubles =
        Arrays.stream(SourceStatus.Kind.values()).map(SourceStatus.Kind::spelling);
    Stream<String> operations =
        Arrays.stream(Operations.Kind.values()).map(Operations.Kind::spelling);
    Stream<String> outcomes = Arrays.stream(Outcome.Kind.values()).map(Outcome.Kind::spelling);
    return Stream.of(
            reasons,
            states,
            phases,
            types,
            kinds,
            standings,
            troubles,
            claims,
            autoscalers,
            operations,
            outcomes)
        .flatMap(spelling -> spelling)
        .collect(toSet());
  }
}
