package dev.lockstep.report;

import dev.lockstep.model.Model;
import dev.lockstep.network.Network;
import dev.lockstep.network.Stack.Placed;
import dev.lockstep.network.TensorSpec;
import dev.lockstep.numeric.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a model is made of, as a table for a terminal. */
public final class ModelTable {
    private static final double MEBI = 1 << 20;
    private static final int BYTES_PER_WEIGHT = 4;

    private ModelTable() {}

    /**
     * A line for each layer of a network, or each tensor of another model, and what they come to.
     *
     * @param batchSize the rows of a step, all of which one shard may have
     */
    public static List<String> lines(Model model, int batchSize) {
        List<String> lines = new ArrayList<>(model instanceof Network network ? layers(network) : tensors(model));
        lines.add("");
        lines.addAll(totals(model, batchSize));
        return lines;
    }

    private static List<String> layers(Network network) {
        TextTable table = new TextTable(true).row("layer", "kind", "rows", "weights", "FLOPs a row");
        table.row("input", "", network.input().toString(), "", "");
        for (Placed at : network.layers().place(network.input())) {
            table.row(
                    at.entry().name(),
                    at.entry().layer().kind(),
                    at.output().toString(),
                    Figures.count(at.entry().layer().tensors(at.input()).stream()
                            .mapToLong(ModelTable::size)
                            .sum()),
                    Figures.count(at.entry().layer().flops(at.input())));
        }
        return table.lines();
    }

    private static long size(TensorSpec tensor) {
        return tensor.shape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    private static List<String> tensors(Model model) {
        TextTable table = new TextTable(true).row("tensor", "shape", "weights");
        for (Parameter tensor : model.parameters().parameters()) {
            table.row(tensor.name(), tensor.shape().toString(), Figures.count(tensor.size()));
        }
        return table.lines();
    }

    private static List<String> totals(Model model, int batchSize) {
        long weights = model.parameters().size();
        long trained = model.parameters().parameters().stream()
                .filter(Parameter::trainable)
                .mapToLong(Parameter::size)
                .sum();
        List<String> lines = new ArrayList<>();
        lines.add("weights   " + Figures.count(weights) + " (" + megabytes(weights * BYTES_PER_WEIGHT) + ")"
                + (trained == weights ? "" : ", of which " + Figures.count(trained) + " are trained"));
        if (model instanceof Network network) {
            lines.add("a row     " + Figures.count(network.flops())
                    + " FLOPs forwards, about three times as many for its gradient");
            lines.add("memory    about " + megabytes(network.taskBytes(batchSize))
                    + " for each task of an executor, and " + megabytes(weights * BYTES_PER_WEIGHT)
                    + " for the weights that they share, beside its rows");
        }
        return lines;
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / MEBI);
    }
}
