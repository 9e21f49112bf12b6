package dev.leasehold.dhcpv6.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file of text that outlives the program: a header, lines, and {@code end}, so that one
 * that was cut off is seen to be.
 *
 * @param header of what is written
 * @param olderHeaders of what is read too
 */
record StateFile(Path path, String header, Set<String> olderHeaders) {
  private static final Logger log = LoggerFactory.getLogger(StateFile.class);
  private static final String END = "end";
  private static final long MAX_BYTES = 1 << 16;

  StateFile {
    olderHeaders = Set.copyOf(olderHeaders);
  }

  StateFile(Path path, String header) {
    this(path, header, Set.of());
  }

  /** From the lines between header and end. */
  interface Parser<T> {
    /**
     * Reads them.
     *
     * @throws IllegalArgumentException or {@link DateTimeException} when they are not as written
     */
    T parse(List<String> lines);
  }

  /**
   * What the file says; empty where there is none. One that is damaged is set aside under another
   * name, and the work goes on without.
   *
   * @throws IOException when it is there and cannot be read
   */
  <T> Optional<T> read(Parser<T> parser) throws IOException {
    String damage;
    try {
      if (Files.size(path) > MAX_BYTES) {
        damage = "it has more than " + MAX_BYTES + " bytes";
      } else {
        List<String> lines = Files.readString(path).lines().toList();
        if (lines.size() >= 2 && isOurs(lines.getFirst()) && lines.getLast().equals(END)) {
          return Optional.of(parser.parse(lines.subList(1, lines.size() - 1)));
        }
        damage = "it does not begin with '" + header + "' and end with '" + END + "'";
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (CharacterCodingException e) {
      damage = "it is not text in UTF-8";
    } catch (DateTimeException | IllegalArgumentException e) {
      damage = String.valueOf(e.getMessage());
    }
    Path aside = path.resolveSibling(path.getFileName() + ".damaged");
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    log.warn("{} is damaged, going on without: {}. It is kept as {}", path, damage, aside);
    return Optional.empty();
  }

  private boolean isOurs(String first) {
    return first.equals(header) || olderHeaders.contains(first);
  }

  /** Writes the file so that a crash leaves the old one or the new one. Others may not read it. */
  void write(List<String> lines) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    Path next = path.resolveSibling(path.getFileName() + ".tmp");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        next,
        header + "\n" + String.join("", lines.stream().map(l -> l + "\n").toList()) + END + "\n");
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true); // a rename may reach the disk before the bytes do
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
