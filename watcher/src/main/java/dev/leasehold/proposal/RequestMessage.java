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
  private static final int MOST_TOUCHED = 100;

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
    StringBuilder summary = new StringBuilder();
    StringBuilder body = new StringBuilder();
    if (leases.isEmpty()) {
      String why = "The package did not match its intent, leases and setters.\n";
      summary.append(why);
      body.append(why);
    } else {
      appendTable(body, leases);
      for (ChangedLease lease : leases) {
        for (LeaseChange change : lease.changes()) {
          String line = lease.id() + ": " + Printable.line(change.reason()) + ".\n";
          summary.append(line);
          body.append("- ").append(escaped(line));
        }
      }
      appendDead(body, leases);
    }
    appendTouched(body, changes);
    appendWarnings(body, warnings);
    appendAfterMerge(body, setting, leases);
    appendRefusing(body, setting, leases);
    return new RequestDraft(
        key(leases, changes),
        Printable.start(title, MOST_TITLE),
        summary.toString(),
        body.toString());
  }

  private static void appendTable(StringBuilder body, List<ChangedLease> leases) {
    body.append("| | Old | New | Reason |\n|---|---|---|---|\n");
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        body.append("| ").append(code(lease.id().name()));
        body.append(" | ").append(change.oldValue().map(RequestMessage::code).orElse("–"));
        body.append(" | ").append(change.newValue().map(RequestMessage::code).orElse("–"));
        body.append(" | ").append(change.spelling()).append(" |\n");
      }
    }
    body.append('\n');
  }

  private static void appendDead(StringBuilder body, List<ChangedLease> leases) {
    List<String> dead = new ArrayList<>();
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        if (change instanceof PrefixChange prefix
            && cause(prefix).filter(Standing::lost).isPresent()) {
          prefix.oldValue().ifPresent(dead::add);
        }
      }
    }
    for (String old : dead) {
      body.append("\n**").append(code(old));
      body.append(" no longer works now.** Services with addresses in it are unreachable by IPv6");
      body.append(" until this is merged.\n");
    }
  }

  private static Optional<Standing> cause(PrefixChange change) {
    return switch (change) {
      case PrefixChange.Replaced replaced -> Optional.of(replaced.cause());
      case PrefixChange.Returned returned -> Optional.of(returned.cause());
      case PrefixChange.Renumbered renumbered -> Optional.of(renumbered.cause());
      case PrefixChange.Acquired _, PrefixChange.Ending _ -> Optional.empty();
    };
  }

  private static void appendTouched(StringBuilder body, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    body.append("\n### Touches\n");
    for (Change change : changes.stream().limit(MOST_TOUCHED).toList()) {
      body.append("- ").append(code(change.object())).append(' ').append(code(change.field()));
      body.append(" in ").append(code(change.file())).append('\n');
      Set<String> before = new HashSet<>(change.before());
      Set<String> after = new HashSet<>(change.after());
      for (String value : change.after()) {
        body.append(before.contains(value) ? "  - stays: " : "  - adds: ");
        body.append(code(value)).append('\n');
      }
      for (String value : change.before()) {
        if (!after.contains(value)) {
          body.append("  - removes: ").append(code(value)).append('\n');
        }
      }
    }
    if (changes.size() > MOST_TOUCHED) {
      body.append("- and ").append(changes.size() - MOST_TOUCHED).append(" more fields\n");
    }
  }

  private static void appendWarnings(StringBuilder body, List<String> warnings) {
    if (!warnings.isEmpty()) {
      body.append("\n### Warnings\n");
      warnings.forEach(w -> body.append("- ").append(escaped(Printable.line(w))).append('\n'));
    }
  }

  private static void appendAfterMerge(
      StringBuilder body, Setting setting, List<ChangedLease> leases) {
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
          body.append("\n### After the merge\n");
          body.append(code(from.toString())).append(" stays beside ").append(code(to.toString()));
          body.append(" for ").append(Durations.text(period)).append(" from the merge");
          body.append(", at most while it is valid. Then Leasehold removes it ");
          body.append(
              setting.pushesDrainEnd()
                  ? "by a push to " + code(setting.base()) + ".\n"
                  : "by another request.\n");
        }
      }
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
    body.append(" keeps ").append(code(setting.branch()));
    body.append(" up to date; it stops when somebody else commits there.\n");
  }

  /** Text from elsewhere as code, in which Markdown and references to people have no effect. */
  private static String code(String text) {
    return "`" + Printable.line(text).replace("`", "'").replace("|", "\\|") + "`";
  }

  /** A sentence with text from elsewhere. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("@", "&#64;")
        .replaceAll("([\\\\`*_\\[\\]#|!])", "\\\\$1");
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
