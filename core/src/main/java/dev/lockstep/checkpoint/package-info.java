/** Weights and models as files that hold data only. */
@NullMarked
package dev.lockstep.checkpoint;

import org.jspecify.annotations.NullMarked;
