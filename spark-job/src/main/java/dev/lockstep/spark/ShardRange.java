package dev.lockstep.spark;

import java.io.Serializable;

/**
 * The consecutive shards that one task works on: a whole sub-tree of the reduction tree.
 *
 * @param from the first shard
 * @param to one past the last shard
 */
record ShardRange(int from, int to) implements Serializable {}
