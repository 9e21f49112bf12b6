package dev.leasehold.ra;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * An interface as Linux shows it in the files of {@code /proc} and {@code /sys}. Java's
 * NetworkInterface does not list interfaces without an address and does not show which addresses
 * are tentative.
 */
final class NetworkDevice {
  private static final int IFF_UP = 1;
  private static final String LINK_SCOPE = "20";

  /** IFA_F_DADFAILED and IFA_F_TENTATIVE (optimistic addresses have the latter too). */
  private static final int NOT_USABLE = 0x08 | 0x40;

  private final String name;
  private final Path root;

  /**
   * A device by its name, which may not exist.
   *
   * @param root the directory with proc and sys
   */
  NetworkDevice(String name, Path root) {
    this.name = name;
    this.root = root;
  }

  /** The reason why the device cannot be used; empty if it exists and is up. */
  String whyNotUsable() {
    List<String> names =
        lines(root.resolve("proc/net/dev")).stream()
            .filter(line -> line.indexOf(':') > 0)
            .map(line -> line.substring(0, line.lastIndexOf(':')).trim())
            .toList();
    if (!names.contains(name)) {
      return "interface " + name + " not found; available: " + String.join(", ", names);
    }
    return lines(attribute("flags")).stream()
            .allMatch(flags -> (Integer.decode(flags.trim()) & IFF_UP) != 0)
        ? ""
        : "interface " + name + " is down";
  }

  /** The MAC address: six octets on Ethernet; empty or another length on other links. */
  Bytes mac() {
    return lines(attribute("address")).stream()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(line -> Bytes.copyOf(HexFormat.ofDelimiter(":").parseHex(line.trim())))
        .orElse(Bytes.copyOf(new byte[0]));
  }

  /**
   * The link-local address, or {@code ::} if there is none or it is still tentative (RFC 4862
   * section 5.4).
   */
  Address linkLocal() {
    for (String line : lines(root.resolve("proc/net/if_inet6"))) {
      // address, index, prefix length, scope and flags in hexadecimal, name
      String[] fields = line.trim().split("\\s+");
      if (fields.length == 6
          && fields[5].equals(name)
          && fields[3].equals(LINK_SCOPE)
          && (Integer.parseInt(fields[4], 16) & NOT_USABLE) == 0) {
        return Address.of(HexFormat.of().parseHex(fields[0]));
      }
    }
    return RouterSolicitation.UNSPECIFIED;
  }

  private Path attribute(String attribute) {
    return root.resolve("sys/class/net").resolve(name).resolve(attribute);
  }

  /**
   * The lines of a file; empty if the file does not exist, because it disappears with the
   * interface.
   */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
