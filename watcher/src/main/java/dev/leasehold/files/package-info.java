/**
 * The files of a package: {@link dev.leasehold.files.PackageFiles}, from a commit or, as {@link
 * dev.leasehold.files.PackageFolder}, from a disk.
 */
@NullMarked
package dev.leasehold.files;

import org.jspecify.annotations.NullMarked;
