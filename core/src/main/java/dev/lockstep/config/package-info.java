/** The YAML of a run, as records. */
@NullMarked
package dev.lockstep.config;

import org.jspecify.annotations.NullMarked;
