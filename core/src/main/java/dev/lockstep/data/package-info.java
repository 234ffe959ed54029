/** Rows as they are packed and as a mini-batch sees them, and the fitted preparation that makes them. */
@NullMarked
package dev.lockstep.data;

import org.jspecify.annotations.NullMarked;
