/**
 * A small client of a Kubernetes API server, for the agent and the probe: the JDK's HTTP client and
 * a streaming JSON reader, without fabric8, whose classes would double their memory.
 *
 * <p>{@link dev.leasehold.apiserver.ObjectWatch} follows all objects of one kind, as far as a
 * {@link dev.leasehold.apiserver.Projection} keeps them; {@link dev.leasehold.apiserver.ApiServer}
 * makes the requests; {@link dev.leasehold.apiserver.AccessSource} finds the server and the
 * credentials.
 */
@NullMarked
package dev.leasehold.apiserver;

import org.jspecify.annotations.NullMarked;
