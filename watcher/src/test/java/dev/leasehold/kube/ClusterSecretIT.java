package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.notify.ServerLab;
import dev.leasehold.router.Router;
import dev.leasehold.router.Router.Persist;
import dev.leasehold.router.RouterAnswer;
import dev.leasehold.router.RouterCommands;
import dev.leasehold.router.RouterConnection;
import dev.leasehold.router.RouterTools;
import dev.leasehold.ssh.SecretSource.Answer;
import dev.leasehold.ssh.SshDeadlines;
import dev.leasehold.ssh.SshSecret;
import dev.leasehold.ssh.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins at OpenSSH with a key from a Secret of a real API server. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class ClusterSecretIT {
  private static final String RIGHTS =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {namespace: network, name: leasehold-router-ssh}
      rules:
        - {apiGroups: [""], resources: [secrets], resourceNames: [router-ssh], verbs: [get]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {namespace: network, name: leasehold-router-ssh}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: leasehold-router-ssh}
      subjects: [{kind: ServiceAccount, namespace: network, name: leasehold}]
      """;

  @TempDir private static Path server;
  private static @Nullable ServerLab started;

  @TempDir private Path folder;
  private Sshd sshd;
  private Path kubeconfig;
  private final AtomicLong nanos = new AtomicLong();

  @BeforeAll
  static void startServer() throws Exception {
    started = new ServerLab(server);
    started.up("apiserver");
    String _ = lab().kubectl("create", "namespace", "network");
    String _ = lab().kubectl("-n", "network", "create", "serviceaccount", "leasehold");
  }

  @AfterAll
  static void stopServer() throws IOException {
    if (started != null) {
      started.close();
    }
  }

  private static ServerLab lab() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void start() throws Exception {
    kubeconfig = folder.resolve("kubeconfig");
    Files.copy(Path.of(lab().setting("KUBECONFIG")), kubeconfig);
    sshd = Sshd.openSsh(folder.resolve("sshd"));
    Files.writeString(
        folder.resolve("known_hosts"),
        sshd.server().knownAs() + " " + Files.readString(folder.resolve("sshd/host_ed25519.pub")));
  }

  @AfterEach
  void stop() throws Exception {
    if (sshd != null) {
      sshd.close();
    }
    String _ = lab().kubectl("-n", "network", "delete", "secret,role,rolebinding", "--all");
  }

  /** Puts files into the Secret, in place of what it has. */
  private void put(Map<String, Path> files) throws Exception {
    String _ =
        lab().kubectl("-n", "network", "delete", "--ignore-not-found", "secret", "router-ssh");
    List<String> line =
        new ArrayList<>(List.of("-n", "network", "create", "secret", "generic", "router-ssh"));
    files.forEach((key, file) -> line.add("--from-file=" + key + "=" + file));
    String _ = lab().kubectl(line.toArray(String[]::new));
  }

  /** A new key, which alone may log in. */
  private Path newKey(String type) throws IOException {
    Path key = Files.createTempDirectory(folder, type).resolve("key");
    Sshd.key(key, type, "");
    Files.copy(
        Path.of(key + ".pub"),
        folder.resolve("sshd/authorized_keys"),
        StandardCopyOption.REPLACE_EXISTING);
    return key;
  }

  private ClusterSecret secret() {
    return new ClusterSecret(new Cluster(Optional.of(kubeconfig)), "network", "router-ssh");
  }

  private RouterConnection connection(Optional<Path> knownHosts) {
    Router router =
        new Router(
            "home",
            sshd.server(),
            new SshSecret(secret(), knownHosts),
            List.of(),
            1,
            false,
            Persist.OFF);
    return new RouterConnection(router, SshDeadlines.DEFAULT, nanos::get, new Random(1));
  }

  /** An answer of the router, after any pause. */
  private RouterAnswer<RouterTools> probe(RouterConnection connection) {
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    return new RouterCommands(connection).probe();
  }

  private void works(RouterConnection connection) {
    RouterAnswer<RouterTools> answer = probe(connection);
    assertInstanceOf(RouterAnswer.Done.class, answer, answer.toString());
  }

  private String refusal(RouterConnection connection) {
    RouterAnswer<RouterTools> answer = probe(connection);
    if (answer instanceof RouterAnswer.Refused<RouterTools>(String reason, String whatToDo)) {
      return reason + ". " + whatToDo;
    }
    throw new AssertionError(answer);
  }

  private void drop() {
    sshd.connections()
        .forEach(process -> {
          process.destroyForcibly();
          process.onExit().join();
        });
  }

  @Test
  void logsInWithTheKeyThatTheSecretHasNow() throws Exception {
    Path hosts = folder.resolve("known_hosts");
    put(Map.of("id_rsa", newKey("rsa"), "known_hosts", hosts));
    try (RouterConnection connection = connection(Optional.empty())) {
      works(connection);
      Path rotated = newKey("ed25519");
      works(connection);
      assertEquals(1, connection.opened(), "a connection is kept");
      drop();
      String rejected = refusal(connection);
      assertTrue(
          rejected.contains("rejects the key id_rsa of Secret network/router-ssh"), rejected);
      put(Map.of("id_rsa", rotated, "known_hosts", hosts));
      works(connection);
      assertEquals(2, connection.opened());
    }
  }

  @Test
  void namesWhatTheSecretLacks() throws Exception {
    Path key = newKey("ed25519");
    Path hosts = folder.resolve("known_hosts");
    try (RouterConnection connection = connection(Optional.empty())) {
      String none = refusal(connection);
      assertTrue(
          none.contains("routers.home.ssh.secretRef: Secret network/router-ssh does not exist"),
          none);
      put(Map.of("ssh-privatekey", key, "known_hosts", hosts));
      assertTrue(refusal(connection).contains("Secret network/router-ssh has no id_rsa"));
      put(Map.of("id_rsa", hosts, "known_hosts", hosts));
      String noKey = refusal(connection);
      assertTrue(noKey.contains("id_rsa of Secret network/router-ssh is not a private"), noKey);
      assertFalse(noKey.contains("AAAA"), noKey);
      put(Map.of("id_rsa", key));
      assertTrue(refusal(connection).contains("Secret network/router-ssh has no known_hosts"));
    }
    try (RouterConnection connection = connection(Optional.of(hosts))) {
      works(connection);
    }
  }

  @Test
  void verifiesTheHostKeyWithTheSecret() throws Exception {
    Path key = newKey("ed25519");
    Path other = folder.resolve("other_hosts");
    Files.writeString(
        other, sshd.server().knownAs() + " " + Files.readString(folder.resolve("sshd/id.pub")));
    put(Map.of("id_rsa", key, "known_hosts", other));
    try (RouterConnection connection = connection(Optional.empty())) {
      String refused = refusal(connection);
      assertTrue(
          refused.contains("is not the one in known_hosts of Secret network/router-ssh; it shows"),
          refused);
      put(Map.of("id_rsa", key, "known_hosts", folder.resolve("known_hosts")));
      works(connection);
    }
    // The file replaces the known_hosts of the Secret.
    try (RouterConnection connection = connection(Optional.of(other))) {
      assertTrue(refusal(connection).contains("is not the one in " + other));
    }
  }

  /** A kubeconfig for a ServiceAccount, in place of the administrator's. */
  private String useServiceAccount() throws Exception {
    String token = lab().kubectl("-n", "network", "create", "token", "leasehold");
    useToken(token);
    return token;
  }

  private void useToken(String token) throws IOException {
    String admin = Files.readString(Path.of(lab().setting("KUBECONFIG")));
    Files.writeString(kubeconfig, admin.replaceAll("token: [^}]+", "token: " + token));
  }

  @Test
  void needsNoRightButGetOfThatSecret() throws Exception {
    put(Map.of("id_rsa", newKey("ed25519"), "known_hosts", folder.resolve("known_hosts")));
    String token = useServiceAccount();
    try (RouterConnection connection = connection(Optional.empty())) {
      String refused = refusal(connection);
      assertTrue(
          refused.contains("User \"system:serviceaccount:network:leasehold\" cannot get"), refused);
      assertTrue(
          refused.contains(
              "with the rule {apiGroups: [\"\"], resources: [secrets], resourceNames: [router-ssh],"
                  + " verbs: [get]}"),
          refused);
      assertFalse(refused.contains(token), refused);

      lab().apply(RIGHTS);
      await(() -> secret().read() instanceof Answer.Found);
      works(connection);
      ClusterSecret another = new ClusterSecret(secret().cluster(), "network", "another");
      assertInstanceOf(Answer.Refused.class, another.read(), "only that one");

      useToken("none");
      drop();
      String unknown = refusal(connection);
      assertTrue(unknown.contains("rejects the credentials of kubeconfig " + kubeconfig), unknown);
    }
  }

  @Test
  void readsWithTheServiceAccountOfAPod() throws Exception {
    put(Map.of("id_rsa", newKey("ed25519")));
    String token = useServiceAccount();
    lab().apply(RIGHTS);
    Path account = Files.createDirectories(folder.resolve("serviceaccount"));
    Files.writeString(account.resolve("token"), token);
    Files.copy(server.resolve("api/certs/apiserver.crt"), account.resolve("ca.crt"));
    String port = Files.readString(kubeconfig).replaceAll("(?s).*https://127.0.0.1:(\\d+).*", "$1");
    SecretReader reader =
        new SecretReader(
            new ClusterAccess(
                Map.of("KUBERNETES_SERVICE_HOST", "127.0.0.1", "KUBERNETES_SERVICE_PORT", port),
                account),
            Duration.ofSeconds(10));
    ClusterSecret wanted =
        new ClusterSecret(new Cluster(Optional.empty()), "network", "router-ssh");
    await(() -> reader.read(wanted) instanceof Answer.Found);

    Files.writeString(account.resolve("ca.crt"), otherAuthority());
    Answer.Refused refused = assertInstanceOf(Answer.Refused.class, reader.read(wanted));
    assertTrue(refused.refusal().reason().contains("is not trusted"), refused.refusal().toString());
  }

  private String otherAuthority() throws IOException {
    Path file = folder.resolve("other.crt");
    Sshd.run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=other",
            "-keyout",
            folder.resolve("other.key").toString(),
            "-out",
            file.toString()));
    return Files.readString(file);
  }

  @Test
  void triesAgainAfterTheApiServerWasDown() throws Exception {
    put(Map.of("id_rsa", newKey("ed25519"), "known_hosts", folder.resolve("known_hosts")));
    String up = Files.readString(kubeconfig);
    Files.writeString(kubeconfig, up.replaceAll("127.0.0.1:\\d+", "127.0.0.1:" + Sshd.freePort()));
    try (RouterConnection connection = connection(Optional.empty())) {
      RouterAnswer<RouterTools> down = probe(connection);
      assertInstanceOf(RouterAnswer.Unavailable.class, down, down.toString());
      assertTrue(down.toString().contains("does not answer"), down.toString());
      Files.writeString(kubeconfig, up);
      works(connection);
    }
    String pid = Files.readString(server.resolve("api/api.pid")).strip();
    SecretReader reader =
        new SecretReader(new ClusterAccess(Map.of(), folder), Duration.ofMillis(500));
    Sshd.run(List.of("kill", "-STOP", pid));
    try {
      assertInstanceOf(Answer.Unavailable.class, reader.read(secret()));
    } finally {
      Sshd.run(List.of("kill", "-CONT", pid));
    }
    await(() -> reader.read(secret()) instanceof Answer.Found);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < until, "not within 60 s");
      Thread.sleep(200);
    }
  }
}
