/**
 * The demonstration: {@link dev.leasehold.demo.Demo} plays a renumbering on a repository of its
 * own, without root and without network.
 */
@NullMarked
package dev.leasehold.demo;

import org.jspecify.annotations.NullMarked;
