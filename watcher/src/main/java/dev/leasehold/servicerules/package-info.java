/**
 * Which routing rules Services need: a pure function of Services, their backends and IPRules.
 *
 * <p>{@link dev.leasehold.servicerules.WantedConfigs} is the function, {@link
 * dev.leasehold.servicerules.IpRule} an IPRule that was checked.
 */
@NullMarked
package dev.leasehold.servicerules;

import org.jspecify.annotations.NullMarked;
