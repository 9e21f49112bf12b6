/**
 * The KRM function as a program: {@link dev.leasehold.fn.FunctionMain} reads a ResourceList and
 * writes one.
 */
@NullMarked
package dev.leasehold.fn;

import org.jspecify.annotations.NullMarked;
