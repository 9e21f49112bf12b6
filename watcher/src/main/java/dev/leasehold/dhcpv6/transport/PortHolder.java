package dev.leasehold.dhcpv6.transport;

import dev.leasehold.net.Address;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The programs that hold UDP port 546, as far as {@code /proc} shows them. */
public final class PortHolder {
  private static final Address ANY = Address.parse("::");
  private static final String PORT_546 = ":0222";

  private final Path root;

  /**
   * Creates an instance; {@code /proc} is read by {@link #of}.
   *
   * @param root the directory with proc: {@code /}
   */
  public PortHolder(Path root) {
    this.root = root;
  }

  /**
   * The programs that hold the port on an address or on all addresses, such as {@code dhcpcd
   * (process 123)}; empty if there are none. A process without access is {@code a program that this
   * process may not inspect}.
   */
  public List<String> of(Address linkLocal) {
    Set<String> inodes = inodes(linkLocal);
    if (inodes.isEmpty()) {
      return List.of();
    }
    Set<String> names = new TreeSet<>();
    Path proc = root.resolve("proc");
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (holdsOne(process, inodes)) {
          names.add(name(process));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(UNSEEN);
    }
    return names.isEmpty() ? List.of(UNSEEN) : List.copyOf(names);
  }

  /** Whether a name from {@link #of} is the process with that id. */
  public static boolean isProcess(String name, long pid) {
    return name.endsWith(process(Long.toString(pid)));
  }

  private static String process(String pid) {
    return " (process " + pid + ")";
  }

  private static final String UNSEEN = "a program that this process may not inspect";

  /**
   * The inodes of the sockets in net/udp6 (proc(5)); the address there is four words in the
   * machine's byte order.
   */
  private Set<String> inodes(Address linkLocal) {
    Set<String> inodes = new HashSet<>();
    for (String line : lines(root.resolve("proc/net/udp6"))) {
      String[] fields = line.trim().split("\\s+");
      if (fields.length > 9 && fields[1].endsWith(PORT_546) && fields[1].length() == 37) {
        Address bound = address(fields[1].substring(0, 32));
        if (bound.equals(ANY) || bound.equals(linkLocal)) {
          inodes.add(fields[9]);
        }
      }
    }
    return inodes;
  }

  private static Address address(String hex) {
    ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    ByteBuffer address = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    while (words.hasRemaining()) {
      address.putInt(words.getInt());
    }
    return Address.of(address.array());
  }

  private static boolean holdsOne(Path process, Set<String> inodes) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path fd : open) {
        String target = target(fd);
        if (target.startsWith("socket:[")
            && inodes.contains(target.substring(8, target.length() - 1))) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      return false; // the process ended or belongs to another user
    }
  }

  /** The target of a file descriptor; empty if it was closed meanwhile. */
  private static String target(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String name(Path process) {
    List<String> comm = lines(process.resolve("comm"));
    return (comm.isEmpty() ? "a program" : comm.getFirst())
        + process(String.valueOf(process.getFileName()));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
