package dev.leasehold.pins;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Selectors of pools with {@code In} or {@code NotIn} and no values. The API server takes them, and
 * LB-IPAM then stops for the whole cluster.
 */
public final class EmptyValues {
  private EmptyValues() {}

  /** A warning for each of these selectors. */
  public static List<Finding> findings(List<Document> documents) {
    List<Finding> findings = new ArrayList<>();
    for (Document document : documents) {
      if (document.mentions(Pool.KIND) && document.mentions("matchExpressions")) {
        Pool.of(0, document).ifPresent(pool -> report(pool, findings));
      }
    }
    return findings;
  }

  private static void report(Pool pool, List<Finding> findings) {
    for (Field expression : Exclusion.expressions(pool.root())) {
      if (Exclusion.is(expression, "operator", "In")
          || Exclusion.is(expression, "operator", "NotIn")) {
        Optional<Field> values = expression.findNullable("values");
        boolean isEmpty =
            values
                .map(field -> field.isNull() || field.isList() && field.items().isEmpty())
                .orElse(true);
        if (isEmpty) {
          findings.add(
              Finding.warning(
                  values.orElse(expression).place(),
                  "has no values, so LB-IPAM stops for the whole cluster and no Service gets an"
                      + " address. Add a value, or delete the expression"));
        }
      }
    }
  }
}
