package dev.leasehold.rulecontroller;

import dev.leasehold.servicerules.WantedConfig;

/**
 * The IPRuleConfig objects of a cluster. A change names the version of the object that was seen, so
 * a change that someone else made is never overwritten unseen.
 */
interface ConfigStore {
  /** The result of a request. */
  sealed interface Result {
    /** It is done. */
    record Done() implements Result {}

    /** The object has changed, or is there, or is gone; the follower tells it soon. */
    record Outdated() implements Result {}

    /** The server does not accept the object, and why. */
    record Refused(String why) implements Result {}
  }

  /** Creates the object of a config, with the labels of the owner. */
  Result create(WantedConfig config, Owner owner);

  /** Makes the object present, with the spec and the annotations of the config. */
  Result correct(ConfigObject object, WantedConfig config);

  /** Marks the object absent; the agents remove its rule and delete it. */
  Result markAbsent(ConfigObject object);
}
