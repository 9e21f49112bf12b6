/**
 * What {@code make bench} runs: {@link dev.leasehold.bench.LatencyBench}, {@link
 * dev.leasehold.bench.MemoryBench} and {@link dev.leasehold.bench.FunctionBench}, each a program.
 * docs/benchmarks.md says what they measure. No test depends on a figure.
 */
@NullMarked
package dev.leasehold.bench;

import org.jspecify.annotations.NullMarked;
