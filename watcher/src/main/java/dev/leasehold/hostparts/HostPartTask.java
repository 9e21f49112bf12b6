package dev.leasehold.hostparts;

import dev.leasehold.kube.ClusterTask;
import dev.leasehold.kube.ServiceObject;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Tells the memories of all targets of the Services of the cluster. */
public final class HostPartTask implements ClusterTask.Step {
  /** The most Services that are named. */
  private static final int MOST_NAMED = 3;

  private final List<HostPartMemory> memories;
  private final Supplier<Optional<List<ServiceObject>>> services;

  /**
   * Creates the task.
   *
   * @param services all of the cluster; empty: they are not known yet
   */
  public HostPartTask(
      List<HostPartMemory> memories, Supplier<Optional<List<ServiceObject>>> services) {
    this.memories = List.copyOf(memories);
    this.services = services;
  }

  @Override
  public void run(KubernetesClient client) {
    services.get().ifPresent(all -> memories.forEach(memory -> memory.observe(all)));
  }

  @Override
  public String trouble() {
    Map<String, String> byService = new TreeMap<>();
    memories.forEach(memory -> memory.withoutAddress().forEach(byService::putIfAbsent));
    List<String> found = List.copyOf(byService.values());
    String named = String.join("; ", found.subList(0, Math.min(MOST_NAMED, found.size())));
    return found.size() > MOST_NAMED
        ? named + "; and " + (found.size() - MOST_NAMED) + " more Services"
        : named;
  }
}
