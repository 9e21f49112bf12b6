package dev.leasehold.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.FieldException;
import dev.leasehold.kube.Cluster;
import dev.leasehold.kube.ClusterSecret;
import dev.leasehold.router.Router;
import dev.leasehold.router.Router.Persist;
import dev.leasehold.ssh.SshFiles;
import dev.leasehold.ssh.SshSecret;
import dev.leasehold.ssh.SshServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutersSectionTest {
  private static final String SSH = "ssh: {keyFile: id, knownHostsFile: hosts}";

  private static final Path FOLDER = Path.of("/etc/leasehold");

  private static List<Router> read(String text) {
    return read(text, Optional.empty());
  }

  private static List<Router> read(String text, Optional<Cluster> cluster) {
    return RoutersSection.read(
        Document.inFile("watcher.yaml", 1, "routers:\n" + text.indent(2)).root().find("routers"),
        FOLDER,
        cluster);
  }

  private static String refusal(String text) {
    return assertThrows(FieldException.class, () -> read(text)).finding().toString();
  }

  @Test
  void readsEveryField() {
    assertEquals(
        List.of(
            new Router(
                "home",
                new SshServer("192.168.1.1", 2222, "root"),
                new SshFiles(
                    Path.of("/etc/leasehold/id"),
                    Optional.of(Path.of("/etc/leasehold/pass")),
                    Path.of("/run/hosts")),
                List.of("/root/alloc_public_ip.sh", "/root/other.sh --fast"),
                4,
                true,
                Persist.BOOT)),
        read(
            """
            - name: home
              host: 192.168.1.1
              port: 2222
              user: root
              ssh: {keyFile: id, passphraseFile: pass, knownHostsFile: /run/hosts}
              commands: [/root/alloc_public_ip.sh, /root/other.sh --fast]
              maxConcurrent: 4
              legacy: true
              persist: Boot
            """));
  }

  @Test
  void hasDefaults() {
    Router router = read("- {name: home, host: \"fd00::1\", user: admin, " + SSH + "}").getFirst();
    assertEquals(22, router.server().port());
    assertEquals(List.of(), router.commands());
    assertEquals(2, router.maxConcurrent());
    assertEquals(false, router.legacy());
    assertEquals(Persist.OFF, router.persist());
    assertEquals(List.of(), RoutersSection.read(Optional.empty(), FOLDER, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host: 'a;reboot' | host: 'a;reboot' is not a host name
          host: '-oProxyCommand=x' | is not a host name
          host: '[::1]' | is not a host name or an address without brackets
          port: 0 | port
          port: 70000 | port
          user: 'root -x' | user: 'root -x' is not a user name
          commands: [''] | commands: a command is empty
          commands: ["a\\nb"] | commands: a command is empty, or has a line break
          commands: [/a, /a] | commands: has a command twice
          maxConcurrent: 11 | maxConcurrent
          legacy: sometimes | legacy
          persist: boot | persist: 'boot' is not one of Boot, Off
          secretRef: {name: a} | secretRef
          """)
  void namesTheInvalidField(String field, String words) {
    String key = field.substring(0, field.indexOf(':'));
    StringBuilder text = new StringBuilder("- " + field + "\n  " + SSH + "\n  name: home\n");
    text.append(key.equals("host") ? "" : "  host: 192.168.1.1\n");
    text.append(key.equals("user") ? "" : "  user: root\n");
    String refusal = refusal(text.toString());
    assertTrue(refusal.contains(words), refusal);
    assertTrue(refusal.contains("routers[0]"), refusal);
  }

  @Test
  void refusesTwoEntriesOfOneNameOrLogin() {
    String first = "- {name: home, host: r.example, user: root, " + SSH + "}\n";
    assertTrue(
        refusal(first + "- {name: home, host: other, user: root, " + SSH + "}")
            .contains("'home' is a duplicate name"));
    String refusal =
        refusal(first + "- {name: b, host: R.example, port: 22, user: root, " + SSH + "}");
    assertTrue(refusal.contains("has the host, port and user of router home"), refusal);
    assertEquals(
        3,
        read(first
                + "- {name: b, host: r.example, port: 23, user: root, "
                + SSH
                + "}\n- {name: c, host: r.example, user: admin, "
                + SSH
                + "}")
            .size());
  }

  private static String withSsh(String ssh) {
    return "- {name: home, host: r.example, user: root, ssh: " + ssh + "}";
  }

  @Test
  void readsASecret() {
    Cluster cluster = new Cluster(Optional.empty());
    ClusterSecret secret = new ClusterSecret(cluster, "network", "router.ssh");
    String ref = "secretRef: {namespace: network, name: router.ssh}";
    assertEquals(
        new SshSecret(secret, Optional.empty()),
        read(withSsh("{" + ref + "}"), Optional.of(cluster)).getFirst().keys());
    assertEquals(
        new SshSecret(secret, Optional.of(FOLDER.resolve("hosts"))),
        read(withSsh("{" + ref + ", knownHostsFile: hosts}"), Optional.of(cluster))
            .getFirst()
            .keys());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          secretRef: {namespace: a, name: b}, keyFile: c | ssh.keyFile: is set beside secretRef
          secretRef: {namespace: a, name: b}, passphraseFile: c | ssh.passphraseFile: is set beside secretRef
          secretRef: {namespace: a/b, name: b} | secretRef.namespace: 'a/b' is not the name of a namespace
          secretRef: {namespace: a, name: ../b} | secretRef.name: '../b' is not the name of a Secret
          secretRef: {name: b} | secretRef.namespace
          secretRef: {namespace: a, name: b, key: c} | key: unknown field
          knownHostsFile: c | keyFile
          """)
  void refusesAMisfitBesideASecret(String ssh, String words) {
    String refusal =
        assertThrows(
                FieldException.class,
                () -> read(withSsh("{" + ssh + "}"), Optional.of(new Cluster(Optional.empty()))))
            .finding()
            .toString();
    assertTrue(refusal.contains(words), refusal);
  }

  @Test
  void namesTheLinesThatASecretNeeds() {
    String refusal = refusal(withSsh("{secretRef: {namespace: a, name: b}}"));
    assertTrue(refusal.contains("ssh.secretRef: needs the cluster"), refusal);
    assertTrue(
        refusal.contains("'cluster: {}'") && refusal.contains("'cluster: {kubeconfig: FILE}'"),
        refusal);
  }
}
