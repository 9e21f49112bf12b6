package dev.leasehold.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {
  private static final String WHOLE =
      """
      leasehold test 3
      one
      two
      end fcac93a4
      """;

  @TempDir private Path folder;

  @Test
  void hasAHeaderLinesAndAChecksum() throws IOException {
    file().write(List.of("one", "two"));
    assertEquals(WHOLE, Files.readString(path()));
    assertEquals(Optional.of(List.of("one", "two")), file().read(lines -> lines));
  }

  @Test
  void isReadableByItsOwnerOnly() throws IOException {
    file().write(List.of());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
  }

  @Test
  void replacesTheFileAndLeavesNoOtherFile() throws IOException {
    Files.writeString(folder.resolve("state.tmp"), "left by a crash");
    file().write(List.of("one"));
    file().write(List.of("two"));
    assertEquals(Optional.of(List.of("two")), file().read(lines -> lines));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(path()), files.toList());
    }
  }

  @Test
  void isEmptyWithoutAFile() throws IOException {
    assertEquals(Optional.empty(), file().read(lines -> lines));
    assertInstanceOf(StateFile.Missing.class, file().peek(lines -> lines));
  }

  @Test
  void readsEarlierVersionsWithoutChecksum() throws IOException {
    Files.writeString(path(), "leasehold test 2\none\nend\n");
    assertEquals(Optional.of(List.of("one")), file().read(lines -> lines));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "leasehold test 3\n",
        "leasehold test 3\none\ntwo\nend\n",
        "leasehold test 3\none\ntwo\nend 00000000\n",
        "leasehold test 3\none\ntwq\nend fcac93a4\n",
        "leasehold test 4\none\ntwo\nend fcac93a4\n",
        "leasehold other 3\none\ntwo\nend fcac93a4\n",
      })
  void setsADamagedFileAside(String text) throws IOException {
    Files.writeString(path(), text);
    assertInstanceOf(StateFile.Damaged.class, file().peek(lines -> lines));
    assertTrue(Files.exists(path()));
    assertEquals(Optional.empty(), file().read(lines -> lines));
    assertEquals(text, Files.readString(folder.resolve("state.damaged")));
    assertFalse(Files.exists(path()));
  }

  @Test
  void detectsEveryTruncationAndFlippedBit() throws IOException {
    byte[] whole = WHOLE.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < whole.length - 1; i++) {
      Files.write(path(), Arrays.copyOf(whole, i));
      assertInstanceOf(StateFile.Damaged.class, file().peek(lines -> lines), "cut at " + i);
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[i] ^= (byte) (1 << bit);
        Files.write(path(), flipped);
        assertInstanceOf(StateFile.Damaged.class, file().peek(lines -> lines), i + " " + bit);
      }
    }
  }

  @Test
  void reportsTheErrorOfTheParser() throws IOException {
    Files.writeString(path(), WHOLE);
    StateFile.Damaged<?> damaged =
        assertInstanceOf(
            StateFile.Damaged.class,
            file()
                .peek(lines -> {
                  throw new IllegalArgumentException("line 2: no number");
                }));
    assertEquals("line 2: no number", damaged.reason());
  }

  @Test
  void rejectsAFileBeyondItsLimit() throws IOException {
    Files.writeString(path(), "x".repeat(101));
    StateFile.Damaged<?> damaged =
        assertInstanceOf(StateFile.Damaged.class, file().peek(lines -> lines));
    assertEquals("it has more than 100 bytes", damaged.reason());
  }

  private Path path() {
    return folder.resolve("state");
  }

  private StateFile file() {
    return new StateFile(path(), "test", 3, 100);
  }
}
