/**
 * A small client of a Kubernetes API server, for the agent: the JDK's HTTP client and a streaming
 * JSON reader, without fabric8, whose classes would double the agent's memory.
 *
 * <p>{@link dev.leasehold.apiserver.ObjectWatch} follows all objects of one kind; {@link
 * dev.leasehold.apiserver.ApiServer} makes the requests; {@link
 * dev.leasehold.apiserver.AccessSource} finds the server and the credentials.
 */
@NullMarked
package dev.leasehold.apiserver;

import org.jspecify.annotations.NullMarked;
