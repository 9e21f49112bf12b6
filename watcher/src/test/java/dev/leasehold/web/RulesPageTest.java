package dev.leasehold.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.leasehold.servicerules.RuleStatus;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The routing rules on the pages. */
final class RulesPageTest {
  private static final String PROBLEM = "IPRule typo: spec.table is missing";

  private static Reading reading(Optional<RuleStatus> rules) {
    return new Reading(
        Instant.parse("2026-11-29T10:00:00Z"),
        "home",
        List.of(),
        Map.of(),
        List.of(),
        new ClusterReading(List.of(), rules, Optional.empty(), Optional.empty(), Map.of()),
        Optional.empty());
  }

  private static Reading reading() {
    return reading(
        Optional.of(
            new RuleStatus(3, 5, 7, 6, 2, 11, 4, 8, "the IPRules in Git", List.of(PROBLEM))));
  }

  @Test
  void showsTheRulesAsText() {
    assertEquals(
        """
        home at 2026-11-29T10:00:00Z: IPRule typo: spec.table is missing

        routing rules: 3 IPRules, 5 Services matched, 6 of 7 IPRuleConfigs present, 2 absent
          waits for the IPRules in Git, and marks nothing absent until then
          trouble: IPRule typo: spec.table is missing
        """,
        StatusPage.of(reading()));
    assertEquals("", reading().notReady());
  }

  @Test
  void showsTheRulesAsJson() {
    String json = StatusJson.of(reading());
    String rules = json.substring(json.indexOf("\"ipRules\""));
    assertEquals(
        """
        "ipRules" : {
            "rules" : 3,
            "services" : 5,
            "desired" : 7,
            "present" : 6,
            "absent" : 2,
            "waitingFor" : "the IPRules in Git",
            "problems" : [ "IPRule typo: spec.table is missing" ]
          }
        }
        """,
        rules);
  }

  /** The names of ip-rule-operator. */
  @Test
  void showsTheRulesAsMetrics() throws Exception {
    String text = metrics(reading());
    for (String line :
        List.of(
            "iprule_config_created_total 11.0",
            "iprule_config_updated_total 4.0",
            "iprule_config_marked_absent_total 8.0",
            "iprule_desired_configs 7.0",
            "iprule_absent_configs 2.0")) {
      assertTrue(text.contains("\n" + line + "\n"), text);
    }
    assertFalse(metrics(reading(Optional.empty())).contains("iprule_"));
  }

  private static String metrics(Reading reading) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(out, Metrics.of(reading, Optional.empty()), EscapingScheme.DEFAULT);
    return out.toString(StandardCharsets.UTF_8);
  }
}
