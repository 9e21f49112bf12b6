/**
 * The benchmarks of {@code make bench}. Each class named {@code *Bench} is a program.
 * docs/benchmarks.md describes them. No test depends on their results.
 */
@NullMarked
package dev.leasehold.bench;

import org.jspecify.annotations.NullMarked;
