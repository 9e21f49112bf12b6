package dev.leasehold.dhcpv6.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.DhcpOption;
import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.dhcpv6.message.ConfiguredOption;
import dev.leasehold.source.Channel;
import dev.leasehold.source.SourceStatus.Trouble;
import dev.leasehold.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageOptionsTest {
  private static final DhcpOption VENDOR = new DhcpOption.Literal(16, "00000de9");
  private static final DhcpOption OTHER_VENDOR = new DhcpOption.Literal(16, "00000de8");
  private static final DhcpOption CREDENTIALS = new DhcpOption.FromFile(11, "isp");

  @TempDir private Path folder;

  @Test
  void areReadFromTheDynamicPrefixAndFromFiles() throws Exception {
    Path file = Files.write(folder.resolve("isp"), new byte[] {0x5e, (byte) 0xc7});
    MessageOptions read =
        MessageOptions.read(
            asked(Map.of("home", List.of(VENDOR, CREDENTIALS))), Map.of("isp", file));
    assertEquals(List.of(option(16, "00000de9"), option(11, "5ec7")), read.options());
    assertEquals(List.of(), read.trouble());
  }

  @Test
  void combineAllPrefixesOfTheInterface() {
    MessageOptions read =
        MessageOptions.read(
            asked(Map.of("home", List.of(VENDOR), "work", List.of(VENDOR, OTHER_VENDOR))),
            Map.of());
    assertEquals(List.of(option(16, "00000de9"), option(16, "00000de8")), read.options());
  }

  @Test
  void preferTheFirstPrefixByNameForACode() {
    MessageOptions read =
        MessageOptions.read(
            asked(
                Map.of(
                    "home", List.of(new DhcpOption.Literal(15, "00")),
                    "work", List.of(new DhcpOption.Literal(15, "01")))),
            Map.of());
    assertEquals(List.of(option(15, "00")), read.options());
    assertEquals(
        List.of(
            "work: spec.acquisition.dhcpv6.options[0]: another prefix on the interface sets option"
                + " 15 to other content, and all share one client. Use the same content for both, or"
                + " remove it from work"),
        read.trouble().stream().map(Trouble::whatToDo).toList());
    assertEquals("option 15 is left out", read.trouble().getFirst().what());
  }

  @Test
  void reportAnUndefinedFileAndSendTheOthers() {
    MessageOptions read =
        MessageOptions.read(asked(Map.of("home", List.of(CREDENTIALS, VENDOR))), Map.of());
    assertEquals(List.of(option(16, "00000de9")), read.options());
    assertEquals(
        List.of(
            "home: spec.acquisition.dhcpv6.options[0].fromFile: 'isp' is not defined."
                + " Add {name: isp, file: PATH} to spec.dhcpv6OptionFiles of the WatcherConfig, and"
                + " restart the watcher"),
        read.trouble().stream().map(Trouble::whatToDo).toList());
  }

  @Test
  void reportAMissingFile() {
    MessageOptions read =
        MessageOptions.read(
            asked(Map.of("home", List.of(CREDENTIALS))), Map.of("isp", folder.resolve("isp")));
    assertEquals(List.of(), read.options());
    assertTrue(
        read.trouble().getFirst().whatToDo().contains(folder + "/isp not found"), read::toString);
  }

  @Test
  void limitTheSizeOfAFile() throws Exception {
    Path file = Files.write(folder.resolve("isp"), new byte[DhcpOption.MOST_OCTETS + 1]);
    MessageOptions read =
        MessageOptions.read(asked(Map.of("home", List.of(CREDENTIALS))), Map.of("isp", file));
    assertEquals(List.of(), read.options());
    assertTrue(
        read.trouble().getFirst().whatToDo().contains("has more than 1024 octets"), read::toString);
  }

  @Test
  void rejectAnOptionOf1024Octets() throws Exception {
    Path file = Files.write(folder.resolve("isp"), new byte[DhcpOption.MOST_OCTETS]);
    MessageOptions read =
        MessageOptions.read(asked(Map.of("home", List.of(CREDENTIALS))), Map.of("isp", file));
    assertTrue(read.trouble().getFirst().whatToDo().contains("take 1028 octets"), read::toString);
  }

  @Test
  void acceptATotalOf1024Octets() {
    DhcpOption.Literal half = new DhcpOption.Literal(16, "00".repeat(508));
    DhcpOption.Literal rest = new DhcpOption.Literal(17, "00".repeat(508));
    MessageOptions read = MessageOptions.read(asked(Map.of("home", List.of(half, rest))), Map.of());
    assertEquals(2, read.options().size());
    assertEquals(List.of(), read.trouble());
  }

  @Test
  void limitTheTotalSize() {
    String half = "00".repeat(600);
    MessageOptions read =
        MessageOptions.read(
            asked(
                Map.of(
                    "home", List.of(new DhcpOption.Literal(16, half + "00")),
                    "work", List.of(new DhcpOption.Literal(16, half + "01")))),
            Map.of());
    assertEquals(1, read.options().size());
    assertTrue(read.trouble().getFirst().whatToDo().contains("the limit is 1024"), read::toString);
  }

  @Test
  void doNotShowTheirContents() throws Exception {
    Path file = Files.write(folder.resolve("isp"), new byte[] {0x5e, (byte) 0xc7, (byte) 0xe7});
    Channel.Delegation channel =
        asked(Map.of("home", List.of(CREDENTIALS, new DhcpOption.Literal(16, "5ec7e7"))));
    String all =
        channel + " " + channel.asked() + MessageOptions.read(channel, Map.of("isp", file));
    assertFalse(all.replace(":", "").contains("5ec7e7"), all);
  }

  private static Channel.Delegation asked(Map<String, List<DhcpOption>> options) {
    Map<String, DynamicPrefix.Delegation> asked = new TreeMap<>();
    options.forEach(
        (name, own) -> asked.put(name, new DynamicPrefix.Delegation("wan0", 56, "", true, own)));
    return new Channel.Delegation("wan0", new TreeMap<>(asked), "");
  }

  private static ConfiguredOption option(int code, String hex) {
    return new ConfiguredOption(code, Bytes.copyOf(HexFormat.of().parseHex(hex)));
  }
}
