package dev.leasehold.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent with the VRFs of a real kernel, in a virtual machine: the kernel of a container or a
 * cloud machine may have none.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class VrfIT {
  @TempDir private Path folder;

  /** What {@link VrfGuest} does, with the rules that it waits for after each step. */
  private static final String EXPECTED =
      """
      iprule_agent_api_server_ok 1.0
      no VRF: 1000: from 10.0.0.1 lookup 100 proto 98
      iprule_agent_configs_without_vrf 3.0
      ready: ok
      made: 1000: from 10.0.0.1 lookup 100 proto 98, 2000: from fd00::1 lookup 100 proto 98
      iprule_agent_configs_without_vrf 1.0
      one of two equal objects deleted: 1000: from 10.0.0.1 lookup 100 proto 98, \
      1000: from 10.0.0.5 lookup 100 proto 98, 2000: from fd00::1 lookup 100 proto 98
      deleted:
      another table: 1000: from 10.0.0.1 lookup 200 proto 98, \
      1000: from 10.0.0.5 lookup 200 proto 98, 2000: from fd00::1 lookup 200 proto 98
      another table at once: 1000: from 10.0.0.1 lookup 70000 proto 98, \
      1000: from 10.0.0.5 lookup 70000 proto 98, 2000: from fd00::1 lookup 70000 proto 98
      another name:
      its name again: 1000: from 10.0.0.1 lookup 70000 proto 98, \
      1000: from 10.0.0.5 lookup 70000 proto 98, 2000: from fd00::1 lookup 70000 proto 98
      route: 192.0.2.9 from 10.0.0.1 dev up0 table 70000 uid 0
      a rule deleted by hand: 1000: from 10.0.0.1 lookup 70000 proto 98, \
      1000: from 10.0.0.5 lookup 70000 proto 98, 2000: from fd00::1 lookup 70000 proto 98
      pruned: 1000: from 10.0.0.1 lookup 70000 proto 98, 1000: from 10.0.0.5 lookup 70000 proto 98, \
      1000: from 10.0.0.8 fwmark 0x7 lookup 5, 2000: from fd00::1 lookup 70000 proto 98
      all objects deleted:
      iprule_agent_configs_without_vrf 0.0
      done\
      """;

  @Test
  void theAgentFollowsTheVrfsOfItsNode() throws Exception {
    List<String> console =
        VirtualMachine.run(folder, VrfGuest.class, List.of("drivers/net/vrf", "drivers/net/veth"));
    String all = String.join("\n", console);
    List<String> bytes = after("%", console);
    if (System.getenv("UPDATE_GOLDEN") != null) {
      String head = "# Messages of Linux " + after("kernel ", console).getFirst();
      Files.writeString(
          VrfMessageTest.BYTES,
          head + " about links; VrfIT wrote them.\n" + String.join("\n", bytes) + "\n");
    }
    assertEquals(EXPECTED, String.join("\n", after("@", console)), all);
    VrfMessageTest.check(bytes);
    assertTrue(
        all.contains(
            "no rule for IPRuleConfig a and 1 more: this node has no VRF blue. Create it with ip"
                + " link add, or correct the IPRule"),
        all);
  }

  /** The rest of the lines that begin with a word. */
  private static List<String> after(String word, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(word))
        .map(line -> line.substring(word.length()))
        .toList();
  }
}
