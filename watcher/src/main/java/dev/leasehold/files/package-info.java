/**
 * The files of a package: {@link dev.leasehold.files.PackageFiles}, read from a commit, or from a
 * disk by {@link dev.leasehold.files.PackageFolder}.
 */
@NullMarked
package dev.leasehold.files;

import org.jspecify.annotations.NullMarked;
