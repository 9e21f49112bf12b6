package dev.leasehold.iprule;

import dev.leasehold.apiserver.ApiFailure;
import dev.leasehold.apiserver.ApiObject;
import dev.leasehold.apiserver.ApiServer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the objects that want a rule absent, once this node has not got it. The other nodes need
 * no word: a rule whose object is gone is removed there too. No rule waits for a deletion.
 */
final class Removals implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Removals.class);

  private final ApiServer server;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("removals").factory());

  /** The objects that were or will be deleted; those that failed are not here. */
  private final Set<ApiObject> asked = new HashSet<>();

  private String trouble = "";

  Removals(ApiServer server) {
    this.server = server;
  }

  /** Deletes these objects, unless that was asked for before. */
  synchronized void delete(List<ApiObject> absent) {
    asked.retainAll(Set.copyOf(absent));
    for (ApiObject object : absent) {
      if (asked.add(object)) {
        thread.execute(() -> deleteNow(object));
      }
    }
  }

  private void deleteNow(ApiObject object) {
    try {
      server.delete(RuleConfig.PATH, object);
      log.info("deleted IPRuleConfig {}: its rule is absent", object.name());
      ended("");
    } catch (ApiFailure e) {
      switch (e.kind()) {
        // another node was first, or it is wanted again
        case NOT_FOUND, CONFLICT -> ended("");
        case GONE, REFUSED, UNAVAILABLE -> {
          again(object);
          ended("cannot delete IPRuleConfig objects: " + e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void again(ApiObject object) {
    asked.remove(object);
  }

  /** Logs a trouble once. */
  private synchronized void ended(String why) {
    if (!why.isEmpty() && !why.equals(trouble)) {
      log.warn("{}", why);
    }
    trouble = why;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
