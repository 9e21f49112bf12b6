package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.dhcpv6.message.Duid;
import dev.leasehold.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuidFileTest {
  private static final Bytes MAC = Bytes.copyOf(new byte[] {2, 0, 0, 0, 0x0a, 0x10});
  private static final Bytes NO_MAC = Bytes.copyOf(new byte[0]);

  @TempDir private Path folder;

  @Test
  void isDerivedFromTheMac() throws Exception {
    assertEquals(new Duid.LinkLayer(1, MAC), get(MAC));
    assertEquals(
        """
        leasehold dhcpv6 duid 2
        00030001020000000a10
        end 0cd86048
        """,
        Files.readString(folder.resolve("duid")));
  }

  @Test
  void isRandomWithoutAMac() throws Exception {
    Duid.Uuid made = assertInstanceOf(Duid.Uuid.class, get(NO_MAC));
    assertEquals(4, made.uuid().version());
    assertEquals(2, made.uuid().variant());
  }

  @Test
  void isKeptWhenTheMacChanges() throws Exception {
    Duid first = get(NO_MAC);
    assertEquals(first, get(MAC));
    assertEquals(first, get(NO_MAC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "xyz", "0003000102\n0003000102"})
  void isGeneratedAgainWhenTheFileIsDamaged(String content) throws Exception {
    Files.writeString(folder.resolve("duid"), "leasehold dhcpv6 duid 1\n" + content + "\nend\n");
    assertEquals(new Duid.LinkLayer(1, MAC), get(MAC));
    assertEquals(new Duid.LinkLayer(1, MAC), get(NO_MAC));
  }

  @Test
  void parsesADuidWithAndWithoutColons() {
    assertEquals(new Duid.LinkLayer(1, MAC), DuidFile.parse("00:03:00:01:02:00:00:00:0a:10"));
    assertEquals(new Duid.LinkLayer(1, MAC), DuidFile.parse("00030001020000000A10"));
    assertThrows(IllegalArgumentException.class, () -> DuidFile.parse("auto"));
  }

  private Duid get(Bytes mac) throws Exception {
    return new DuidFile(folder).get(mac, new Random(1));
  }
}
