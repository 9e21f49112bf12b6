package dev.leasehold.rulecontroller;

import dev.leasehold.rulecontroller.ConfigObject.Spec;
import dev.leasehold.servicerules.WantedConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** IPRuleConfig objects with the versions of an API server. */
final class ObjectsInMemory implements ConfigStore {
  private final Map<String, ConfigObject> objects = new TreeMap<>();
  private long version;

  /** The number of requests that were answered with a conflict. */
  long outdated;

  List<ConfigObject> list() {
    return List.copyOf(objects.values());
  }

  void put(ConfigObject object) {
    version++;
    objects.put(
        object.name(),
        new ConfigObject(
            object.name(),
            Long.toString(version),
            object.isBeingDeleted(),
            object.owner(),
            object.spec(),
            object.rule(),
            object.service()));
  }

  void remove(String name) {
    objects.remove(name);
  }

  @Override
  public Result create(WantedConfig config, Owner owner) {
    String name = config.key().objectName();
    if (objects.containsKey(name)) {
      return outdated();
    }
    put(object(name, owner, config));
    return new Result.Done();
  }

  private static ConfigObject object(String name, Owner owner, WantedConfig config) {
    return new ConfigObject(
        name, "", false, owner, Spec.of(config.key()), config.rule().name(), config.service());
  }

  @Override
  public Result correct(ConfigObject object, WantedConfig config) {
    if (isOutdated(object)) {
      return outdated();
    }
    put(object(object.name(), object.owner(), config));
    return new Result.Done();
  }

  @Override
  public Result markAbsent(ConfigObject object) {
    if (isOutdated(object)) {
      return outdated();
    }
    put(with(object, "absent"));
    return new Result.Done();
  }

  static ConfigObject with(ConfigObject object, String state) {
    Spec spec = object.spec();
    return new ConfigObject(
        object.name(),
        object.resourceVersion(),
        object.isBeingDeleted(),
        object.owner(),
        new Spec(spec.serviceIp(), spec.table(), spec.vrf(), spec.priority(), state),
        object.rule(),
        object.service());
  }

  private boolean isOutdated(ConfigObject object) {
    ConfigObject now = objects.get(object.name());
    return now == null || !now.resourceVersion().equals(object.resourceVersion());
  }

  private Result outdated() {
    outdated++;
    return new Result.Outdated();
  }
}
