package dev.leasehold.watch;

import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.files.TooLargeException;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Finding;
import dev.leasehold.proposal.PackageUpdate;
import dev.leasehold.render.PackageContents;
import dev.leasehold.render.warnings.MisplacedDocuments;
import dev.leasehold.source.Channel;
import dev.leasehold.subject.Channels;
import dev.leasehold.subject.ClaimSubject;
import dev.leasehold.subject.KnownRouters;
import dev.leasehold.subject.PrefixSubject;
import dev.leasehold.subject.Subject;
import dev.leasehold.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A check of the package at a tip: whether it renders, and which prefixes and channels it needs.
 * The check writes nothing.
 *
 * @param errors why the package does not render, one line each; empty: it renders
 * @param warnings the warnings, one line each
 * @param prefixes the names of its DynamicPrefixes
 * @param claims the names of its PublicIPClaims
 * @param channels the channels that a watcher would listen to
 * @param following the autoscalers whose number follows what Services use
 * @param unusable the claims that no router of the configuration serves
 */
public record PackageCheck(
    List<String> errors,
    List<String> warnings,
    List<String> prefixes,
    List<String> claims,
    Set<Channel> channels,
    List<String> following,
    List<Unusable> unusable) {
  /**
   * A claim that no router of the configuration serves.
   *
   * @param reason which claim, and why
   */
  public record Unusable(String reason, String whatToDo) {}

  public PackageCheck {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
    prefixes = List.copyOf(prefixes);
    claims = List.copyOf(claims);
    following = List.copyOf(following);
    unusable = List.copyOf(unusable);
    channels = Set.copyOf(channels);
  }

  /** Renders the package with its current leases. */
  public static PackageCheck of(Snapshot tip, KnownRouters routers) {
    PackageFiles files;
    try {
      files = PackageFiles.at(tip);
    } catch (TooLargeException e) {
      return new PackageCheck(
          List.of(e.reason()), List.of(), List.of(), List.of(), Set.of(), List.of(), List.of());
    }
    PackageContents contents = PackageContents.read(files.yaml().documents());
    List<String> names = List.copyOf(contents.prefixes().keySet());
    List<Subject> subjects = Tip.of(tip, contents, files, new Subjects(false, routers)).subjects();
    Set<Channel> channels = Channels.of(subjects);
    List<String> claims = List.copyOf(contents.claims().keySet());
    List<String> following =
        contents.autoscalers().values().stream()
            .filter(PublicIPAutoscaler::followsUse)
            .map(PublicIPAutoscaler::name)
            .toList();
    List<Unusable> unusable = unusable(subjects);
    return switch (PackageUpdate.of(files, contents, List.of())) {
      case PackageUpdate.Broken(List<Finding> errors) ->
          new PackageCheck(
              texts(errors, tip), List.of(), names, claims, channels, following, unusable);
      case PackageUpdate.Rendered rendered ->
          new PackageCheck(
              List.of(),
              texts(warnings(rendered, files), tip),
              names,
              claims,
              channels,
              following,
              unusable);
    };
  }

  private static List<Finding> warnings(PackageUpdate.Rendered rendered, PackageFiles files) {
    List<Finding> warnings = new ArrayList<>(rendered.warnings());
    warnings.addAll(MisplacedDocuments.findings(files.yaml().documents()));
    return warnings;
  }

  private static List<Unusable> unusable(List<Subject> subjects) {
    List<Unusable> unusable = new ArrayList<>();
    for (Subject subject : subjects) {
      switch (subject) {
        case PrefixSubject _ -> {}
        case ClaimSubject claim ->
            claim
                .policy()
                .unusable()
                .ifPresent(why ->
                    unusable.add(
                        new Unusable("claim " + claim.id() + ": " + why.reason(), why.whatToDo())));
      }
    }
    return unusable;
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
