package dev.leasehold.demo;

import dev.leasehold.edit.ListEdit;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.ra.RaSource;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Source;
import dev.leasehold.source.SourceEvent;
import dev.leasehold.starter.StarterPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The input of the demo: the example package and captured packets, both from the jar. */
public final class DemoMaterial {
  /** The start of the demo, before the first packet. */
  public static final Instant START = Instant.parse("2026-11-21T02:04:00Z");

  /** The interface of the example package's DynamicPrefix. */
  public static final String INTERFACE = "enp1s0";

  private static final String PREFIX_FILE = "intent/home-ipv6.yaml";
  private final Path packets;

  private DemoMaterial(Path packets) {
    this.packets = packets;
  }

  /** Extracts the packets into a folder below {@code folder}. */
  public static DemoMaterial extractTo(Path folder) throws IOException {
    Path packets = Files.createDirectories(folder.resolve("packets"));
    for (Capture capture : Capture.values()) {
      Files.write(packets.resolve(capture.file), resource("packets/" + capture.file));
    }
    return new DemoMaterial(packets);
  }

  /** Packets captured from radvd. */
  enum Capture {
    FIRST("ra-solicited-periodic.pcap"),
    RENUMBER("ra-renumber.pcap"),
    FLASH("ra-flash-renumber.pcap");

    private final String file;

    Capture(String file) {
      this.file = file;
    }

    String file() {
      return file;
    }
  }

  /** The observations in a capture, with the times of the packets. */
  List<Observation> heard(Capture capture) throws IOException {
    List<Observation> heard = new ArrayList<>();
    try (Source source = RaSource.replay(INTERFACE, List.of(packets.resolve(capture.file)))) {
      source.run(event -> {
        if (event instanceof SourceEvent.Heard(Observation observation)) {
          heard.add(observation);
        }
      });
    }
    return heard;
  }

  /**
   * The files of the example package, changed to accept the documentation prefixes of the packets.
   */
  public Map<String, byte[]> packageFiles() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    SortedMap<String, String> texts = StarterPackage.files();
    texts.forEach((file, text) -> files.put(file, text.getBytes(StandardCharsets.UTF_8)));
    Document intent = Document.inFile(PREFIX_FILE, 1, texts.getOrDefault(PREFIX_FILE, ""));
    Document accepting =
        intent.with(
            ListEdit.arrange(
                intent.root(),
                List.of("spec", "accept", "within"),
                List.of(new ListEdit.Slot.Added(new ListEntry.Text("2001:db8::/32")))));
    files.put(PREFIX_FILE, accepting.text().getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** The spec of the DynamicPrefix, without common fields. */
  List<String> intent() throws IOException {
    return new String(packageFiles().getOrDefault(PREFIX_FILE, new byte[0]), StandardCharsets.UTF_8)
        .lines()
        .dropWhile(line -> !line.startsWith("spec:"))
        .toList();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DemoMaterial.class.getResourceAsStream(name)) {
      return Optional.ofNullable(in)
          .orElseThrow(() -> new IllegalStateException("no " + name + " in the jar"))
          .readAllBytes();
    }
  }
}
