package dev.leasehold.dhcpv6.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.wire.Captures;
import dev.leasehold.wire.Mutations;
import dev.leasehold.wire.Parsed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
class HostileDatagramTest {
  private static final Path CORPUS =
      Path.of("src/test/resources/dev/leasehold/dhcpv6/message/hostile");
  private static final int MUTATIONS = 40_000;

  /**
   * Datagrams. The first line has the refusal or the types of the accepted options. A datagram that
   * once caused a failure is added here and never removed.
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
    byte[] datagram = Captures.hex(text).toArray();
    assertEquals(
        expected,
        switch (Message.parse(datagram)) {
          case Parsed.Rejected<Message> rejected -> rejected.reason().spelling();
          case Parsed.Accepted<Message>(Message message) -> kinds(message.options());
        });
    assertWritesAsItCame(datagram);
  }

  /** A truncation between two options leaves a valid message; any other is detected. */
  @Test
  void detectsEveryTruncation() {
    for (byte[] datagram : Datagrams.captured("dhcp6-")) {
      List<Integer> whole = new ArrayList<>(List.of(4));
      for (Option option : Datagrams.accepted(Message.parse(datagram)).options()) {
        whole.add(whole.getLast() + 4 + option.length());
      }
      for (int length = 0; length < datagram.length; length++) {
        Parsed<Message> parsed = Message.parse(Arrays.copyOf(datagram, length));
        assertEquals(whole.contains(length), parsed instanceof Parsed.Accepted<Message>);
      }
    }
  }

  /** Wrong lengths at every two octets that could be a length, on every level. */
  @Test
  void survivesWrongLengths() {
    int accepted = 0;
    for (byte[] datagram : Datagrams.captured("dhcp6-")) {
      for (int at = 4; at + 2 <= datagram.length; at++) {
        for (int lie : new int[] {0, 1, 4, 12, 13, 25, 0x8000, 0xffff}) {
          byte[] lying = datagram.clone();
          ByteBuffer.wrap(lying).putShort(at, (short) lie);
          accepted += assertWritesAsItCame(lying) ? 1 : 0;
        }
      }
    }
    assertTrue(accepted > 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {9915, 3633})
  void survivesMutatedMessages(long seed) throws IOException {
    Random random = new Random(seed);
    List<byte[]> seeds = new ArrayList<>(Datagrams.captured("dhcp6-"));
    RandomMessages messages = new RandomMessages(seed);
    for (int i = 0; i < 100; i++) {
      seeds.add(messages.next().write());
    }
    for (Path file : corpus().toList()) {
      seeds.add(Captures.hex(Files.readString(file)).toArray());
    }
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      accepted +=
          assertWritesAsItCame(Mutations.mutate(seeds.get(random.nextInt(seeds.size())), random))
              ? 1
              : 0;
    }
    assertTrue(accepted > MUTATIONS / 20 && accepted < MUTATIONS, accepted + " accepted");
  }

  /** The most options of each type in one datagram, and nested options. */
  @Test
  void limitsTheWorkPerDatagram() {
    for (int code = 0; code < 100; code++) {
      assertFalse(assertWritesAsItCame(filled(code, 0)));
      for (int length : new int[] {1, 12, 16, 25, 0x7fff, 0xffe0}) {
        assertWritesAsItCame(filled(code, length));
      }
    }
    assertFalse(assertWritesAsItCame(nested(IaPd.CODE, 12)));
    assertFalse(assertWritesAsItCame(nested(IaPrefix.CODE, 25)));
  }

  /** As many options of a length as fit into a datagram. */
  private static byte[] filled(int code, int length) {
    ByteBuffer out = ByteBuffer.allocate(Message.MAX_SIZE).put((byte) 7);
    for (out.position(4); out.remaining() >= 4 + length; out.position(out.position() + length)) {
      out.putShort((short) code).putShort((short) length);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /** An option that fills the datagram, in it another that fills it, and so on. */
  private static byte[] nested(int code, int fixed) {
    ByteBuffer out = ByteBuffer.allocate(Message.MAX_SIZE).put((byte) 7);
    for (out.position(4); out.remaining() >= 4 + fixed; out.position(out.position() + fixed)) {
      out.putShort((short) code).putShort((short) (out.remaining() - 2));
    }
    return out.array();
  }

  /** The property: parse, write, parse gives the same value, and parse, write the same bytes. */
  private static boolean assertWritesAsItCame(byte[] datagram) {
    return switch (Message.parse(datagram)) {
      case Parsed.Rejected<Message> _ -> false;
      case Parsed.Accepted<Message>(Message read) -> {
        byte[] written = read.write();
        assertArrayEquals(datagram, written);
        assertEquals(new Parsed.Accepted<>(read), Message.parse(written));
        yield true;
      }
    };
  }

  private static String kinds(List<Option> options) {
    return String.join(
        " ",
        options.stream()
            .map(option ->
                switch (option) {
                  case IaPd ia -> "IaPd(" + kinds(ia.options()) + ")";
                  case IaPrefix prefix -> "IaPrefix(" + kinds(prefix.options()) + ")";
                  default -> option.getClass().getSimpleName();
                })
            .toList());
  }
}
