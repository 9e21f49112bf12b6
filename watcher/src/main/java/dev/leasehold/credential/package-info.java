/**
 * The secrets that are sent to a server over HTTP: {@link dev.leasehold.credential.Credential} and
 * its {@link dev.leasehold.credential.TokenSource}. They are read from files again when the files
 * change.
 */
@NullMarked
package dev.leasehold.credential;

import org.jspecify.annotations.NullMarked;
