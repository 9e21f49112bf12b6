package dev.leasehold.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Bytes for tests: the captures in {@code testdata/pcap}, and hex digits. */
public final class Captures {
  private static final Path FOLDER = Path.of("..", "testdata", "pcap");

  private Captures() {}

  /** A capture by its name. */
  public static Path file(String name) {
    return FOLDER.resolve(name);
  }

  /** Every capture with a name prefix. */
  public static List<Path> files(String prefix) {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every packet of every capture with a name prefix. */
  public static List<PcapFile.Captured> packets(String prefix) {
    return files(prefix).stream().flatMap(file -> read(file).packets().stream()).toList();
  }

  /** Parses hex digits; blanks and lines that begin with # are ignored. */
  public static Bytes hex(String text) {
    StringBuilder digits = new StringBuilder();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> digits.append(line.replace(" ", "")));
    return Bytes.copyOf(HexFormat.of().parseHex(digits));
  }

  private static PcapFile read(Path file) {
    try {
      return PcapFile.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
