/** Damaged files, made from whole ones, for tests of everything that reads files. */
@NullMarked
package dev.lockstep.fuzz;

import org.jspecify.annotations.NullMarked;
