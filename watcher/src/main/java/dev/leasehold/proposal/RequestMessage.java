package dev.leasehold.proposal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.leasehold.api.Drain;
import dev.leasehold.api.Durations;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.lease.Standing;
import dev.leasehold.render.Change;
import dev.leasehold.text.Printable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The text of a pull request: old and new values, why, what it touches, how long the old value
 * stays after the merge, and how to refuse it. It has no time, so that it stays the same until the
 * change does.
 */
public final class RequestMessage {
  private static final int MOST_TITLE = 255;
  private static final int MOST_SUMMARY = 4_000;
  private static final int MOST_NAME = 500;

  // A body of GitHub has at most 65,536 characters, and its end has the state of the request.
  private static final int MOST_TABLE = 12_000;
  private static final int MOST_REASONS = 8_000;
  private static final int MOST_DEAD = 4_000;
  private static final int MOST_TOUCHED = 16_000;
  private static final int MOST_WARNINGS = 8_000;
  private static final int MOST_DRAINS = 4_000;

  private RequestMessage() {}

  /**
   * Whose request it is, and what follows the merge.
   *
   * @param watcher the name of the watcher
   * @param branch the branch of the request
   * @param base the branch that it is to be merged into
   * @param pushesDrainEnd whether the end of a drain is pushed; otherwise it is another request
   */
  public record Setting(String watcher, String branch, String base, boolean pushesDrainEnd) {}

  /**
   * The text of a request.
   *
   * @param leases the changed leases; empty: the request only renders the package
   * @param warnings what the change overwrites or removes, one line each
   */
  public static RequestDraft of(
      Setting setting, List<ChangedLease> leases, List<Change> changes, List<String> warnings) {
    String title = leases.isEmpty() ? "Render the changed package" : CommitMessage.headline(leases);
    List<String> reasons = reasons(leases);
    StringBuilder body = new StringBuilder();
    if (leases.isEmpty()) {
      body.append(reasons.getFirst()).append('\n');
    } else {
      body.append("| | Old | New | Reason |\n|---|---|---|---|\n");
      append(body, rows(leases), MOST_TABLE, "| … | %d more | | |\n");
      body.append('\n');
      append(body, reasons.stream().map(r -> "- " + escaped(r) + "\n").toList(), MOST_REASONS);
      append(body, dead(leases), MOST_DEAD);
    }
    section(body, "Touches", changes.stream().map(RequestMessage::touched).toList(), MOST_TOUCHED);
    section(
        body,
        "Warnings",
        warnings.stream().map(w -> "- " + escaped(shortened(w, 1000)) + "\n").toList(),
        MOST_WARNINGS);
    section(body, "After the merge", drains(setting, leases), MOST_DRAINS);
    appendRefusing(body, setting, leases);
    return new RequestDraft(
        key(leases, changes),
        Printable.start(title, MOST_TITLE),
        Printable.start(String.join("\n", reasons) + "\n", MOST_SUMMARY),
        body.toString());
  }

