/** Networks of layers, on libtorch; nothing else names it. */
@NullMarked
package dev.lockstep.network;

import org.jspecify.annotations.NullMarked;
