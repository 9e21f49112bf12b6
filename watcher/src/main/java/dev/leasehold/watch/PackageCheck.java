package dev.leasehold.watch;

import dev.leasehold.files.PackageFiles;
import dev.leasehold.files.TooLargeException;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Finding;
import dev.leasehold.proposal.PackageUpdate;
import dev.leasehold.render.PackageContents;
import dev.leasehold.source.Channel;
import dev.leasehold.subject.Channels;
import java.util.List;
import java.util.Set;

/**
 * A check of the package at a tip: whether it renders, and which prefixes and channels it needs.
 * The check writes nothing.
 *
 * @param errors why the package does not render, one line each; empty: it renders
 * @param warnings the warnings, one line each
 * @param prefixes the names of its DynamicPrefixes
 * @param channels the channels that a watcher would listen to
 */
public record PackageCheck(
    List<String> errors, List<String> warnings, List<String> prefixes, Set<Channel> channels) {
  public PackageCheck {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
    prefixes = List.copyOf(prefixes);
    channels = Set.copyOf(channels);
  }

  /** Renders the package with its current leases. */
  public static PackageCheck of(Snapshot tip) {
    PackageFiles files;
    try {
      files = PackageFiles.at(tip);
    } catch (TooLargeException e) {
      return new PackageCheck(List.of(e.reason()), List.of(), List.of(), Set.of());
    }
    PackageContents contents = PackageContents.read(files.yaml().documents());
    List<String> names = List.copyOf(contents.prefixes().keySet());
    Set<Channel> channels = Channels.of(Tip.of(tip, contents, false).subjects());
    return switch (PackageUpdate.of(files, contents, List.of())) {
      case PackageUpdate.Broken(List<Finding> errors) ->
          new PackageCheck(texts(errors, tip), List.of(), names, channels);
      case PackageUpdate.Rendered rendered ->
          new PackageCheck(List.of(), texts(rendered.warnings(), tip), names, channels);
    };
  }

  /** The findings with file paths from the root of the repository. */
  private static List<String> texts(List<Finding> findings, Snapshot tip) {
    return findings.stream()
        .map(finding -> finding.below(tip.folder()).toString())
        .sorted()
        .distinct()
        .toList();
  }
}
