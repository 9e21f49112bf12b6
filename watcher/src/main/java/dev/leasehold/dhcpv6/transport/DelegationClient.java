package dev.leasehold.dhcpv6.transport;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.dhcpv6.Client;
import dev.leasehold.dhcpv6.ClientSettings;
import dev.leasehold.dhcpv6.ClientSettings.IaRequest;
import dev.leasehold.dhcpv6.Event;
import dev.leasehold.dhcpv6.Notice;
import dev.leasehold.dhcpv6.State;
import dev.leasehold.dhcpv6.Step;
import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.dhcpv6.message.Message;
import dev.leasehold.dhcpv6.transport.Iaids.NamedIa;
import dev.leasehold.fence.Fence;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.source.SourceNotice;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.Parsed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine with its saved state and notices, after its DUID is known. Not thread-safe
 * unless stated otherwise.
 */
final class DelegationClient {
  private static final Logger log = LoggerFactory.getLogger(DelegationClient.class);

  private final String interfaceName;
  private final Client client;
  private final DelegationMemory memory;
  private final NoticeProcessing notices;
  private final Counters counters;
  private final Supplier<Moment> clock;
  private final List<Trouble> leftOut;
  private final Fence fence;
  private volatile State state;
  private volatile OtherOptions otherOptions = OtherOptions.NOTHING;

  private DelegationClient(
      String interfaceName,
      Client client,
      DelegationMemory memory,
      NoticeProcessing notices,
      Counters counters,
      Supplier<Moment> clock,
      List<Trouble> leftOut,
      Fence fence) {
    this.interfaceName = interfaceName;
    this.client = client;
    this.memory = memory;
    this.notices = notices;
    this.counters = counters;
    this.clock = clock;
    this.leftOut = List.copyOf(leftOut);
    this.fence = fence;
    this.state = client.start(memory.held(), memory.resizing());
  }

  /**
   * Creates a client with the saved state of earlier runs.
   *
   * @param directory the directory of its files
   * @param optionFiles the files with option contents, by name
   * @param mac the MAC address of the interface, for a new DUID
   * @param fence is asked before each message
   * @throws IOException if its files cannot be read or written, or the configured DUID is invalid
   */
  static DelegationClient remember(
      Channel.Delegation channel,
      Path directory,
      Map<String, Path> optionFiles,
      Bytes mac,
      RandomGenerator random,
      Supplier<Moment> clock,
      Counters counters,
      Consumer<? super SourceEvent> events,
      Fence fence)
      throws IOException {
    String name = channel.interfaceName();
    MessageOptions options = MessageOptions.read(channel, optionFiles);
    Duid duid = duid(channel, directory, mac, random);
    Consumer<SourceNotice> people =
        notice -> events.accept(new SourceEvent.Noted(clock.get().wall(), channel, notice));
    people.accept(new SourceNotice.Started("DHCPv6 client " + duid));
    options
        .trouble()
        .forEach(
            t -> people.accept(new SourceNotice.Misconfigured(t.whatToDo() + "; " + t.what())));
    DelegationMemory memory = DelegationMemory.open(channel, directory, duid, clock.get(), people);
    List<IaRequest> asked = memory.ias().stream().map(NamedIa::request).toList();
    boolean rapidCommit =
        channel.asked().values().stream().allMatch(DynamicPrefix.Delegation::rapidCommit);
    return new DelegationClient(
        name,
        new Client(new ClientSettings(duid, asked, rapidCommit, options.options()), random),
        memory,
        new NoticeProcessing(channel, memory.ias(), events, counters),
        counters,
        clock,
        options.trouble(),
        fence);
  }

  private static Duid duid(
      Channel.Delegation channel, Path directory, Bytes mac, RandomGenerator random)
      throws IOException {
    if (channel.duid().isEmpty()) {
      return new DuidFile(directory).get(mac, random);
    }
    try {
      return DuidFile.parse(channel.duid());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          channel + ": invalid duid: " + e.getMessage() + "; fix it, or set duid: auto", e);
    }
  }

  State state() {
    return state;
  }

  /** The state in words. */
  String text() {
    List<String> parts = new ArrayList<>();
    parts.add(LeaseText.of(state, clock.get().steady()));
    parts.add(otherOptions.text());
    parts.removeIf(String::isEmpty);
    return String.join("; ", parts);
  }

  /** The current problems. Thread-safe. */
  List<Trouble> troubles() {
    return Stream.concat(notices.troubles().stream(), leftOut.stream()).toList();
  }

  void step(Event event, Optional<ClientPort> port) {
    step(event, port, "");
  }

  /** Runs the next timer if it is due. */
  void due(Optional<ClientPort> port) {
    Instant now = clock.get().steady();
    if (state.wakeAt().filter(at -> !now.isBefore(at)).isPresent()) {
      step(new Event.Due(), port, "");
    }
  }

  void received(ClientPort.Datagram datagram, ClientPort port) {
    switch (Message.parse(datagram.payload().toArray())) {
      case Parsed.Accepted<Message>(Message message) -> {
        counters.count("received_" + message.type().spelling());
        String from = datagram.from().toString();
        Step step = step(new Event.Received(message, datagram.from()), Optional.of(port), from);
        if (step.notices().stream().anyMatch(Notice.Delegated.class::isInstance)) {
          see(OtherOptions.of(message));
        }
      }
      case Parsed.Rejected<Message>(Parsed.Reason reason, String detail) ->
          notices.refuse(reason, detail + ", from " + datagram.from(), clock.get());
    }
  }

  private void see(OtherOptions seen) {
    if (!seen.excluded().isEmpty() && !seen.excluded().equals(otherOptions.excluded())) {
      notices.note(
          new SourceNotice.Advice(
              "the provider excludes "
                  + seen.excluded()
                  + " for the link (RFC 6603): no subnet may overlap it"),
          clock.get());
    }
    otherOptions = seen;
  }

  private Step step(Event event, Optional<ClientPort> port, String from) {
    Moment now = clock.get();
    Step step = client.step(state, event, now.steady());
    state = step.state();
    port.ifPresent(open -> step.send().forEach(message -> send(message, open)));
    memory.keep(state, now);
    notices.process(step, now, from);
    return step;
  }

  /** Sends a message. A failure counts as a lost packet: the retransmission repeats the message. */
  private void send(Message message, ClientPort port) {
    String type = message.type().spelling();
    Optional<String> closed = fence.closed();
    if (closed.isPresent()) {
      counters.count("withheld_" + type);
      log.debug("{}: {} not sent: {}", interfaceName, message.type().title(), closed.get());
      return;
    }
    try {
      port.send(message);
      counters.count("sent_" + type);
      log.debug("{}: sent {}", interfaceName, message);
    } catch (IOException e) {
      counters.count("failed_" + type);
      log.debug("{}: {} not sent: {}", interfaceName, message.type().title(), e.getMessage());
    }
  }
}
