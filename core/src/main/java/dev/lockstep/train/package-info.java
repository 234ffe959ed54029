/** The training loop, where its gradients come from, and which rows each step takes. */
@NullMarked
package dev.lockstep.train;

import org.jspecify.annotations.NullMarked;
