package dev.leasehold.watch;

import static dev.leasehold.watch.House.BINDINGS_FILE;
import static dev.leasehold.watch.House.LEASE_FILE;
import static dev.leasehold.watch.House.POOL_FILE;
import static dev.leasehold.watch.House.PREFIX;
import static dev.leasehold.watch.House.PREFIX_FILE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.leasehold.git.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lease whose DynamicPrefix was deleted. */
final class OrphanTest {
  private static final String REMOVED = "Remove the lease of home: its DynamicPrefix is gone";
  private static final String BY_SOMEBODY = "By somebody";

  /** The fields of the binding are removed, whether or not the lease is removed. */
  private static final String ADDRESSES_GO = "Render the changed package";

  @TempDir private Path folder;

  @Test
  void isRemovedWithItsFileInOneCommit() {
    House house = House.holdingA(folder);
    try (Log log = Log.open()) {
      house.somebody(OrphanTest::deletesTheIntent);
      house.looksAtTip();
      assertEquals(REMOVED, house.commits().getLast());
      assertEquals(List.of(LEASE_FILE, POOL_FILE), house.touched());
      assertEquals(List.of(), house.blocks());
      assertEquals(
          List.of(
              "WARN manifests/pool.yaml:1: CiliumLoadBalancerIPPool pool: spec.blocks has no"
                  + " addresses left: lb is gone",
              "INFO pushed #: home: its DynamicPrefix is gone"),
          log.lines().stream().map(l -> l.replaceAll("pushed [0-9a-f]{12}", "pushed #")).toList());
    }
    int commits = house.commits().size();
    house.after(600).restarts().after(600);
    assertEquals(commits, house.commits().size());
  }

  @Test
  void staysWhileItHasABinding() {
    House house = House.holdingA(folder);
    house.somebody(work -> House.delete(work.resolve(PREFIX_FILE)));
    house.looksAtTip();
    assertEquals(BY_SOMEBODY, house.commits().getLast());
    assertInstanceOf(Outcome.Stalled.class, house.outcomes.getLast());

    house.somebody(work -> House.delete(work.resolve(BINDINGS_FILE)));
    house.looksAtTip();
    assertEquals(REMOVED, house.commits().getLast());
  }

  @Test
  void staysWhileTheIntentCannotBeRead() {
    House house = House.holdingA(folder);
    house.somebody(work -> {
      House.delete(work.resolve(BINDINGS_FILE));
      House.write(work.resolve(PREFIX_FILE), PREFIX.replace("subnets:", "subnet:"));
    });
    house.looksAtTip();
    assertEquals(BY_SOMEBODY, house.commits().getLast());
    assertInstanceOf(Outcome.Stalled.class, house.outcomes.getLast());
  }

  @Test
  void staysWhileTheIntentIsATemplate() {
    stays(
        work -> House.write(work.resolve(PREFIX_FILE), "{{- if .x }}\n" + PREFIX + "{{- end }}\n"),
        "intent/home.yaml cannot be read and may have it");
  }

  @Test
  void staysWhileTheIntentIsNotUtf8() {
    stays(
        work -> {
          try {
            Files.write(
                work.resolve(PREFIX_FILE),
                ("# für uns\n" + PREFIX).getBytes(StandardCharsets.ISO_8859_1));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        "intent/home.yaml cannot be read and may have it");
  }

  @Test
  void staysWhileTheIntentIsALink() {
    stays(
        work -> {
          try {
            Files.createSymbolicLink(work.resolve(PREFIX_FILE), Path.of("../../elsewhere.yaml"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        "intent/home.yaml cannot be read and may have it");
  }

  @Test
  void staysInAFileWithOtherDocuments() {
    House house = House.holdingA(folder);
    String lease = house.text(LEASE_FILE);
    stays(
        house,
        work -> House.write(work.resolve(LEASE_FILE), lease + "---\nkind: Other\n"),
        ADDRESSES_GO,
        "the file has other documents");
  }

  @Test
  void staysWhenAKustomizationListsIt() {
    stays(
        House.holdingA(folder),
        work ->
            House.write(work.resolve("kustomization.yaml"), "resources:\n  - leases/home.yaml\n"),
        ADDRESSES_GO,
        "a kustomization lists the file");
  }

  private void stays(House.Work does, String why) {
    stays(House.holdingA(folder), does, BY_SOMEBODY, why);
  }

  private static void stays(House house, House.Work does, String lastCommit, String why) {
    try (Log log = Log.open()) {
      house.somebody(work -> {
        deletesTheIntent(work);
        does.in(work);
      });
      house.after(300);
      assertEquals(lastCommit, house.commits().getLast());
      assertEquals(
          List.of(
              "WARN home: its DynamicPrefix is gone, but its lease in leases/home.yaml stays: "
                  + why),
          log.lines().stream().filter(line -> line.startsWith("WARN home")).toList());
    }
  }

  private static void deletesTheIntent(Path work) {
    House.delete(work.resolve(PREFIX_FILE));
    House.delete(work.resolve(BINDINGS_FILE));
  }
}
