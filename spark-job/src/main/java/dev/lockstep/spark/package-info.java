/** Reading and sharding data with Spark, and gradients on its executors. */
@NullMarked
package dev.lockstep.spark;

import org.jspecify.annotations.NullMarked;
