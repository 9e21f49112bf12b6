package dev.leasehold.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.leasehold.git.GitTarget;
import dev.leasehold.git.Timeouts;
import dev.leasehold.krm.FieldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The configuration in docs/watching.md, and invalid configurations. */
final class WatcherConfigTest {
  private static final Path FILE = Path.of("/etc/leasehold/watcher.yaml");

  private static final String SMALLEST =
      """
      apiVersion: leasehold.dev/v1alpha1
      kind: WatcherConfig
      metadata:
        name: home
      spec:
        stateDir: state
        targets:
          - name: cluster
            url: /srv/home.git
      """;

  @Test
  void readsTheExampleOfTheDocumentation() throws IOException {
    WatcherConfig config = read(documented());
    assertEquals("home", config.name());
    assertEquals(Path.of("/var/lib/leasehold"), config.stateDir());
    assertEquals(
        new GitTarget(
            "cluster",
            "ssh://git@forge.example/home.git",
            "main",
            "network",
            new GitTarget.Auth.SshKey(
                Path.of("/etc/leasehold/id_ed25519"),
                Optional.of(Path.of("/etc/leasehold/passphrase")),
                Path.of("/etc/leasehold/known_hosts")),
            new GitTarget.Author("Leasehold home", "leasehold@example.org")),
        config.targets().getFirst().git());
  }

  @Test
  void hasDefaults() {
    WatcherConfig config = read(SMALLEST);
    assertEquals(Path.of("/etc/leasehold/state"), config.stateDir());
    assertEquals(
        new GitTarget(
            "cluster",
            "/srv/home.git",
            "main",
            "",
            new GitTarget.Auth.None(),
            new GitTarget.Author("Leasehold home", "leasehold@localhost")),
        config.targets().getFirst().git());
  }

