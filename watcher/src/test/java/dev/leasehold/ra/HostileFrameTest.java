package dev.leasehold.ra;

import static dev.leasehold.ra.RaFrames.ALL_NODES;
import static dev.leasehold.ra.RaFrames.ROUTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.source.Channel;
import dev.leasehold.source.Counters;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.wire.Bytes;
import dev.leasehold.wire.LinkType;
import dev.leasehold.wire.Mutations;
import dev.leasehold.wire.Parsed;
import dev.leasehold.wire.PcapFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every input gives a value, and an accepted message is written back unchanged. */
class HostileFrameTest {
  private static final Path CORPUS = Path.of("src/test/resources/dev/leasehold/ra/hostile");
  private static final int MUTATIONS = 40_000;

  /**
   * ICMPv6 messages; the checksum is filled in. The first line has the refusal, or ACCEPTED for a
   * message without prefixes. A packet that once caused a failure is added here and never removed.
   */
  static Stream<Path> corpus() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void answersTheCorpus(Path file) throws IOException {
    String text = Files.readString(file);
    String expected = text.lines().findFirst().orElseThrow().substring(2);
    Frame frame = Frame.neighborDiscovery(ROUTER, ALL_NODES, RaFrames.hex(text));
    List<String> answers = new ArrayList<>();
    new AdvertisementProcessing(
            new Channel.Advertisements("eth0"), event -> answers.add(answer(event)), new Counters())
        .process(Instant.EPOCH, LinkType.ETHERNET, frame.ethernet(RaFrames.hex("020000000a01")));
    assertEquals(List.of(expected), answers);
    assertWritesAsItCame(frame);
  }

  @ParameterizedTest
  @ValueSource(longs = {4861, 4862})
  void survivesMutatedFrames(long seed) {
    Random random = new Random(seed);
    List<Bytes> seeds = RaFrames.captured().stream().map(PcapFile.Captured::frame).toList();
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Bytes mutated = mutate(seeds.get(random.nextInt(seeds.size())), random);
      for (LinkType link : LinkType.values()) {
        if (Frame.parse(link, mutated) instanceof Parsed.Accepted<Frame>(Frame frame)) {
          accepted += assertWritesAsItCame(frame) ? 1 : 0;
        }
      }
    }
    assertTrue(accepted > 0 && accepted < MUTATIONS / 2, accepted + " accepted");
  }

  /** Fills in the checksum, so that the options are parsed. */
  @ParameterizedTest
  @ValueSource(longs = {8106, 4191})
  void survivesMutatedMessages(long seed) {
    Random random = new Random(seed);
    List<Bytes> seeds = seedMessages();
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] message = mutate(seeds.get(random.nextInt(seeds.size())), random).toArray();
      if (message.length < 4 || message.length > 0xffff) {
        continue;
      }
      message[0] = (byte) RouterAdvertisement.TYPE;
      Arrays.fill(message, 1, 4, (byte) 0);
      Frame frame = Frame.neighborDiscovery(ROUTER, ALL_NODES, Bytes.copyOf(message));
      accepted += assertWritesAsItCame(frame) ? 1 : 0;
    }
    assertTrue(accepted > MUTATIONS / 20 && accepted < MUTATIONS, accepted + " accepted");
  }

  @Test
  void survivesMutatedFiles() throws IOException {
    Random random = new Random(1761);
    Bytes seed = Bytes.copyOf(Files.readAllBytes(RaFrames.pcap("ra-renumber.pcap")));
    Path file = Files.createTempFile("mutated", ".pcap");
    try {
      int read = 0;
      for (int i = 0; i < 2_000; i++) {
        Files.write(file, mutate(seed, random).toArray());
        read += reads(file) ? 1 : 0;
      }
      assertTrue(read > 0 && read < 2_000, read + " read");
    } finally {
      Files.delete(file);
    }
  }

  private static boolean reads(Path file) {
    try {
      PcapFile.read(file);
      return true;
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).contains(file.toString()));
      return false;
    }
  }

  /** The property: parse, write, parse gives the same value, and parse, write the same bytes. */
  private static boolean assertWritesAsItCame(Frame frame) {
    return switch (RouterAdvertisement.parse(frame)) {
      case Parsed.Rejected<RouterAdvertisement> _ -> false;
      case Parsed.Accepted<RouterAdvertisement>(RouterAdvertisement read) -> {
        Frame written = read.write(frame.source(), frame.destination());
        assertEquals(withoutChecksum(frame), withoutChecksum(written)); // 0 has two spellings
        assertEquals(new Parsed.Accepted<>(read), RouterAdvertisement.parse(written));
        yield true;
      }
    };
  }

  private static Bytes withoutChecksum(Frame frame) {
    byte[] icmp = frame.icmp().toArray();
    Arrays.fill(icmp, 2, 4, (byte) 0);
    return Bytes.copyOf(icmp);
  }

  private static List<Bytes> seedMessages() {
    List<Bytes> messages = new ArrayList<>();
    RaFrames.captured().forEach(packet -> messages.add(RaFrames.frame(packet.frame()).icmp()));
    try (Stream<Path> files = corpus()) {
      for (Path file : files.toList()) {
        messages.add(RaFrames.hex(Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }

  private static Bytes mutate(Bytes seed, Random random) {
    return Bytes.copyOf(Mutations.mutate(seed.toArray(), random));
  }

  private static String answer(SourceEvent event) {
    return switch (event) {
      case SourceEvent.Heard(var observation) ->
          observation.prefixes().isEmpty() ? "ACCEPTED" : "announces " + observation.prefixes();
      case SourceEvent.Refused refused -> refused.reason().spelling();
      default -> event.toString();
    };
  }
}
