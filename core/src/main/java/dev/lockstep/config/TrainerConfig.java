package dev.lockstep.config;

import java.util.OptionalInt;

/**
 * How long and how to train.
 *
 * @param batchSize global: over all shards
 * @param shards S; empty: as many as there are task slots
 */
public record TrainerConfig(int epochs, int batchSize, long seed, OptionalInt shards, Length evaluateEvery) {}
