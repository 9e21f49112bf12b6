package dev.leasehold.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.election.Elector;
import dev.leasehold.election.LeaseState;
import dev.leasehold.election.LeaseStore.Answer;
import dev.leasehold.election.LeaseStore.Conflict;
import dev.leasehold.election.LeaseStore.Found;
import dev.leasehold.election.LeaseStore.Missing;
import dev.leasehold.election.LeaseStore.Refused;
import dev.leasehold.election.LeaseStore.Unavailable;
import dev.leasehold.election.Timing;
import dev.leasehold.notify.ServerLab;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real API server answers about a Lease, with the rights of the component. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
final class LeaseObjectIT {
  private static final Instant START = Instant.parse("2026-11-29T20:00:00Z");
  private static final Path COMPONENT = Path.of("../docs/deploy/leader-election");

  @TempDir private static Path server;
  private static @Nullable ServerLab started;

  @TempDir private Path folder;
  private Path kubeconfig;
  private String valid = "";
  private long nanos;

  @BeforeAll
  static void startServer() throws Exception {
    started = new ServerLab(server);
    started.up("apiserver");
    String _ = lab().kubectl("create", "namespace", "leasehold");
    String _ = lab().kubectl("-n", "leasehold", "create", "serviceaccount", "leasehold");
    lab().apply(Files.readString(COMPONENT.resolve("role.yaml")));
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
    lab().apply(Files.readString(COMPONENT.resolve("objects.yaml")));
    String token = lab().kubectl("-n", "leasehold", "create", "token", "leasehold");
    valid =
        Files.readString(Path.of(lab().setting("KUBECONFIG")))
            .replaceAll("token: [^}]+", "token: " + token);
    kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, valid);
  }

  @AfterEach
  void deleteLease() throws Exception {
    String _ =
        lab().kubectl("-n", "leasehold", "delete", "--ignore-not-found", "lease", "leasehold-home");
  }

  /** The deadline of an election may be too short for the first request of a busy machine. */
  private ClusterConnection connection() {
    return new ClusterConnection(
        new Cluster(Optional.of(kubeconfig)), Map.of(), Duration.ofMinutes(1));
  }

  private static LeaseObject lease(ClusterConnection connection) {
    return new LeaseObject(connection, System::nanoTime, "leasehold", "leasehold-home");
  }

  /** Deletes the Lease and, if asked, applies the empty one of the component. */
  private void delete(boolean makesAgain) throws Exception {
    String _ = lab().kubectl("-n", "leasehold", "delete", "lease", "leasehold-home");
    if (makesAgain) {
      lab().apply(Files.readString(COMPONENT.resolve("objects.yaml")));
    }
  }

  private static LeaseState of(String holder, long term) {
    return new LeaseState(holder, Duration.ofSeconds(15), START, START, term);
  }

  @Test
  void tellsARefusalFromAnOutageAndAMissingLease() throws Exception {
    try (ClusterConnection connection = connection()) {
      LeaseObject lease = lease(connection);
      Found unused = assertInstanceOf(Found.class, lease.read());
      assertEquals(LeaseState.UNUSED, unused.lease());
      Found held = assertInstanceOf(Found.class, lease.replace(unused, of("a", 1)));
      assertEquals(of("a", 1), held.lease());
      LeaseState offered =
          new LeaseState("a", Duration.ofSeconds(15), START, START, 1, LeaseState.WANTED);
      held = assertInstanceOf(Found.class, lease.replace(held, offered));
      assertEquals(offered, held.lease());
      held = assertInstanceOf(Found.class, lease.replace(held, of("a", 1)));
      assertEquals(of("a", 1), held.lease());
      assertInstanceOf(Conflict.class, lease.replace(unused, of("b", 1)));

      delete(false);
      assertInstanceOf(Missing.class, lease.read());
      assertInstanceOf(Refused.class, lease.create(of("a", 1)));
      Answer late = lease.replace(held, of("a", 1));
      assertFalse(late instanceof Found || late instanceof Unavailable, late.toString());
      lab().apply(Files.readString(COMPONENT.resolve("objects.yaml")));
      assertInstanceOf(Conflict.class, lease.replace(held, of("a", 1)));
    }
    Files.writeString(kubeconfig, valid.replaceAll("token: [^}]+", "token: expired"));
    try (ClusterConnection connection = connection()) {
      Refused refused = assertInstanceOf(Refused.class, lease(connection).read());
      assertTrue(refused.why().contains("rejects the credentials"), refused.why());
    }
    Files.delete(kubeconfig);
    try (ClusterConnection connection = connection()) {
      assertInstanceOf(Refused.class, lease(connection).read());
    }
    Files.writeString(kubeconfig, valid.replaceAll("127.0.0.1:\\d+", "127.0.0.1:1"));
    try (ClusterConnection connection = connection()) {
      assertInstanceOf(Unavailable.class, lease(connection).read());
    }
  }

  @Test
  void makesAnEmptyLease() throws Exception {
    delete(false);
    Files.copy(
        Path.of(lab().setting("KUBECONFIG")), kubeconfig, StandardCopyOption.REPLACE_EXISTING);
    try (ClusterConnection connection = connection()) {
      LeaseObject lease = lease(connection);
      Found made = assertInstanceOf(Found.class, lease.create(LeaseState.UNUSED));
      assertEquals(LeaseState.UNUSED, made.lease());
      Found held = assertInstanceOf(Found.class, lease.replace(made, of("a", 1)));
      assertEquals(of("a", 1), held.lease());
    }
  }

  private Elector elector(String identity, ClusterConnection connection) {
    return new Elector(
        Timing.DEFAULT,
        identity,
        lease(connection),
        () -> nanos,
        () -> START.plusNanos(nanos),
        () -> true);
  }

  private void pass(int seconds, Elector... electors) {
    for (int passed = 0; passed < seconds; passed += 2) {
      for (Elector elector : electors) {
        elector.round();
      }
      nanos += 2_000_000_000L;
    }
  }

  private static boolean acts(Elector elector) {
    return elector.closed().isEmpty();
  }

  @Test
  void theHolderKeepsALeaseThatIsDeletedAndMadeAgain() throws Exception {
    try (ClusterConnection one = connection();
        ClusterConnection two = connection()) {
      Elector a = elector("a", one);
      Elector b = elector("b", two);
      pass(18, a, b);
      assertTrue(acts(a));
      delete(true);
      pass(20, b, a);
      assertTrue(acts(a));
      assertFalse(acts(b));
      delete(false);
      pass(40, b, a); // neither may create it
      assertTrue(acts(a));
      assertFalse(acts(b));
      lab().apply(Files.readString(COMPONENT.resolve("objects.yaml")));
      pass(20, b, a);
      assertTrue(acts(a));
      assertEquals(1, a.term());
      a.release();
      b.round();
      assertTrue(acts(b));
      assertEquals(2, b.term());
    }
  }

  @Test
  void aHolderWithoutAValidTokenStopsBeforeAnotherTakesOver() throws Exception {
    Path other = folder.resolve("other");
    Files.copy(kubeconfig, other, StandardCopyOption.REPLACE_EXISTING);
    try (ClusterConnection one = connection();
        ClusterConnection two =
            new ClusterConnection(
                new Cluster(Optional.of(other)), Map.of(), Duration.ofMinutes(1))) {
      Elector a = elector("a", one);
      Elector b = elector("b", two);
      pass(18, a, b);
      assertTrue(acts(a));
      Files.writeString(kubeconfig, valid.replaceAll("token: [^}]+", "token: expired"));
      one.failed(
          one.client(),
          new KubernetesClientException(
              "", 401, null)); // the server remembers the valid one for some seconds
      for (int i = 0; i < 12 && !acts(b); i++) {
        pass(2, a, b);
        assertFalse(acts(a) && acts(b));
      }
      assertTrue(acts(b));
      assertFalse(acts(a));
    }
  }
}
