package dev.lockstep.train;

import dev.lockstep.model.GradientSum;

/**
 * The loss somewhere on a line.
 *
 * @param alpha how far along the line, at least 0
 * @param loss the mean over all rows; infinite where it, or its gradient, is not finite
 * @param slope the derivative of the loss by {@code alpha}
 * @param sum what the source gave, its gradient divided by the weight of its rows
 * @param norm of the gradient's trained part
 */
record Trial(double alpha, double loss, double slope, GradientSum sum, double norm) {}
