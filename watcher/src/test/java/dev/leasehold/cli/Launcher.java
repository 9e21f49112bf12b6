package dev.leasehold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The shipped program in its runtime, from the jars of this build. */
public final class Launcher {
  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static boolean isBuilt;

  private Launcher() {}

  /** {@code leasehold} of the source tree. */
  public static synchronized Path built() {
    if (!isBuilt) {
      try {
        Process runtime =
            new ProcessBuilder(".build/runtime")
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(runtime.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, runtime.waitFor(), said);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      isBuilt = true;
    }
    return ROOT.resolve("leasehold");
  }
}
