package dev.leasehold.watch;

import static dev.leasehold.watch.House.BINDINGS;
import static dev.leasehold.watch.House.BINDINGS_FILE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generated file that was deleted while its binding exists. */
final class RecreatedFilesTest {
  private static final String MADE = "manifests/ciliumcidrgroup-own.yaml";
  private static final String RENDER = "Render the changed package";
  private static final String GROUP_BINDING =
      """
      ---
      apiVersion: leasehold.dev/v1alpha1
      kind: DynamicPrefixBinding
      metadata:
        name: group
      spec:
        prefixRef: {name: home}
        target: {kind: CiliumCIDRGroup, name: own}
      """;

  @TempDir private Path folder;

  private House withMadeFile() {
    House house = House.holdingA(folder);
    house.somebodyWrites(BINDINGS_FILE, BINDINGS + GROUP_BINDING);
    house.looksAtTip();
    return house;
  }

  @Test
  void createsADeletedFileAgainAndWarnsInTheCommit() {
    House house = withMadeFile();
    assertTrue(!house.message().contains("created again"), house.message());
    house.somebodyWrites(
        MADE, house.text(MADE).replace("metadata:", "metadata:\n  labels: {team: net}"));
    house.somebody(work -> House.delete(work.resolve(MADE)));
    String commit = house.git("rev-parse", "main").strip();
    house.looksAtTip();
    assertEquals(RENDER, house.commits().getLast());
    assertEquals(List.of(MADE), house.touched());
    String message = house.message();
    assertTrue(
        message.contains(
            "\nWarnings:\n  "
                + MADE
                + " is created again: commit "
                + commit.substring(0, 12)
                + " by Somebody <somebody@example.org> deleted it, but the binding group in "
                + BINDINGS_FILE
                + " still needs it\n  "
                + MADE
                + " lost a line: labels: {team: net}\n\n"),
        message);
  }

  @Test
  void createsADeletedFileAgainThatIsTooLargeToRead() {
    House house = withMadeFile();
    house.somebodyWrites(MADE, house.text(MADE) + "# " + "x".repeat(5 << 20) + "\n");
    house.somebody(work -> House.delete(work.resolve(MADE)));
    house.looksAtTip();
    assertEquals(RENDER, house.commits().getLast());
    assertTrue(
        house.message().contains(MADE + ": for its old content, run git show "), house.message());
  }

  @Test
  void shortensALongLostLine() {
    House house = withMadeFile();
    house.somebodyWrites(MADE, house.text(MADE) + "# " + "x".repeat(100_000) + "\n");
    house.somebody(work -> House.delete(work.resolve(MADE)));
    house.looksAtTip();
    String told = MADE + " lost a line: # " + "x".repeat(198) + " …\n";
    assertTrue(house.message().contains(told), house.message());
  }
}
