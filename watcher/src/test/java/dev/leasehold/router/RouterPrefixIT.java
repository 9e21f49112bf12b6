package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.api.PrefixQuery;
import dev.leasehold.net.Prefix;
import dev.leasehold.router.Router.Persist;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The delegated prefixes of a router, asked over SSH. */
@Timeout(value = 3, unit = TimeUnit.MINUTES) // a hang
final class RouterPrefixIT {
  private static final RouterPrefix DELEGATED =
      new RouterPrefix(
          Prefix.parse("2001:db8:100::/56"),
          Optional.of(Duration.ofSeconds(3437)),
          Optional.of(Duration.ofSeconds(7037)));

  @TempDir Path directory;

  private static RouterCommands commands(RouterConnection connection) {
    return new RouterCommands(connection, Duration.ofSeconds(2), Duration.ofSeconds(2));
  }

  private static String refusal(RouterAnswer<?> answer) {
    return assertInstanceOf(RouterAnswer.Refused.class, answer, answer.toString()).reason();
  }

  private static String unavailable(RouterAnswer<?> answer) {
    return assertInstanceOf(RouterAnswer.Unavailable.class, answer, answer.toString()).reason();
  }

  @Test
  void asksUbusOfOpenWrt() throws IOException {
    try (RouterLab lab = RouterLab.up(directory);
        RouterConnection connection = RouterLab.connection(lab.router())) {
      RouterCommands router = commands(connection);
      PrefixQuery wan6 = new PrefixQuery.OpenWrt("wan6");
      assertTrue(refusal(router.prefixes(wan6)).contains("there is no program ubus"));
      lab.program(
          "ubus",
          """
          #!/bin/sh
          if [ "$*" != 'call network.interface.wan6 status' ]; then
            echo 'Command failed: Not found' >&2
            exit 4
          fi
          cat <<E
          {"up": true, "ipv6-prefix": [
            {"address": "2001:db8:100::", "mask": 56, "preferred": 3437, "valid": 7037}]}
          E
          """);
      assertEquals(new RouterAnswer.Done<>(List.of(DELEGATED)), router.prefixes(wan6));
      assertTrue(
          refusal(router.prefixes(new PrefixQuery.OpenWrt("wan7")))
              .contains("ubus shows no interface wan7"));
      lab.program("ubus", "#!/bin/sh\necho hello\n");
      assertTrue(unavailable(router.prefixes(wan6)).contains("hello"));
    }
  }

  @Test
  void runsACommandOfTheConfiguration() throws IOException {
    String prints = "echo 2001:db8:100::/56 3437 7037";
    try (RouterLab lab = RouterLab.up(directory);
        RouterConnection connection =
            RouterLab.connection(lab.router(prints, "echo none", "echo hello", "exit 1"))) {
      RouterCommands router = commands(connection);
      assertEquals(
          new RouterAnswer.Done<>(List.of(DELEGATED)),
          router.prefixes(new PrefixQuery.Command(prints)));
      assertEquals(
          new RouterAnswer.Done<>(List.of()),
          router.prefixes(new PrefixQuery.Command("echo none")));
      assertTrue(
          unavailable(router.prefixes(new PrefixQuery.Command("echo hello"))).contains("hello"));
      assertTrue(
          unavailable(router.prefixes(new PrefixQuery.Command("exit 1")))
              .contains("failed with 1"));
      assertTrue(
          refusal(router.prefixes(new PrefixQuery.Command("reboot")))
              .contains("does not allow the command"));
    }
  }

  /** An SSH server that knows one command and has no shell, as RouterOS has none. */
  @Test
  void asksRouterOsWithoutAShell() throws IOException {
    Path answer =
        Files.writeString(
            directory.resolve("answer"),
            """
            #!/bin/sh
            if [ "$SSH_ORIGINAL_COMMAND" != '/ipv6 dhcp-client print detail' ]; then
              echo 'bad command name'
              exit 1
            fi
            cat <<E
            Flags: D - dynamic; X - disabled, I - invalid
             0    interface=ether1 status=bound dhcp-server-v6=fe80::1 request=prefix
                  pool-name="isp" prefix=2001:db8:100::/56, 1h57m17s
            E
            """);
    Files.setPosixFilePermissions(answer, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Sshd sshd =
            Sshd.openSsh(
                directory.resolve("sshd"),
                List.of(),
                "127.0.0.1",
                Sshd.freePort(),
                "ForceCommand " + answer);
        RouterConnection connection =
            RouterLab.connection(
                new Router(
                    "home",
                    sshd.server(),
                    sshd.files("host_rsa.pub"),
                    List.of(),
                    1,
                    false,
                    Persist.OFF))) {
      RouterCommands router = commands(connection);
      assertEquals(
          new RouterAnswer.Done<>(
              List.of(
                  new RouterPrefix(
                      DELEGATED.prefix(),
                      Optional.empty(),
                      Optional.of(Duration.ofSeconds(7037))))),
          router.prefixes(new PrefixQuery.RouterOs()));
      assertTrue(
          refusal(router.prefixes(new PrefixQuery.OpenWrt("wan6"))).contains("bad command name"));
    }
  }

  @Test
  void checksTheNameOfTheInterface() {
    for (String name : List.of("", "-x", "a b", "wan6;id", "$(id)", "a".repeat(33), "a\n")) {
      assertThrows(IllegalArgumentException.class, () -> new PrefixQuery.OpenWrt(name), name);
    }
  }
}
