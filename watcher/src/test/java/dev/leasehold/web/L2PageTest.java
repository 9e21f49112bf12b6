package dev.leasehold.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.l2.AnnouncedService;
import dev.leasehold.l2.L2Status;
import dev.leasehold.l2.ProbeResult;
import dev.leasehold.l2.ProbeResult.Finding;
import dev.leasehold.net.Address;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the pages show of attempts to reach Services. */
final class L2PageTest {
  static final L2Status STATUS =
      new L2Status(
          List.of(
              result("web", "192.0.2.10", Finding.CONNECTED),
              result("mail", "192.0.2.11", Finding.SILENT),
              result("wiki", "192.0.2.12", Finding.ON_LINK)),
          1,
          2);

  private static ProbeResult result(String name, String address, Finding finding) {
    Address ip = Address.parse(address);
    return new ProbeResult(
        new AnnouncedService("shop", name, "uid", List.of(ip), List.of(443)), ip, finding);
  }

  private static Reading reading() {
    return new Reading(
        WebServerTest.NOW,
        "home",
        List.of(),
        Map.of(),
        List.of(),
        new ClusterReading(
            List.of(), Optional.empty(), Optional.of(STATUS), Optional.empty(), Map.of()),
        Optional.empty());
  }

  @Test
  void listsWhatDoesNotAnswer() {
    assertTrue(
        StatusPage.of(reading())
            .endsWith(
                """

                addresses of Services: 1 of 3 reachable
                  shop/mail 192.0.2.11: nothing answers on the link
                  shop/wiki 192.0.2.12: answers on the link, but no port does
                """),
        StatusPage.of(reading()));
    assertEquals(
        List.of("nothing answers on the link for shop/mail 192.0.2.11"), reading().concerns());
    assertEquals("", reading().notReady());
  }

  @Test
  void hasTheMetricOfTheSourceDocument() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.builder()
        .build()
        .write(out, Metrics.of(reading(), Optional.empty()));
    List<String> lines =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("loadbalancer_") || line.startsWith("leasehold_l2_"))
            .toList();
    assertEquals(
        List.of(
            "leasehold_l2_leases_deleted_total{reason=\"Orphan\"} 1.0",
            "leasehold_l2_leases_deleted_total{reason=\"Stuck\"} 2.0",
            "loadbalancer_reachable{ip=\"192.0.2.10\",namespace=\"shop\",service=\"web\"} 1.0",
            "loadbalancer_reachable{ip=\"192.0.2.11\",namespace=\"shop\",service=\"mail\"} 0.0",
            "loadbalancer_reachable{ip=\"192.0.2.12\",namespace=\"shop\",service=\"wiki\"} 0.0"),
        lines);
  }
}
