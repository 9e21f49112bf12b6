package dev.leasehold.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.net.Address;
import dev.leasehold.router.BootFile.Place;
import dev.leasehold.ssh.SshReply;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The boot script on a router with files of its own, as UniFi OS, OpenWrt and systemd run it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES) // a hang
final class RouterBootIT {
  private static final WanInterface FIRST = wan("wan-1", "02:00:00:00:01:01");
  private static final WanInterface SECOND = wan("wan-2", "02:00:00:00:01:02");
  private static final String UNIFI = "/data/on_boot.d/20-leasehold-wan.sh";
  private static final String OPENWRT = "/etc/init.d/leasehold-wan";
  private static final String SYSTEMD = "/usr/local/lib/leasehold/wan.sh";
  private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

  @TempDir Path directory;
  private RouterLab lab;
  private Path root;
  private RouterConnection connection;
  private RouterCommands router;

  @BeforeEach
  void start() throws IOException {
    lab = RouterLab.up(directory);
    root = lab.useOwnFiles();
    lab.dhcpUp("203.0.113.40", "203.0.113.59");
    connection = RouterLab.connection(lab.router());
    router = new RouterCommands(connection, Duration.ofSeconds(12), Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() throws InterruptedException {
    connection.close();
    lab.dhcpDown();
    lab.close();
  }

  private static WanInterface wan(String name, String mac) {
    return new WanInterface(name, mac, RouterLab.PARENT);
  }

  private static <T> T done(RouterAnswer<T> answer) {
    if (answer instanceof RouterAnswer.Done<T>(T value)) {
      return value;
    }
    throw new AssertionError(answer.toString());
  }

  private BootInterface held(WanInterface on) {
    return new BootInterface(on, Optional.of(done(router.allocate(on, Optional.empty()))));
  }

  private void runOnRouter(String command) {
    SshReply reply = connection.run(command + "\n", Duration.ofMinutes(1));
    if (!(reply instanceof SshReply.Done done) || done.status() != 0) {
      throw new AssertionError(reply.toString());
    }
  }

  private Path file(String path) {
    return path.startsWith("/usr/local/")
        ? directory.resolve("local").resolve(path.substring("/usr/local/".length()))
        : root.resolve(path.substring(1));
  }

  private static BootFile changed(Place place, String path) {
    return new BootFile(place, Optional.of(path), true);
  }

  private static BootFile unchanged(Place place, String path) {
    return new BootFile(place, Optional.of(path), false);
  }

  private static BootFile none(boolean isChanged) {
    return new BootFile(Place.NONE, Optional.empty(), isChanged);
  }

  /** The router boots, and runs its script; the watcher is away. */
  private void bootsWith(String command, BootInterface... held)
      throws IOException, InterruptedException {
    lab.reboot();
    runOnRouter(command);
    for (BootInterface each : held) {
      Optional<HeldInterface> now = done(router.list()).find(each.on().name());
      while (!now.map(HeldInterface::works).orElse(false)) {
        now = done(router.list()).find(each.on().name());
      }
      assertEquals(each.last(), now.get().address());
      assertEquals(each.on().mac(), now.get().mac());
      assertEquals(each.on().parent(), now.get().parent().orElseThrow());
      assertTrue(lab.answersArp(each.last().orElseThrow().toString()));
      assertEquals(1, lab.clients(each.on().name()).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/usr/bin/dash", "busybox ash"})
  void holdsTheAddressesAgainOnUniFi(String shell) throws Exception {
    lab.useShell(shell);
    Files.createDirectory(file("/data/on_boot.d"));
    BootInterface first = held(FIRST);
    BootInterface second = held(SECOND);
    assertEquals(changed(Place.UNIFI, UNIFI), done(router.persist(List.of(first, second))));
    Path script = file(UNIFI);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(script)));
    String text = Files.readString(script);
    assertTrue(
        text.contains("leasehold_hold 'wan-1' '02:00:00:00:01:01' 'wan0' '" + address(first)),
        text);
    bootsWith("exec sh " + UNIFI, first, second);

    // Once more, in another order: the file stays as it is.
    Files.setLastModifiedTime(script, LONG_AGO);
    assertEquals(unchanged(Place.UNIFI, UNIFI), done(router.persist(List.of(second, first))));
    assertEquals(LONG_AGO, Files.getLastModifiedTime(script));

    // A firmware update wipes it.
    Files.delete(script);
    assertEquals(changed(Place.UNIFI, UNIFI), done(router.persist(List.of(first, second))));
    assertEquals(text, Files.readString(script));

    assertEquals(changed(Place.UNIFI, UNIFI), done(router.persist(List.of(first))));
    assertFalse(Files.readString(script).contains("wan-2"));
    assertEquals(none(true), done(router.persist(List.of())));
    assertEquals(none(false), done(router.persist(List.of())));
    try (var left = Files.list(file("/data/on_boot.d"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  private static String address(BootInterface held) {
    return held.last().orElseThrow().toString();
  }

  /** The provider answers later than the router boots. */
  @Test
  void triesUntilTheProviderAnswers() throws Exception {
    Files.createDirectory(file("/data/on_boot.d"));
    BootInterface first = held(FIRST);
    router = new RouterCommands(connection, Duration.ofSeconds(1), Duration.ofSeconds(2));
    done(router.persist(List.of(first)));
    String text = Files.readString(file(UNIFI));
    assertTrue(text.contains("sleep 15"), text);
    Files.writeString(file(UNIFI), text.replace("sleep 15", "echo again >>/run/rounds"));
    lab.dhcpDown();
    lab.reboot();
    runOnRouter("exec sh " + UNIFI);
    Path rounds = directory.resolve("run/rounds");
    while (Files.notExists(rounds)) {
      Thread.onSpinWait();
    }
    lab.dhcpUp("203.0.113.40", "203.0.113.59");
    while (!done(router.list()).find("wan-1").map(HeldInterface::works).orElse(false)) {
      Thread.onSpinWait();
    }
  }

  /** OpenWrt's rc.common in the few parts that matter here. */
  @Test
  void isAnInitScriptOnOpenWrt() throws Exception {
    for (String folder : List.of("/etc/init.d", "/etc/rc.d")) {
      Files.createDirectories(file(folder));
    }
    Path common =
        Files.writeString(
            file("/etc/rc.common"),
            """
            #!/bin/sh
            initscript=$1
            action=${2:-help}
            shift 2
            name=$(basename "$initscript")
            start() { return 0; }
            boot() { start "$@"; }
            disable() { rm -f /etc/rc.d/S??$name; }
            enable() { ln -sf "../init.d/$name" "/etc/rc.d/S$START$name"; }
            enabled() { [ -x "/etc/rc.d/S$START$name" ]; }
            . "$initscript"
            $action "$@"
            """);
    Files.setPosixFilePermissions(common, PosixFilePermissions.fromString("rwxr-xr-x"));
    lab.useShell("busybox ash");
    BootInterface first = held(FIRST);
    assertEquals(changed(Place.OPENWRT, OPENWRT), done(router.persist(List.of(first))));
    assertEquals(unchanged(Place.OPENWRT, OPENWRT), done(router.persist(List.of(first))));
    Path link = file("/etc/rc.d/S99leasehold-wan");
    Files.delete(link);
    assertEquals(changed(Place.OPENWRT, OPENWRT), done(router.persist(List.of(first))));
    assertEquals("../init.d/leasehold-wan", Files.readSymbolicLink(link).toString());
    bootsWith("exec " + OPENWRT + " boot", first);
    assertEquals(none(true), done(router.persist(List.of())));
    assertTrue(Files.notExists(file(OPENWRT)));
    assertTrue(Files.notExists(link, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void isAUnitOfSystemd() throws Exception {
    Files.createDirectories(file("/etc/systemd/system"));
    Path booted = directory.resolve("run/systemd/system");
    Files.createDirectories(booted);
    BootInterface first = held(FIRST);
    assertEquals(changed(Place.SYSTEMD, SYSTEMD), done(router.persist(List.of(first))));
    assertEquals(unchanged(Place.SYSTEMD, SYSTEMD), done(router.persist(List.of(first))));
    Path unit = file("/etc/systemd/system/leasehold-wan.service");
    Path link = file("/etc/systemd/system/multi-user.target.wants/leasehold-wan.service");
    assertTrue(Files.isSymbolicLink(link));
    String start =
        Files.readAllLines(unit).stream()
            .filter(line -> line.startsWith("ExecStart="))
            .findFirst()
            .orElseThrow();
    runOnRouter("systemd-analyze verify /etc/systemd/system/leasehold-wan.service");
    bootsWith("exec " + start.substring("ExecStart=".length()), first);

    // The place changes: one script is left.
    Files.createDirectory(file("/data/on_boot.d"));
    assertEquals(changed(Place.UNIFI, UNIFI), done(router.persist(List.of(first))));
    assertTrue(Files.notExists(unit));
    assertTrue(Files.notExists(link, LinkOption.NOFOLLOW_LINKS));
    assertTrue(Files.notExists(file(SYSTEMD)));
    Files.delete(file(UNIFI));
    Files.delete(file("/data/on_boot.d"));
    Files.createDirectories(booted); // a reboot empties /run
    assertEquals(changed(Place.SYSTEMD, SYSTEMD), done(router.persist(List.of(first))));
    assertEquals(none(true), done(router.persist(List.of())));
    assertTrue(Files.notExists(unit));
    assertTrue(Files.notExists(file(SYSTEMD).getParent()));
  }

  @Test
  void leavesForeignFilesAlone() throws Exception {
    Files.createDirectory(file("/data/on_boot.d"));
    Files.writeString(file(UNIFI), "echo mine\n");
    BootInterface first = new BootInterface(FIRST, Optional.of(Address.parse("203.0.113.40")));
    RouterAnswer<BootFile> answer = router.persist(List.of(first));
    assertTrue(
        assertInstanceOf(RouterAnswer.Refused.class, answer, answer.toString())
            .reason()
            .contains("Leasehold did not make it"));
    assertEquals(none(false), done(router.persist(List.of())));
    assertEquals("echo mine\n", Files.readString(file(UNIFI)));
  }

  @Test
  void refusesARouterWithoutAPlace() {
    RouterAnswer<BootFile> answer =
        router.persist(List.of(new BootInterface(FIRST, Optional.empty())));
    assertTrue(
        assertInstanceOf(RouterAnswer.Refused.class, answer, answer.toString())
            .reason()
            .contains("no place for a boot script"));
  }

  /** What was released while the router booted is not held again. */
  @Test
  void leavesOutWhatWasReleasedMeanwhile() throws Exception {
    Files.createDirectory(file("/data/on_boot.d"));
    BootInterface first = held(FIRST);
    BootInterface second = held(SECOND);
    done(router.persist(List.of(first, second)));
    String text = Files.readString(file(UNIFI));
    lab.reboot();
    done(router.persist(List.of(first)));
    Path old = Files.writeString(directory.resolve("old.sh"), text);
    runOnRouter("exec sh " + old);
    while (done(router.list()).find("wan-1").isEmpty()) {
      Thread.onSpinWait();
    }
    runOnRouter("while pgrep -f old.sh >/dev/null; do :; done");
    assertEquals(List.of("lo", RouterLab.PARENT, "wan-1"), lab.links());
    assertEquals("", Sshd.run(List.of("find", root.toString(), "-name", "*.new")));
  }
}
