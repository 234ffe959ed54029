/** Optimizers: one record each, over flat weights. */
@NullMarked
package dev.lockstep.optim;

import org.jspecify.annotations.NullMarked;
