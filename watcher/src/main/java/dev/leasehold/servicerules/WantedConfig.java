package dev.leasehold.servicerules;

/**
 * A config that has to be present.
 *
 * @param rule the IPRule that owns it: of those that need it, the one with the longest prefix
 * @param service the first Service that needs it, {@code NAMESPACE/NAME}
 */
public record WantedConfig(RuleKey key, IpRule rule, String service) {}
