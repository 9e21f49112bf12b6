package dev.leasehold.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small text file that is kept across restarts. The last line has the checksum of all lines
 * before it (CRC32C, RFC 3720 section 12.1, 8 hexadecimal digits), so that a truncated or changed
 * file is detected:
 *
 * <pre>
 * leasehold KIND VERSION
 * LINE
 * ...
 * end CHECKSUM
 * </pre>
 *
 * <p>Files of earlier versions are read too; they end without a checksum.
 */
public final class StateFile {
  private static final Logger log = LoggerFactory.getLogger(StateFile.class);
  private static final String END = "end";

  private final Path path;
  private final String kind;
  private final int version;
  private final long maxBytes;

  /**
   * Creates an instance; does not access the file yet.
   *
   * @param maxBytes the largest file that is read
   */
  public StateFile(Path path, StateKind kind, long maxBytes) {
    this(path, kind.spelling(), kind.version(), maxBytes);
  }

  /**
   * Creates an instance with a kind and a version of the written format; earlier versions are read.
   */
  StateFile(Path path, String kind, int version, long maxBytes) {
    this.path = path;
    this.kind = kind;
    this.version = version;
    this.maxBytes = maxBytes;
  }

  /** Parses the lines between header and end. */
  public interface Parser<T> {
    /**
     * Parses the lines.
     *
     * @throws IllegalArgumentException or {@link DateTimeException} if they are invalid
     */
    T parse(List<String> lines);
  }

  /** The content of a file. */
  public sealed interface Content<T> {}

  /** The file is intact. */
  public record Intact<T>(T value) implements Content<T> {}

  /** The file does not exist. */
  public record Missing<T>() implements Content<T> {}

  /** The file is damaged. */
  public record Damaged<T>(String reason) implements Content<T> {}

  /**
   * Reads the file and changes nothing.
   *
   * @throws IOException if the file exists and cannot be read
   */
  public <T> Content<T> peek(Parser<T> parser) throws IOException {
    try {
      if (Files.size(path) > maxBytes) {
        return new Damaged<>("it has more than " + maxBytes + " bytes");
      }
      return parse(Files.readString(path), parser);
    } catch (NoSuchFileException e) {
      return new Missing<>();
    } catch (CharacterCodingException e) {
      return new Damaged<>("it is not UTF-8 text");
    } catch (DateTimeException | IllegalArgumentException e) {
      return new Damaged<>(String.valueOf(e.getMessage()));
    }
  }

  private <T> Content<T> parse(String text, Parser<T> parser) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2) {
      return new Damaged<>("it has no header or no end");
    }
    Optional<Integer> written = version(lines.getFirst());
    if (written.isEmpty()) {
      return new Damaged<>("it does not begin with '" + header(version) + "'");
    }
    List<String> content = lines.subList(1, lines.size() - 1);
    String end = written.get() < version ? END : end(content);
    return lines.getLast().equals(end)
        ? new Intact<>(parser.parse(content))
        : new Damaged<>("it does not end with '" + end + "': it was cut off or changed");
  }

  private Optional<Integer> version(String first) {
    for (int v = 1; v <= version; v++) {
      if (first.equals(header(v))) {
        return Optional.of(v);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the file; empty if it does not exist. A damaged file is renamed.
   *
   * @throws IOException if the file exists and cannot be read
   */
  public <T> Optional<T> read(Parser<T> parser) throws IOException {
    return switch (peek(parser)) {
      case Intact<T>(T value) -> Optional.of(value);
      case Missing<T> _ -> Optional.empty();
      case Damaged<T>(String reason) -> {
        Path aside = path.resolveSibling(path.getFileName() + ".damaged");
        Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        log.warn("{} is damaged: {}; renamed it to {}", path, reason, aside);
        yield Optional.empty();
      }
    };
  }

  /**
   * Writes the file atomically: after a crash it has the old or the new content. Other users cannot
   * read it.
   */
  public void write(List<String> lines) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    Path next = path.resolveSibling(path.getFileName() + ".tmp");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, text(lines));
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true); // otherwise the rename may reach the disk before the bytes do
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private String text(List<String> lines) {
    StringBuilder text = new StringBuilder(header(version)).append('\n');
    lines.forEach(line -> text.append(line).append('\n'));
    return text.append(end(lines)).append('\n').toString();
  }

  private String header(int of) {
    return "leasehold " + kind + " " + of;
  }

  private String end(List<String> lines) {
    CRC32C checksum = new CRC32C();
    lines.forEach(line -> checksum.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
    return "%s %08x".formatted(END, checksum.getValue());
  }
}
