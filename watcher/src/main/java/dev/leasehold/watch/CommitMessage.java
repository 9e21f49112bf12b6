package dev.leasehold.watch;

import dev.leasehold.lease.LeaseChange;
import dev.leasehold.render.Change;
import dev.leasehold.text.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a commit of the watcher says: what changed, why, what it touches, until when the old prefix
 * drains. The trailers are a stable interface.
 */
final class CommitMessage {
  /** One prefix that changed. */
  record Subject(String prefix, List<LeaseChange> changes) {
    Subject {
      changes = List.copyOf(changes);
    }
  }

  private CommitMessage() {}

  /**
   * For leases that changed.
   *
   * @param warnings what the changes take from somebody, a line each
   */
  static String of(
      String watcher, List<Subject> subjects, List<Change> changes, List<String> warnings) {
    StringBuilder out = new StringBuilder();
    out.append(headline(subjects)).append("\n\n");
    for (Subject subject : subjects) {
      for (LeaseChange change : subject.changes()) {
        out.append(subject.prefix()).append(": ").append(change.reason()).append(".\n");
      }
    }
    appendTouched(out, changes);
    appendWarnings(out, warnings);
    out.append("\nLeasehold-Watcher: ").append(watcher).append('\n');
    for (Subject subject : subjects) {
      subject.changes().forEach(change -> appendTrailers(out, subject.prefix(), change));
    }
    return out.toString();
  }

  /** For a package that somebody changed and that renders to something else. */
  static String ofRendering(
      String watcher, String tip, List<Change> changes, List<String> warnings) {
    StringBuilder out = new StringBuilder("Render what changed in the package\n\n");
    out.append("The package at ").append(tip, 0, 12).append(" did not hold what its intent,");
    out.append(" leases and setters give.\n");
    appendTouched(out, changes);
    appendWarnings(out, warnings);
    out.append("\nLeasehold-Watcher: ").append(watcher).append('\n');
    out.append("Leasehold-Reason: Rendered\n");
    return out.toString();
  }

  private static String headline(List<Subject> subjects) {
    List<String> parts = new ArrayList<>();
    for (Subject subject : subjects) {
      parts.add(headline(subject.prefix(), subject.changes().getFirst()));
    }
    String headline = String.join("; ", parts);
    return headline.length() <= 120 || subjects.size() == 1
        ? headline
        : "Follow " + subjects.size() + " prefixes that changed";
  }

  private static String headline(String name, LeaseChange change) {
    return switch (change) {
      case LeaseChange.Acquired t -> "Lease " + name + ": " + t.to();
      case LeaseChange.Renumbered t -> "Renumber " + name + ": " + t.from() + " → " + t.to();
      case LeaseChange.Replaced t -> "Replace " + name + ": " + t.from() + " → " + t.to();
      case LeaseChange.Returned t -> "Return " + name + ": " + t.from() + " → " + t.to();
      case LeaseChange.Lost t -> "Withdraw " + name + ": " + t.from();
      case LeaseChange.DrainEnded t -> "End the drain of " + name + ": " + t.from();
      case LeaseChange.DrainShortened t -> "End the drain of " + name + " early: " + t.from();
      case LeaseChange.HistoryTrimmed t -> "End the oldest drain of " + name + ": " + t.from();
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

  /** The part that says what changes touch, and a blank line; empty when there are none. */
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

  private static void appendTrailers(StringBuilder out, String name, LeaseChange change) {
    out.append("Leasehold-Prefix: ").append(name).append('\n');
    change.oldPrefix().ifPresent(old -> trailer(out, "Old", old.toString()));
    change.newPrefix().ifPresent(next -> trailer(out, "New", next.toString()));
    trailer(out, "Reason", reason(change));
    change.drainEnd().ifPresent(until -> trailer(out, "Drain-Until", until.toString()));
  }

  /** Whether a watcher wrote it. */
  static boolean isOurs(String message) {
    return lastParagraph(message).stream().anyMatch(line -> line.startsWith("Leasehold-Watcher: "));
  }

  /** Where the trailers are, a line each. */
  static List<String> lastParagraph(String message) {
    int last = message.stripTrailing().lastIndexOf("\n\n");
    return message.substring(last + 1).strip().lines().toList();
  }

  /** One word that scripts may rely on. */
  static String reason(LeaseChange change) {
    return switch (change) {
      case LeaseChange.Acquired t -> "Acquired";
      case LeaseChange.Renumbered t -> t.cause().spelling();
      case LeaseChange.Replaced t -> t.cause().spelling();
      case LeaseChange.Returned t -> t.cause().spelling();
      case LeaseChange.Lost t -> t.cause().spelling();
      case LeaseChange.DrainEnded t -> "Drained";
      case LeaseChange.DrainShortened t -> t.cause().spelling();
      case LeaseChange.HistoryTrimmed t -> "HistoryTrimmed";
      case LeaseChange.Removed t -> "Removed";
    };
  }

  private static void trailer(StringBuilder out, String key, String value) {
    out.append("Leasehold-").append(key).append(": ").append(value).append('\n');
  }
}