  @Test
  void readsTimeouts() {
    assertEquals(Timeouts.DEFAULT, read(SMALLEST).timeouts());
    assertEquals(
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Timeouts.DEFAULT.idle()),
        read(SMALLEST + "  timeouts: {look: 5s, push: 5m, clone: 1h}\n").timeouts());
  }

  @Test
  void rejectsAnInvalidTimeout() {
    wrong(SMALLEST + "  timeouts: {pull: 5s}\n", 10, "spec.timeouts.pull");
    wrong(
        SMALLEST + "  timeouts: {look: 0s}\n",
        10,
        "spec.timeouts.look: '0s' is not within 1s and 24h; leave it out for 30s");
    wrong(SMALLEST + "  timeouts: {push: 25h}\n", 10, "spec.timeouts.push: '25h' is not within");
    wrong(
        SMALLEST + "  timeouts: {idle: 30}\n",
        10,
        "spec.timeouts.idle: invalid duration '30'; write 60m, 5s or 1h30m");
  }

  @Test
  void resolvesRelativePathsFromTheFolderOfTheFile() {
    WatcherConfig config = WatcherConfig.read(Path.of("conf/watcher.yaml"), SMALLEST);
    assertEquals(Path.of("conf/state").toAbsolutePath(), config.stateDir());
  }

  @Test
  void namesTheFilesOfDhcpOptions() {
    WatcherConfig config =
        WatcherConfig.read(
            Path.of("/etc/leasehold/watcher.yaml"),
            SMALLEST
                + "  dhcpv6OptionFiles: [{name: isp, file: isp.option}, {name: b, file: /b}]\n");
    assertEquals(
        Map.of("isp", Path.of("/etc/leasehold/isp.option"), "b", Path.of("/b")),
        config.dhcpv6OptionFiles());
    assertEquals(Map.of(), read(SMALLEST).dhcpv6OptionFiles());
  }

  @Test
  void rejectsAnUnknownField() throws IOException {
    wrong(SMALLEST + "  dhcpv6OptionFiles: [{name: a}]\n", 10, "spec.dhcpv6OptionFiles[0].file");
    wrong(
        SMALLEST + "  dhcpv6OptionFiles: [{name: a, file: b}, {name: a, file: c}]\n",
        10,
        "spec.dhcpv6OptionFiles[1].name");
    wrong(SMALLEST.replace("stateDir", "stateDirectory"), 6, "spec.stateDirectory");
    wrong(SMALLEST.replace("url:", "uri:"), 9, "spec.targets[0].uri");
    wrong(SMALLEST + "  author: {mail: x}\n", 10, "spec.author.mail");
    wrong(SMALLEST + "  auth: [{name: a, token: x}]\n", 10, "spec.auth[0].token");
    wrong(documented().replace("keyFile:", "key:"), "spec.auth[0].ssh.key");
    wrong(SMALLEST + "status: {}\n", 10, "status");
  }

  @Test
  void namesAMissingField() throws IOException {
    wrong(SMALLEST.replace("name: home", "labels: {}"), "metadata.name: is missing");
    wrong(SMALLEST.replace("  stateDir: state\n", ""), "spec.stateDir: is missing");
    wrong(SMALLEST.replaceAll("(?s)  targets:.*", ""), "spec.targets: is missing");
    wrong(SMALLEST.replace("    - name: cluster\n      url", "    - url"), "name: is missing");
    wrong(documented().replaceAll(" *knownHostsFile:.*\n", ""), "knownHostsFile: is missing");
  }

  @Test
  void requiresMatchingAuth() throws IOException {
    wrong(
        SMALLEST + "      auth: key\n",
        10,
        "spec.targets[0].auth: 'key' is not the name of an entry in spec.auth; the list is empty; add {name: key, ssh: {keyFile: FILE, knownHostsFile: FILE}} or {name: key, https: {tokenFile: FILE}}");
    wrong(
        documented().replace("auth: deploy-key", "auth: deploykey"),
        "'deploykey' is not the name of an entry in spec.auth; available: app, deploy-key, forge");
    wrong(
        SMALLEST.replace("/srv/home.git", "git@forge.example:home.git"),
        8,
        "spec.targets[0].auth: must name an entry with ssh; git@forge.example:home.git needs an SSH key");
    wrong(
        documented().replace("ssh://git@forge.example/home.git", "/srv/home.git"),
        "spec.targets[0].auth: is for a server, but /srv/home.git is a local path");
  }

  @Test
  void namesTheFieldOfAnInvalidValue() {
    wrong(
        SMALLEST.replace("/srv/home.git", "git://forge/x"),
        9,
        "spec.targets[0].url: invalid URL 'git:");
    wrong(SMALLEST + "      branch: refs/heads/main\n", 10, "spec.targets[0].branch: 'refs/");
    wrong(SMALLEST + "      path: /network\n", 10, "spec.targets[0].path: '/network' is not");
    wrong(SMALLEST + "  author: {name: 'A <b>'}\n", 10, "spec.author.name: 'A <b>' is empty or");
    wrong(SMALLEST.replace("name: cluster", "name: ../up"), 8, "spec.targets[0].name: '../up' is");
    wrong(SMALLEST.replace("name: home", "name: \"a\\nb\""), 4, "metadata.name: 'a b' is no");
  }

  @Test
  void rejectsAnotherKind() {
    String write = "start with 'apiVersion: leasehold.dev/v1alpha1' and 'kind: WatcherConfig'";
    wrong(
        SMALLEST.replace("WatcherConfig", "DynamicPrefix"), 1, "is not a WatcherConfig; " + write);
    wrong("", "is empty; " + write);
    wrong("# mine\n", "is empty; " + write);
    wrong(
        SMALLEST.replace("v1alpha1", "v9"), 1, "apiVersion: unknown apiVersion 'leasehold.dev/v9'");
    wrong(SMALLEST.replace("spec:", "spec: ["), "not readable as YAML");
    wrong("", "watcher.yaml");
  }

  @Test
  void acceptsOneDocumentPerFile() {
    assertEquals("home", read("# Mine.\n---\n" + SMALLEST + "...\n").name());
    wrong(
        SMALLEST + "---\n" + SMALLEST,
        10,
        "a second document begins here; keep only one WatcherConfig in this file");
  }

  private static void wrong(String text, int line, String words) {
    String message = wrong(text, words);
    String start = FILE + ":" + line + ": ";
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())), message);
  }

  private static String wrong(String text, String words) {
    FieldException e = assertThrows(FieldException.class, () -> read(text));
    String message = e.finding().toString();
    assertEquals(FILE.toString(), message.substring(0, FILE.toString().length()), message);
    if (!message.contains(words)) {
      assertEquals("…" + words + "…", message);
    }
    return message;
  }

  private static WatcherConfig read(String text) {
    return WatcherConfig.read(FILE, text);
  }

  /** The first YAML block of the page. */
  private static String documented() throws IOException {
    String page = Files.readString(Path.of("../docs/watching.md"));
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    return page.substring(start, page.indexOf("```\n", start));
  }
}
