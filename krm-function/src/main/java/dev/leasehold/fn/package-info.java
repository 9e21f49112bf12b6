/**
 * The KRM function as a program: {@link dev.leasehold.fn.Main} reads a ResourceList and writes one.
 */
@NullMarked
package dev.leasehold.fn;

import org.jspecify.annotations.NullMarked;
