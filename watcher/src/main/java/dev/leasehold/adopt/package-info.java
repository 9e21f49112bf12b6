/**
 * {@code leasehold init --into}: {@link dev.leasehold.adopt.Adoption} looks at an existing
 * repository and proposes intent and the lines that bind it. Only the reading of the folder and the
 * writing of an accepted proposal touch the disk.
 *
 * <p>In the order of the work: {@code Repository} reads the documents, {@code Deliverers} tells who
 * applies which folders, {@code SpotSearch} finds the places with addresses, {@code Choice} chooses
 * among them, and {@code Parts} makes the parts of a prefix of their addresses.
 */
@NullMarked
package dev.leasehold.adopt;

import org.jspecify.annotations.NullMarked;
