/** Learning-rate schedules: one record each, pure functions of the step. */
@NullMarked
package dev.lockstep.schedule;

import org.jspecify.annotations.NullMarked;
