/**
 * What {@code make bench} runs: the classes named {@code *Bench}, each a program. What they measure
 * is in docs/benchmarks.md. No test depends on a figure.
 */
@NullMarked
package dev.leasehold.bench;

import org.jspecify.annotations.NullMarked;
