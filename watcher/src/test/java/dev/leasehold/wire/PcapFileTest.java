package dev.leasehold.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapFileTest {
  private static final String BIG_ENDIAN = "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001";
  private static final String LITTLE_ENDIAN =
      "d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000";
  private static final PcapFile.Captured PACKET =
      new PcapFile.Captured(Instant.parse("2026-11-21T10:00:00.250Z"), Captures.hex("0102030405"));

  @TempDir private Path folder;

  @Test
  void readsEitherByteOrder() throws IOException {
    assertEquals(
        List.of(PACKET, PACKET),
        read(BIG_ENDIAN
                + "6b016ba0 0003d090 00000005 00000005 0102030405"
                + "6b016ba0 0003d090 00000005 00000040 0102030405")
            .packets());
    assertEquals(
        List.of(PACKET),
        read(LITTLE_ENDIAN + "a06b016b 90d00300 05000000 05000000 0102030405").packets());
  }

  @Test
  void readsNanoseconds() throws IOException {
    assertEquals(
        List.of(PACKET),
        read(BIG_ENDIAN.replace("a1b2c3d4", "a1b23c4d")
                + "6b016ba0 0ee6b280 00000005 00000005 0102030405")
            .packets());
    assertEquals(
        List.of(PACKET),
        read(LITTLE_ENDIAN.replace("d4c3b2a1", "4d3cb2a1")
                + "a06b016b 80b2e60e 05000000 05000000 0102030405")
            .packets());
  }

  @Test
  void readsTimesBeyond2038() throws IOException {
    assertEquals(
        Instant.ofEpochSecond(0xffff_ffffL),
        read(BIG_ENDIAN + "ffffffff 00000000 00000000 00000000").packets().getFirst().at());
  }

  @Test
  void readsAFileWithoutPackets() throws IOException {
    assertEquals(new PcapFile(LinkType.ETHERNET, List.of()), read(BIG_ENDIAN));
  }

  @Test
  void readsTheLinkTypeWithoutTheBitsAboveIt() throws IOException {
    assertEquals(LinkType.LINUX_COOKED, read(BIG_ENDIAN.replace("00000001", "24000071")).link());
  }

  @Test
  void readsAFileOfTcpdump() throws IOException {
    PcapFile file = PcapFile.read(Captures.file("ra-solicited-periodic.pcap"));
    assertEquals(LinkType.ETHERNET, file.link());
    assertEquals(List.of(62, 134, 134, 134, 134), lengths(file));
  }

  @Test
  void reportsTheEndOfATruncatedFile() {
    assertError(
        BIG_ENDIAN + "6b016ba0 0003d090 00000005 00000005 0102",
        "packet 1: the file ends after 2 of 5 octets");
    assertError(
        BIG_ENDIAN + "6b016ba0 0003d090 00000001 00000005 01 6b003d",
        "packet 2: the file ends within its header");
    assertError("a1b2c3d4 0002", "is too short for a pcap file");
    assertError("", "is too short for a pcap file");
  }

  @Test
  void rejectsImpossiblePackets() {
    assertError(
        BIG_ENDIAN + "6b016ba0 0003d090 00040001 00040001", "262145 octets; the file is damaged");
    assertError(BIG_ENDIAN + "6b016ba0 0003d090 ffffffff ffffffff", "the file is damaged");
  }

  @Test
  void namesUnsupportedFiles() {
    assertError("0a0d0d0a 0000001c 1a2b3c4d" + "00".repeat(12), "pcapng file; convert it");
    assertError("7f454c46" + "00".repeat(20), "is not a pcap file: it begins with 0x7f454c46");
    assertError(BIG_ENDIAN.replace("00000001", "0000007f"), "has link type 127");
    assertError(BIG_ENDIAN.replace("0002 0004", "0003 0000"), "has pcap version 3");
    assertThrows(NoSuchFileException.class, () -> PcapFile.read(folder.resolve("missing.pcap")));
  }

  private void assertError(String hex, String message) {
    IOException error = assertThrows(IOException.class, () -> read(hex));
    String said = String.valueOf(error.getMessage());
    assertTrue(said.contains(message) && said.contains("test.pcap"), said);
  }

  private PcapFile read(String hex) throws IOException {
    Path file = folder.resolve("test.pcap");
    Files.write(file, Captures.hex(hex).toArray());
    return PcapFile.read(file);
  }

  private static List<Integer> lengths(PcapFile file) {
    return file.packets().stream().map(packet -> packet.frame().length()).toList();
  }
}
