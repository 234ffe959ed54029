package dev.lockstep.network;

import dev.lockstep.model.Inputs;
import java.util.Optional;

/**
 * What the settings of layers may refer to.
 *
 * @param scores what {@code classes} stands for: the number of scores that the loss needs
 * @param inputs what a row is; empty before the data is known, when only names and settings are checked
 */
record LayerContext(int scores, Optional<Inputs> inputs) {}
