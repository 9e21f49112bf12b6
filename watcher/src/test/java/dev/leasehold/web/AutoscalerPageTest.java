package dev.leasehold.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.autoscale.AutoscalerStatus;
import dev.leasehold.autoscale.AutoscalerStatus.Reason;
import dev.leasehold.watch.WatchStatus;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is shown of an autoscaler that follows what Services use. */
final class AutoscalerPageTest {
  static final AutoscalerStatus STEADY =
      new AutoscalerStatus(
          "warm", 3, 3, Optional.of(2), 1, 8, Reason.STEADY, "", false, Optional.empty());
  private static final AutoscalerStatus SURPLUS =
      new AutoscalerStatus(
          "warm",
          4,
          4,
          Optional.of(2),
          1,
          8,
          Reason.SURPLUS,
          "has 2 of 4 free",
          false,
          Optional.of(WebServerTest.NOW.plusSeconds(90)));
  private static final AutoscalerStatus UNKNOWN =
      new AutoscalerStatus(
          "warm",
          3,
          2,
          Optional.empty(),
          1,
          8,
          Reason.USE_UNKNOWN,
          "the number stays: the API server is away",
          true,
          Optional.empty());

  private static Reading reading(AutoscalerStatus status) {
    Reading usual = WebServerTest.reading(WebServerTest.NOW, "");
    WatchStatus watch = usual.targets().getFirst().watch();
    return new Reading(
        WebServerTest.NOW,
        "home",
        List.of(
            new Reading.Target(
                "cluster",
                new WatchStatus(
                    "home",
                    WebServerTest.NOW,
                    WebServerTest.NOW.plusSeconds(60),
                    false,
                    watch.target(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(status)),
                Optional.empty())),
        Map.of(),
        List.of());
  }

  @Test
  void showsHowManyThereAreAndWhy() {
    String page = StatusPage.of(reading(SURPLUS));
    assertTrue(
        page.contains(
            """

            autoscaler warm: Surplus, 4 of 4 addresses in Git, 2 in use, minFree 1, max 8
              has 2 of 4 free
              one is released at 2026-11-21T10:31:30Z
            """),
        page);
    assertEquals(List.of(), reading(SURPLUS).concerns());
  }

  @Test
  void whatIsNotKnownIsAConcern() {
    Reading reading = reading(UNKNOWN);
    String page = StatusPage.of(reading);
    assertTrue(
        page.contains(
            """
            autoscaler warm: UseUnknown, 2 of 3 addresses in Git, minFree 1, max 8
              the number stays: the API server is away
            """),
        page);
    assertEquals(
        List.of("autoscaler warm: the number stays: the API server is away"), reading.concerns());
    assertEquals("", reading.notReady());
  }

  @Test
  void isInTheJson() throws IOException {
    String json = StatusJson.of(reading(SURPLUS));
    assertTrue(
        json.contains(
            """
              "autoscalers" : [ {
                "name" : "warm",
                "target" : "cluster",
                "reason" : "Surplus",
                "message" : "has 2 of 4 free",
                "size" : 4,
                "held" : 4,
                "used" : 2,
                "minFree" : 1,
                "max" : 8,
                "releasesAt" : "2026-11-21T10:31:30Z"
              } ],
            """),
        json);
  }

  private static List<String> metrics(AutoscalerStatus status) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.builder()
        .build()
        .write(out, Metrics.of(reading(status), Optional.empty()));
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("leasehold_autoscaler_") && !line.endsWith(" 0.0"))
        .toList();
  }

  @Test
  void hasMetrics() throws IOException {
    assertEquals(
        List.of(
            "leasehold_autoscaler_claims{name=\"warm\",target=\"cluster\"} 3.0",
            "leasehold_autoscaler_held{name=\"warm\",target=\"cluster\"} 3.0",
            "leasehold_autoscaler_reason{name=\"warm\",reason=\"Steady\",target=\"cluster\"} 1.0",
            "leasehold_autoscaler_used{name=\"warm\",target=\"cluster\"} 2.0"),
        metrics(STEADY));
    assertEquals(
        List.of(
            "leasehold_autoscaler_claims{name=\"warm\",target=\"cluster\"} 3.0",
            "leasehold_autoscaler_held{name=\"warm\",target=\"cluster\"} 2.0",
            "leasehold_autoscaler_reason{name=\"warm\",reason=\"UseUnknown\",target=\"cluster\"} 1.0"),
        metrics(UNKNOWN));
  }
}
