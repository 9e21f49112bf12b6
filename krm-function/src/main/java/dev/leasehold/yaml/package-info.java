/**
 * YAML as trees of nodes that know where they stand in the text. {@link dev.leasehold.yaml.Yaml} is
 * the one place where it is parsed, within bounds; most manifests are read by {@link
 * dev.leasehold.yaml.PlainYaml} without the engine, which makes the same nodes of them.
 */
@NullMarked
package dev.leasehold.yaml;

import org.jspecify.annotations.NullMarked;
