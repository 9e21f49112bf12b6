/**
 * Minimal edits: {@link dev.leasehold.edit.ScalarEdit} and {@link dev.leasehold.edit.ListEdit}
 * change a value without touching the characters that need not change.
 */
@NullMarked
package dev.leasehold.edit;

import org.jspecify.annotations.NullMarked;
