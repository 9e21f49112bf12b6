package dev.leasehold.mirror;

import dev.leasehold.clusterevent.ClusterEvents;
import dev.leasehold.krm.Document;
import dev.leasehold.render.PackageContents;
import dev.leasehold.watch.TipListener;
import dev.leasehold.watch.WatchStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is known of one target. Thread-safe. */
public final class MirrorSource implements TipListener, ClusterEvents.Names {
  private final MirrorTarget target;
  private final Supplier<WatchStatus> status;
  private volatile Optional<GitDocuments> documents = Optional.empty();

  /**
   * A target that was not read yet.
   *
   * @param status the status of its watch at the moment
   */
  public MirrorSource(MirrorTarget target, Supplier<WatchStatus> status) {
    this.target = target;
    this.status = status;
  }

  @Override
  public void sees(String commit, PackageContents contents, List<Document> agents, boolean isRead) {
    documents = Optional.of(GitDocuments.of(commit, contents, agents, isRead, target.folder()));
  }

  @Override
  public String objectName(String document) {
    return target.objectName(document);
  }

  @Override
  public boolean isClaim(String name) {
    return documents.stream()
        .flatMap(known -> known.all().stream())
        .anyMatch(one -> one.kind() == MirrorKind.CLAIM && one.name().equals(name));
  }

  /** What is known now; empty before the target was read. */
  Optional<Known> known() {
    return documents.map(read -> new Known(target, read, status.get()));
  }

  public MirrorTarget target() {
    return target;
  }

  /** What is known of a target at one moment. */
  record Known(MirrorTarget target, GitDocuments documents, WatchStatus status) {}
}
