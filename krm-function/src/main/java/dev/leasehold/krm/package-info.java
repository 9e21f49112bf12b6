/**
 * KRM documents as text that keeps its shape: {@link dev.leasehold.krm.KrmPackage} and {@link
 * dev.leasehold.krm.ResourceList} cut their input into {@link dev.leasehold.krm.Document}s, {@link
 * dev.leasehold.krm.Field} reads one, {@link dev.leasehold.krm.ScalarEdit} and {@link
 * dev.leasehold.krm.ListEdit} change one without touching the lines that need not change.
 *
 * <p>A document is text first. It is parsed only when somebody asks for its root, so that what is
 * not ours leaves as the bytes that came.
 *
 * <p>More than 15 types, because reading and editing share what only they may see: where in its
 * text each node stands.
 */
@NullMarked
package dev.leasehold.krm;

import org.jspecify.annotations.NullMarked;
