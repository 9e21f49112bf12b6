/**
 * {@code leasehold import}: {@link dev.leasehold.migration.Migration} makes intent of the objects
 * of other operators. One class for each operator; what cannot be carried over is a finding with
 * its field. Secrets are not read.
 */
@NullMarked
package dev.leasehold.migration;

import org.jspecify.annotations.NullMarked;
