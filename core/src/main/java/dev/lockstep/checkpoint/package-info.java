/** Weights, models and whole trainings as files that hold data only, and checkpoints that survive a crash at any moment. */
@NullMarked
package dev.lockstep.checkpoint;

import org.jspecify.annotations.NullMarked;
