/**
 * The Agent of routing rules: {@link dev.leasehold.render.agent.NodeAgent} reads its document,
 * {@link dev.leasehold.render.agent.AgentObject} is one of the objects that run it on the nodes.
 */
@NullMarked
package dev.leasehold.render.agent;

import org.jspecify.annotations.NullMarked;
