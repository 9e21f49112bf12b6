/**
 * YAML as trees of {@link dev.leasehold.yaml.Node}s with their places in the text. {@link
 * dev.leasehold.yaml.Yaml} is the one place where it is parsed, within bounds. Most manifests are
 * read by {@link dev.leasehold.yaml.PlainYaml}; all others by the engine, a library, whose types
 * stay in this package.
 *
 * <p>More than 15 types: the tree has six, and the two readers are apart.
 */
@NullMarked
package dev.leasehold.yaml;

import org.jspecify.annotations.NullMarked;
