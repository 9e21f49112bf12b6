package dev.leasehold.git;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class ServerInputTest {
  @TempDir Path directory;

  private ServerInput input(String said) {
    Operation operation =
        new Operation(
            Operations.Kind.PUSH,
            new GitTarget(
                "home",
                directory.toString(),
                "main",
                "",
                new GitTarget.Auth.None(),
                GitScenario.AUTHOR),
            Timeouts.DEFAULT,
            Operations.PAUSE,
            () -> 0,
            Thread.currentThread());
    return new ServerInput(new ByteArrayInputStream(said.getBytes(US_ASCII)), operation);
  }

  /** Reads like JGit's side-band reader, which wants the rest of a truncated packet. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
  void throwsAfterRepeatedReadsAtTheEnd() throws Exception {
    try (ServerInput input = input("ab")) {
      EOFException e =
          assertThrows(
              EOFException.class,
              () -> {
                int wanted = 20;
                while (wanted > 0) {
                  wanted -= Math.max(0, input.read(new byte[wanted]));
                }
              });
      assertEquals("the server's reply ends in the middle", e.getMessage());
    }
  }

  @Test
  void returnsTheEndSeveralTimes() throws Exception {
    try (ServerInput input = input("ab")) {
      assertEquals(2, input.readNBytes(10).length);
      assertEquals(-1, input.read());
      assertEquals(-1, input.read());
    }
  }
}
