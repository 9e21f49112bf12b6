package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationsTest {
  private static final WanInterface WEB =
      new WanInterface("wan-web", "02:00:5e:10:20:30", "eth9.5");

  @TempDir Path stateDir;

  @Test
  void remembersOverARestart() {
    assertFalse(Allocations.mayHave(stateDir, "home"));
    new Allocations(stateDir, "home").save(List.of(WEB));
    assertTrue(Allocations.mayHave(stateDir, "home"));
    assertFalse(Allocations.mayHave(stateDir, "office"));
    Allocations after = new Allocations(stateDir, "home");
    assertEquals(List.of(WEB), after.saved());
    after.save(List.of());
    assertEquals(List.of(), new Allocations(stateDir, "home").saved());
  }

  @Test
  void goesOnWithoutADamagedFile() throws IOException {
    new Allocations(stateDir, "home").save(List.of(WEB));
    Path file = stateDir.resolve("allocations/home");
    Files.writeString(file, Files.readString(file).replace("eth9.5", "eth9;reboot"));
    assertEquals(List.of(), new Allocations(stateDir, "home").saved());
  }
}
