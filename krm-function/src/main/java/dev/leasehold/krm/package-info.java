/**
 * KRM documents as text that keeps its shape: {@link dev.leasehold.krm.KrmPackage} and {@link
 * dev.leasehold.krm.ResourceList} cut their input into {@link dev.leasehold.krm.Document}s, {@link
 * dev.leasehold.krm.Field} reads one, and knows its place in the text for those who edit it.
 *
 * <p>A document is text first. It is parsed only when somebody asks for its root, so that what is
 * not ours leaves as the bytes that came: a list as bytes ({@link dev.leasehold.krm.WordSearch} and
 * what is below it) has the same documents as a folder of texts, and a folder whose files are read
 * on demand ({@link dev.leasehold.krm.TextIndex}). An edited document keeps what it was made from,
 * so a field knows its line in the file that people have open.
 *
 * <p>The package has more types than usual: a folder of texts and a list of bytes have readers of
 * their own, and documents, fields and places are what both give.
 *
 * <p>Three classes have over 300 lines. Field: reading and places of every shape are asked of one
 * value. Document: it comes as text, as a stretch of something else or from an edit, and what it
 * has read is kept in one place. ItemScanner: its loops over the bytes share their state, and a
 * line is a method of its own so that it is compiled early.
 */
@NullMarked
package dev.leasehold.krm;

import org.jspecify.annotations.NullMarked;
