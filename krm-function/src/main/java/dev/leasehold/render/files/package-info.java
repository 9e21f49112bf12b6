/**
 * How the files of a package are arranged, and how the documents in them are opened: where new
 * files go, which object is meant, what is a template or encrypted. {@link
 * dev.leasehold.render.files.PackageLayout} is for callers outside of {@code render}.
 */
@NullMarked
package dev.leasehold.render.files;

import org.jspecify.annotations.NullMarked;
