package dev.leasehold.proposal;

import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.render.Change;
import dev.leasehold.text.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The message of a commit of the watcher: the changes, their reasons, the changed fields, and the
 * end of drains. The trailers are stable.
 */
public final class CommitMessage {
  private static final String WATCHER = "Leasehold-Watcher: ";

  /** {@code home (node-a_5f3c9a01, term 13)}. */
  private static final Pattern ELECTED =
      Pattern.compile("(\\S+) \\(([A-Za-z0-9._-]+), term ([0-9]{1,18})\\)");

  private CommitMessage() {}

  /**
   * The message for changed leases.
   *
   * @param watcher the writer, see {@link #writer}
   * @param warnings what the changes overwrite or remove, one line each
   */
  public static String of(
      String watcher, List<ChangedLease> leases, List<Change> changes, List<String> warnings) {
    StringBuilder out = new StringBuilder();
    out.append(headline(leases)).append("\n\n");
    for (ChangedLease lease : leases) {
      for (LeaseChange change : lease.changes()) {
        out.append(lease.id()).append(": ").append(change.reason()).append(".\n");
      }
      lease.notes().forEach(note -> out.append(lease.id()).append(": ").append(note).append(".\n"));
    }
    appendTouched(out, changes);
    appendWarnings(out, warnings);
    out.append("\nLeasehold-Watcher: ").append(watcher).append('\n');
    for (ChangedLease lease : leases) {
      lease.changes().forEach(change -> appendTrailers(out, lease.id(), change));
    }
    return out.toString();
  }

  /** The message for a package that was changed and is rendered again. */
  public static String ofRendering(
      String watcher, String tip, List<Change> changes, List<String> warnings) {
    StringBuilder out = new StringBuilder("Render the changed package\n\n");
    out.append("The package at ").append(tip, 0, 12).append(" did not match its intent,");
    out.append(" leases and setters.\n");
    appendTouched(out, changes);
    appendWarnings(out, warnings);
    out.append("\nLeasehold-Watcher: ").append(watcher).append('\n');
    out.append("Leasehold-Reason: Rendered\n");
    return out.toString();
  }

  static String headline(List<ChangedLease> leases) {
    List<String> parts = new ArrayList<>();
    for (ChangedLease lease : leases) {
      parts.add(headline(lease.id().name(), lease.changes().getFirst()));
    }
    String headline = String.join("; ", parts);
    return headline.length() <= 120 || leases.size() == 1
        ? headline
        : "Update " + leases.size() + " " + plural(leases);
  }

  private static String plural(List<ChangedLease> leases) {
    boolean prefixesOnly =
        leases.stream().allMatch(lease -> lease.id().kind() == SubjectId.Kind.PREFIX);
    return prefixesOnly ? "prefixes" : "leases";
  }

  private static String headline(String name, LeaseChange change) {
    return switch (change) {
      case PrefixChange.Acquired t -> "Lease " + name + ": " + t.to();
      case PrefixChange.Renumbered t -> "Renumber " + name + ": " + t.from() + " → " + t.to();
      case PrefixChange.Replaced t -> "Replace " + name + ": " + t.from() + " → " + t.to();
      case PrefixChange.Returned t -> "Return " + name + ": " + t.from() + " → " + t.to();
      case PrefixChange.Lost t -> "Withdraw " + name + ": " + t.from();
      case PrefixChange.DrainEnded t -> "End the drain of " + name + ": " + t.from();
      case PrefixChange.DrainShortened t -> "End the drain of " + name + " early: " + t.from();
      case PrefixChange.HistoryTrimmed t -> "End the oldest drain of " + name + ": " + t.from();
      case AddressChange.Acquired t -> "Lease " + name + ": " + t.to();
      case AddressChange.Replaced t -> "Replace " + name + ": " + t.from() + " → " + t.to();
      case AddressChange.Moved t -> "Move " + name + ": " + t.from() + " → " + t.to();
      case AddressChange.Releasing t -> "Release " + name + ": " + t.from();
      case AddressChange.Amended t -> "Amend the lease of " + name + ": " + t.of();
      case LeaseChange.Removed t -> "Remove the lease of " + name + ": " + t.reason();
    };
  }

  private static void appendTouched(StringBuilder out, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    out.append("\nTouches:\n");
    for (Change change : changes) {
      String changed = change.object() + " " + change.field() + " (" + change.file() + ")";
      out.append("  ").append(Printable.line(changed)).append('\n');
      Set<String> before = new HashSet<>(change.before());
      Set<String> after = new HashSet<>(change.after());
      for (String value : change.after()) {
        out.append(before.contains(value) ? "    = " : "    + ").append(Printable.line(value));
        out.append(before.contains(value) ? " (stays as it is)\n" : "\n");
      }
      for (String value : change.before()) {
        if (!after.contains(value)) {
          out.append("    - ").append(Printable.line(value)).append('\n');
        }
      }
    }
  }

  /** The paragraph with the changed fields and a blank line; empty when there are none. */
  static String touches(List<Change> changes) {
    StringBuilder out = new StringBuilder();
    appendTouched(out, changes);
    return out.isEmpty() ? "" : out.append('\n').substring(1);
  }

  private static void appendWarnings(StringBuilder out, List<String> warnings) {
    if (!warnings.isEmpty()) {
      out.append("\nWarnings:\n");
      warnings.forEach(warning -> out.append("  ").append(Printable.text(warning)).append('\n'));
    }
  }

  private static void appendTrailers(StringBuilder out, SubjectId id, LeaseChange change) {
    trailer(out, id.kind().trailer(), id.name());
    change.oldValue().ifPresent(old -> trailer(out, "Old", old));
    change.newValue().ifPresent(next -> trailer(out, "New", next));
    trailer(out, "Reason", change.spelling());
    change.drainEnd().ifPresent(until -> trailer(out, "Drain-Until", until.toString()));
  }

  /** The watcher in the trailer, with the process that writes if several could. */
  public static String writer(String watcher, Optional<Term> term) {
    return watcher + term.map(elected -> " (" + elected + ")").orElse("");
  }

  /** Whether a watcher wrote the commit with this message. */
  public static boolean isOurs(String message) {
    return watcherOf(message).isPresent();
  }

  /** The name of the watcher that wrote the commit with this message; empty: none did. */
  public static Optional<String> watcherOf(String message) {
    return writerOf(message)
        .map(writer -> {
          Matcher elected = ELECTED.matcher(writer);
          return elected.matches() ? elected.group(1) : writer;
        });
  }

  /** The term in which the commit with this message was written; empty: without an election. */
  public static Optional<Term> termOf(String message) {
    return writerOf(message)
        .map(ELECTED::matcher)
        .filter(Matcher::matches)
        .map(elected -> new Term(elected.group(2), Long.parseLong(elected.group(3))));
  }

  private static Optional<String> writerOf(String message) {
    return lastParagraph(message).stream()
        .filter(line -> line.startsWith(WATCHER))
        .findFirst()
        .map(line -> line.substring(WATCHER.length()));
  }

  /** Whether the watcher of this name wrote the commit with this message. */
  public static boolean isBy(String watcher, String message) {
    return watcherOf(message).filter(watcher::equals).isPresent();
  }

  /** The lines of the last paragraph, which has the trailers. */
  static List<String> lastParagraph(String message) {
    int last = message.stripTrailing().lastIndexOf("\n\n");
    return message.substring(last + 1).strip().lines().toList();
  }

  private static void trailer(StringBuilder out, String key, String value) {
    out.append("Leasehold-").append(key).append(": ").append(value).append('\n');
  }
}
