/** What a run tells people: the files in its folder, and its lines on the terminal. */
@NullMarked
package dev.lockstep.report;

import org.jspecify.annotations.NullMarked;
