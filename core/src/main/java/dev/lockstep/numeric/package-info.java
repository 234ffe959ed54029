/** Float kernels, seeds, permutations, exact and ordered sums, argument checks. */
@NullMarked
package dev.lockstep.numeric;

import org.jspecify.annotations.NullMarked;
