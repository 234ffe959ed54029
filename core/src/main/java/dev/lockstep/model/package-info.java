/** Models, losses and metrics, and the sums by which shards answer. */
@NullMarked
package dev.lockstep.model;

import org.jspecify.annotations.NullMarked;
