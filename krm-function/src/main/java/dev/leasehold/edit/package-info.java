/**
 * Minimal edits: {@link dev.leasehold.edit.ScalarEdit}, {@link dev.leasehold.edit.ListEdit} and
 * {@link dev.leasehold.edit.FieldEdit} change a value without touching the characters that need not
 * change.
 */
@NullMarked
package dev.leasehold.edit;

import org.jspecify.annotations.NullMarked;