  private static List<String> reasons(List<ChangedLease> leases) {
    if (leases.isEmpty()) {
      return List.of("The package did not match its intent, leases and setters.");
    }
    List<String> reasons = new ArrayList<>();
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        reasons.add(lease.id() + ": " + Printable.line(change.reason()) + ".");
      }
      lease.notes().forEach(note -> reasons.add(lease.id() + ": " + note + "."));
    }
    return reasons;
  }

  private static List<String> rows(List<ChangedLease> leases) {
    List<String> rows = new ArrayList<>();
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        rows.add(
            "| %s | %s | %s | %s |\n"
                .formatted(
                    cell(lease.id().name()),
                    change.oldValue().map(RequestMessage::cell).orElse("–"),
                    change.newValue().map(RequestMessage::cell).orElse("–"),
                    change.spelling()));
      }
    }
    return rows;
  }

  private static List<String> dead(List<ChangedLease> leases) {
    List<String> dead = new ArrayList<>();
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        if (change instanceof PrefixChange prefix
            && cause(prefix).filter(Standing::lost).isPresent()) {
          dead.add(
              "\n**%s is dead now: it %s.** Nothing that has an address in it can be reached by IPv6 until this is merged.\n"
                  .formatted(code(prefix.oldValue().orElseThrow()), cause(prefix).get().phrase()));
        }
      }
    }
    return dead;
  }

  private static Optional<Standing> cause(PrefixChange change) {
    return switch (change) {
      case PrefixChange.Replaced replaced -> Optional.of(replaced.cause());
      case PrefixChange.Returned returned -> Optional.of(returned.cause());
      case PrefixChange.Renumbered renumbered -> Optional.of(renumbered.cause());
      case PrefixChange.Lost lost -> Optional.of(lost.cause());
      case PrefixChange.DrainShortened shortened -> Optional.of(shortened.cause());
      case PrefixChange.Acquired _, PrefixChange.DrainEnded _, PrefixChange.HistoryTrimmed _ ->
          Optional.empty();
    };
  }

  private static String touched(Change change) {
    StringBuilder out = new StringBuilder();
    out.append("- ").append(code(change.object())).append(' ').append(code(change.field()));
    out.append(" in ").append(code(change.file())).append('\n');
    Set<String> before = new HashSet<>(change.before());
    Set<String> after = new HashSet<>(change.after());
    List<String> values = new ArrayList<>();
    for (String value : change.after()) {
      values.add((before.contains(value) ? "  - stays: " : "  - adds: ") + code(value) + "\n");
    }
    for (String value : change.before()) {
      if (!after.contains(value)) {
        values.add("  - removes: " + code(value) + "\n");
      }
    }
    append(out, values, MOST_TOUCHED / 2, "  - and %d more values\n");
    return out.toString();
  }

  private static List<String> drains(Setting setting, List<ChangedLease> leases) {
    String end =
        setting.pushesDrainEnd() ? "by a push to " + code(setting.base()) : "by another request";
    List<String> drains = new ArrayList<>();
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        if (change
            instanceof
            PrefixChange.Renumbered(
                var from,
                var to,
                var _,
                var _,
                Drain.AfterMerge(Duration period))) {
          drains.add(
              "- %s stays beside %s for %s. That time begins at the merge, however late it comes; it ends early if the prefix does. Then Leasehold removes %s %s.\n"
                  .formatted(
                      code(from.toString()),
                      code(to.toString()),
                      Durations.text(period),
                      code(from.toString()),
                      end));
        }
      }
    }
    return drains;
  }

  private static void section(StringBuilder body, String title, List<String> items, int most) {
    if (!items.isEmpty()) {
      body.append("\n### ").append(title).append('\n');
      append(body, items, most);
    }
  }

  private static void append(StringBuilder body, List<String> items, int most) {
    append(body, items, most, "- and %d more\n");
  }

  /** Appends items as long as there is room, and then how many are left out. */
  private static void append(StringBuilder body, List<String> items, int most, String more) {
    int room = most;
    for (int i = 0; i < items.size(); i++) {
      room -= items.get(i).length();
      if (room < 0) {
        body.append(more.formatted(items.size() - i));
        return;
      }
      body.append(items.get(i));
    }
  }

  private static void appendRefusing(
      StringBuilder body, Setting setting, List<ChangedLease> leases) {
    body.append("\n### To refuse it\n");
    body.append("Close this request. Leasehold does not open it again for the same change");
    body.append(
        leases.isEmpty()
            ? ".\n"
            : ", but for another one, such as another prefix from the provider. `suspend: true` in"
                + " the intent keeps the lease for good.\n");
    body.append("\nLeasehold watcher ").append(code(setting.watcher()));
    body.append(" keeps the branch ").append(code(setting.branch()));
    body.append(" up to date until somebody else commits there.\n");
  }

  /** Text from elsewhere as code, in which Markdown and references to people have no effect. */
  private static String code(String text) {
    return "`" + shortened(text, MOST_NAME).replace("`", "'") + "`";
  }

  /** The same in a table. */
  private static String cell(String text) {
    return code(text).replace("|", "\\|");
  }

  private static String shortened(String text, int most) {
    String line = Printable.line(text);
    return line.length() <= most ? line : Printable.start(line, most) + "…";
  }

  /**
   * A sentence with text from elsewhere. Forges look for mentions after the entities of HTML are
   * resolved, but not in code.
   */
  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]#|!~])", "\\\\$1")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("@", "`@`");
  }

  private static String key(List<ChangedLease> leases, List<Change> changes) {
    StringBuilder all = new StringBuilder();
    List<String> lines = new ArrayList<>();
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        lines.add(
            lease.id().kind()
                + " "
                + lease.id().name()
                + " "
                + change.spelling()
                + " "
                + change.oldValue().orElse("-")
                + " "
                + change.newValue().orElse("-"));
      }
    }
    lines.stream().sorted().forEach(line -> all.append(line).append('\n'));
    if (leases.isEmpty()) {
      all.append(CommitMessage.touches(changes));
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
