package dev.leasehold.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.event.WatchEvent;
import dev.leasehold.http.HttpAccess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flux's notification-controller and Argo CD take our notifications, and refuse false ones. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // a hang
class DeliverersIT {
  private static final String FLUX =
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: leasehold, namespace: flux-system}
      stringData: {token: sesame}
      ---
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata: {name: home, namespace: flux-system}
      spec: {interval: 10m, url: "http://127.0.0.1:1/me/home.git", ref: {branch: main}}
      ---
      apiVersion: notification.toolkit.fluxcd.io/v1
      kind: Receiver
      metadata: {name: leasehold, namespace: flux-system}
      spec:
        type: generic-hmac
        secretRef: {name: leasehold}
        resources:
          - {apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, name: home}
      """;

  private static final String APPLICATION =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: home, namespace: argocd}
      spec:
        project: default
        source: {repoURL: "https://forge.example/me/home", targetRevision: HEAD, path: network}
        destination: {server: "https://kubernetes.default.svc", namespace: default}
      """;

  @TempDir private Path folder;

  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private ServerLab lab;

  @BeforeEach
  void start() throws Exception {
    lab = new ServerLab(folder);
    Files.writeString(folder.resolve("secret"), "sesame\n");
    Files.writeString(folder.resolve("wrong"), "guess\n");
  }

  @AfterEach
  void stop() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void fluxTakesASignedCallAndReconciles() throws Exception {
    lab.up("apiserver");
    lab.up("flux");
    lab.apply(FLUX);
    String _ =
        lab.kubectl(
            "-n",
            "flux-system",
            "wait",
            "--for=condition=Ready",
            "--timeout=60s",
            "receiver/leasehold");
    String path = read("flux-system", "receiver", "leasehold", "{.status.webhookPath}");
    URI url = URI.create(lab.ask("flux", "receivers") + path);
    assertEquals("", requestedAt());

    String said = tell(flux(url, "wrong")).text();
    assertTrue(said.contains(" replied 400. The signature does not fit"), said);
    said = tell(flux(URI.create(url + "0"), "secret")).text();
    assertTrue(said.contains(" replied 404"), said);
    assertTrue(said.contains("copy .status.webhookPath"), said);
    URI eventsOfControllers =
        URI.create("http://127.0.0.1:" + (url.getPort() + 1) + "/" + url.getPath());
    said = tell(flux(eventsOfControllers, "secret")).text();
    assertTrue(said.contains("webhook-receiver"), said);
    assertEquals("", requestedAt());

    assertEquals(
        new WatchEvent.Notified("it", "cluster is at bbbbbbbbbbbb"), tell(flux(url, "secret")));
    assertFalse(requestedAt().isEmpty());
  }

  @Test
  void argoCdTakesASignedEventAndRefreshes() throws Exception {
    lab.up("apiserver");
    lab.up("argocd");
    String _ =
        lab.kubectl(
            "-n",
            "argocd",
            "patch",
            "secret",
            "argocd-secret",
            "--type=merge",
            "-p",
            "{\"stringData\":{\"webhook.github.secret\":\"sesame\"}}");
    lab.apply(APPLICATION);
    URI url = URI.create(lab.ask("argocd", "webhook"));
    // Argo CD accepts anything until it has read the new secret.
    await(() -> tell(argo(url, "wrong")).text().contains(" replied 400"));
    String said = tell(argo(url, "wrong")).text();
    assertTrue(said.contains("HMAC verification failed. Argo CD does not accept"), said);
    int refreshes = refreshes();
    assertEquals(
        new WatchEvent.Notified("it", "cluster is at bbbbbbbbbbbb"), tell(argo(url, "secret")));
    await(() -> refreshes() == refreshes + 1);
  }

  private int refreshes() throws Exception {
    return lab.ask("argocd", "log", "server").split("Requested app 'home' refresh", -1).length;
  }

  private String requestedAt() throws Exception {
    return read(
        "flux-system",
        "gitrepository",
        "home",
        "{.metadata.annotations.reconcile\\.fluxcd\\.io/requestedAt}");
  }

  private String read(String namespace, String kind, String name, String path) throws Exception {
    return lab.kubectl("-n", namespace, "get", kind, name, "-o", "jsonpath=" + path);
  }

  /** Tells a receiver of a push once; returns the first event about it. */
  private WatchEvent tell(Receiver receiver) throws InterruptedException {
    events.clear();
    try (Notifications notifications =
        new Notifications(
            List.of(receiver),
            InstantSource.system(),
            System::nanoTime,
            new SplittableRandom(1),
            _ -> new CountDownLatch(1).await(), // no second try
            List.of((_, event) -> events.add(event)))) {
      notifications
          .pushes(List.of("it"), (_, _) -> {})
          .pushed(
              new TargetPush(
                  "cluster",
                  "ssh://git@forge.example:2222/me/home.git",
                  "main",
                  "a".repeat(40),
                  "b".repeat(40),
                  List.of(),
                  List.of("network/pool.yaml"),
                  List.of()));
      return events.take();
    }
  }

  private Receiver flux(URI url, String file) {
    return new Receiver.FluxReceiver("it", url, folder.resolve(file), HttpAccess.DEFAULT);
  }

  private Receiver argo(URI url, String file) {
    return new Receiver.ArgoCd("it", url, folder.resolve(file), HttpAccess.DEFAULT);
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
