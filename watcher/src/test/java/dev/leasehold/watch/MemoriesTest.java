package dev.leasehold.watch;

import static dev.leasehold.watch.House.A;
import static dev.leasehold.watch.House.R1;
import static dev.leasehold.watch.House.START;
import static dev.leasehold.watch.House.preferred;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.lease.Sightings;
import dev.leasehold.subject.Memories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The saved sightings in the state directory. */
final class MemoriesTest {
  @TempDir private Path folder;

  @Test
  void areWrittenAtTheFirstAdvertisementAndThenEveryTenMinutes() throws IOException {
    House house = House.in(folder).hears(R1, preferred(A));
    Path file = house.state().resolve("routers/home.routers");
    String first = Files.readString(file);
    house.after(5); // the push of the lease triggers a write
    for (int i = 0; i < 9; i++) {
      house.after(60).hears(R1, preferred(A));
      assertEquals(first, Files.readString(file));
    }
    house.after(60).hears(R1, preferred(A));
    assertNotEquals(first, Files.readString(file));
  }

  @Test
  void areRestoredAtStartup() {
    House house = House.holdingA(folder);
    Sightings recalled =
        Memories.in(house.state().resolve("routers")).recall("home", START.plusSeconds(60));
    assertEquals(recalled, recalled.of(o -> o.where().equals(House.INTERFACE)));
    assertNotEquals(Sightings.NONE, recalled);
  }

  @Test
  void areNotChangedWhenReadOnly() throws IOException {
    House house = House.holdingA(folder);
    Path routers = house.state().resolve("routers");
    Path file = routers.resolve("home.routers");
    String before = Files.readString(file);
    Memories memories = Memories.readOnly(routers);
    assertNotEquals(Sightings.NONE, memories.recall("home", START.plusSeconds(60)));
    memories.keepNow("home", Sightings.NONE, START, (_, _) -> {});
    assertEquals(before, Files.readString(file));
    Files.writeString(file, "half of a li");
    assertEquals(Sightings.NONE, memories.recall("home", START.plusSeconds(60)));
    assertEquals("half of a li", Files.readString(file));
  }

  @Test
  void areEmptyWithoutAFolder() {
    assertEquals(Sightings.NONE, Memories.in(folder.resolve("none")).recall("home", START));
    assertEquals(Sightings.NONE, Memories.none().recall("home", START));
  }

  @Test
  void renameAndReportADamagedFile() throws IOException {
    House house = House.holdingA(folder);
    Path file = house.state().resolve("routers/home.routers");
    Files.writeString(file, "half of a li");
    try (Log log = Log.open()) {
      house.restarts();
      assertEquals(1, log.lines("set aside as").size(), log.lines()::toString);
    }
    assertFalse(Files.exists(file));
    assertEquals("half of a li", Files.readString(file.resolveSibling("home.routers.damaged")));
    house.hears(R1, preferred(A)).after(60);
    assertTrue(Files.exists(file));
  }

  @Test
  void reportAnUnwritableFolderOnceAndContinue() throws IOException {
    House house = House.in(folder);
    Files.writeString(house.state().resolve("routers"), "a file where the folder should be");
    try (Log log = Log.open()) {
      house.hears(R1, preferred(A)).after(5);
      for (int i = 0; i < 20; i++) {
        house.hears(R1, preferred(A)).after(60);
      }
      assertEquals(1, log.lines("cannot write").size(), log.lines()::toString);
    }
    assertEquals(1, house.commits().size());
  }
}
