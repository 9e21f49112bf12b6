package dev.leasehold.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A file in the classic libpcap format (pcap-savefile(5)), in either byte order, with microseconds
 * or nanoseconds.
 */
public record PcapFile(LinkType link, List<Captured> packets) {
  /**
   * A captured packet.
   *
   * @param frame the captured part of the frame
   */
  public record Captured(Instant at, Bytes frame) {}

  /** The largest file; the whole file is read into memory. */
  private static final long MAX_FILE = 64L << 20;

  /** MAXIMUM_SNAPLEN of libpcap: a longer packet means that the file is damaged. */
  private static final int MAX_PACKET = 262_144;

  private static final int MICROSECONDS = 0xa1b2c3d4;
  private static final int NANOSECONDS = 0xa1b23c4d;
  private static final int PCAPNG = 0x0a0d0d0a;
  private static final int FILE_HEADER = 24;
  private static final int PACKET_HEADER = 16;

  public PcapFile {
    packets = List.copyOf(packets);
  }

  /**
   * Reads a file.
   *
   * @throws IOException also if the file ends within a packet; the message names the file
   */
  public static PcapFile read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE) {
      throw new IOException(file + " is longer than " + (MAX_FILE >> 20) + " MiB");
    }
    return parse(ByteBuffer.wrap(Files.readAllBytes(file)), file.toString());
  }

  private static PcapFile parse(ByteBuffer in, String name) throws IOException {
    if (in.remaining() < FILE_HEADER) {
      throw new IOException(name + " is too short for a pcap file");
    }
    int nanosPerFraction = readMagic(in, name);
    int major = in.getShort() & 0xffff;
    if (major != 2) {
      throw new IOException(name + " has pcap version " + major + "; only version 2 is supported");
    }
    in.position(20);
    int number = in.getInt() & 0xffff; // the upper bits describe the frame check sequence
    LinkType link =
        LinkType.of(number)
            .orElseThrow(() ->
                new IOException(
                    name + " has link type " + number + "; supported are 1, 101, 113 and 229"));
    List<Captured> packets = new ArrayList<>();
    while (in.hasRemaining()) {
      packets.add(packet(in, nanosPerFraction, name + ", packet " + (packets.size() + 1)));
    }
    return new PcapFile(link, packets);
  }

  /** Sets the byte order; returns the number of nanoseconds in a unit of the second's fraction. */
  private static int readMagic(ByteBuffer in, String name) throws IOException {
    int magic = in.getInt(0);
    if (magic == Integer.reverseBytes(MICROSECONDS) || magic == Integer.reverseBytes(NANOSECONDS)) {
      in.order(ByteOrder.LITTLE_ENDIAN);
    }
    return switch (in.getInt()) {
      case MICROSECONDS -> 1000;
      case NANOSECONDS -> 1;
      case PCAPNG ->
          throw new IOException(
              name + " is a pcapng file; convert it: tcpdump -r " + name + " -w NEW.pcap");
      default ->
          throw new IOException(
              name + " is not a pcap file: it begins with 0x" + Integer.toHexString(magic));
    };
  }

  private static Captured packet(ByteBuffer in, int nanosPerFraction, String where)
      throws IOException {
    if (in.remaining() < PACKET_HEADER) {
      throw new IOException(where + ": the file ends within its header");
    }
    long seconds = Integer.toUnsignedLong(in.getInt());
    long fraction = Integer.toUnsignedLong(in.getInt());
    long length = Integer.toUnsignedLong(in.getInt());
    in.getInt(); // the length on the wire; the frame parser detects truncation
    if (length > MAX_PACKET) {
      throw new IOException(where + ": " + length + " octets; the file is damaged");
    }
    if (length > in.remaining()) {
      throw new IOException(
          where + ": the file ends after " + in.remaining() + " of " + length + " octets");
    }
    byte[] frame = new byte[(int) length];
    in.get(frame);
    return new Captured(
        Instant.ofEpochSecond(seconds, fraction * nanosPerFraction), Bytes.copyOf(frame));
  }
}
