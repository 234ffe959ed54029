package dev.lockstep.numeric;

/**
 * One addition along the {@link ReductionTree}.
 *
 * @param sum of a node's left half, which becomes the node's, in place
 * @param other the sum of its right half
 */
public record TreeMerge<T>(T sum, T other) {}
