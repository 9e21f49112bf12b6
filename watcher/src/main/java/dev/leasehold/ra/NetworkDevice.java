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
 * What Linux says of an interface, in the files of {@code /proc} and {@code /sys}. Java's own
 * NetworkInterface will not do: it does not see one that has no address yet, and does not tell
 * which addresses are tentative.
 */
final class NetworkDevice {
  private static final int IFF_UP = 1;
  private static final String LINK_SCOPE = "20";

  /** IFA_F_DADFAILED and IFA_F_TENTATIVE (which optimistic addresses have as well). */
  private static final int NOT_USABLE = 0x08 | 0x40;

  private final String name;
  private final Path root;

  /**
   * The device of that name, whether it is there or not.
   *
   * @param root where proc and sys are
   */
  NetworkDevice(String name, Path root) {
    this.name = name;
    this.root = root;
  }

  /** Empty when it is there and up; else why not, in words. */
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

  /** Six octets on Ethernet; none, or another number, elsewhere. */
  Bytes mac() {
    return lines(attribute("address")).stream()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(line -> Bytes.copyOf(HexFormat.ofDelimiter(":").parseHex(line.trim())))
        .orElse(Bytes.copyOf(new byte[0]));
  }

  /**
   * The link-local address, or {@code ::} while there is none to send from: a tentative address is
   * not yet one (RFC 4862 section 5.4).
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

  /** Empty when the file does not exist: it vanishes with the interface, at any moment. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
