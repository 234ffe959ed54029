package dev.lockstep.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.schedule.PlateauState;
import dev.lockstep.train.BestSoFar;
import dev.lockstep.train.EpochReport;
import dev.lockstep.train.IntervalSums;
import dev.lockstep.train.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code state.json}: all of a checkpoint but its tensors and its model.
 *
 * @param slots the lengths of the slots, in their order
 */
record StateJson(Standing standing, Map<String, Long> slots, List<EpochReport> history, RunFacts facts) {
    static StateJson of(Checkpoint checkpoint) {
        Map<String, Long> slots = new LinkedHashMap<>();
        checkpoint.snapshot().slots().forEach((name, slot) -> slots.put(name, (long) slot.length));
        return new StateJson(checkpoint.snapshot().standing(), slots, checkpoint.history(), checkpoint.facts());
    }

    byte[] write() throws IOException {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("step", standing.step());
        root.put("updates", standing.updates());
        root.put("earlier_updates", standing.earlierUpdates());
        root.set("numbers", ReportJson.numbers(standing.numbers()));
        root.set("slots", Json.MAPPER.valueToTree(slots));
        root.set("plateau", write(standing.plateau()));
        root.set("best", write(standing.best()));
        root.set("sums", write(standing.sums()));
        standing.unevaluated().ifPresent(report -> root.set("unevaluated", ReportJson.write(report)));
        root.put("shards", facts.shards());
        root.set("versions", Json.MAPPER.valueToTree(facts.versions()));
        root.set("data", Json.MAPPER.valueToTree(facts.data()));
        root.put("config", facts.config());
        ArrayNode reports = root.putArray("history");
        history.forEach(report -> reports.add(ReportJson.write(report)));
        return Json.pretty(root);
    }

    static StateJson read(InputStream in, String file) throws IOException {
        JsonNode root = Json.read(in, file, "a state");
        try {
            Tree tree = Tree.of(root);
            Standing standing = new Standing(
                    tree.whole("step"),
                    tree.whole("updates"),
                    tree.whole("earlier_updates"),
                    tree.numbersByName("numbers"),
                    plateau(tree.tree("plateau")),
                    best(tree.tree("best")),
                    sums(tree.tree("sums")),
                    tree.find("unevaluated").map(ReportJson::step));
            RunFacts facts = new RunFacts(
                    tree.text("config"),
                    tree.textsByName("data"),
                    tree.integer("shards"),
                    tree.textsByName("versions"));
            List<EpochReport> history =
                    tree.trees("history").stream().map(ReportJson::epoch).toList();
            return new StateJson(standing, tree.wholesByName("slots"), history, facts);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(file, "the state of a training", String.valueOf(e.getMessage()), e);
        }
    }

    private static ObjectNode write(PlateauState plateau) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        tree.put("multiplier", plateau.multiplier());
        plateau.best().ifPresent(best -> tree.put("best", best));
        tree.put("waited", plateau.waited());
        tree.put("cooldown", plateau.cooldown());
        return tree;
    }

    private static PlateauState plateau(Tree tree) {
        return new PlateauState(
                tree.number("multiplier"), tree.findNumber("best"), tree.integer("waited"), tree.integer("cooldown"));
    }

    private static ObjectNode write(BestSoFar best) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        best.value().ifPresent(value -> tree.put("value", value));
        best.report().ifPresent(report -> tree.set("report", ReportJson.write(report)));
        tree.put("waited", best.waited());
        return tree;
    }

    private static BestSoFar best(Tree tree) {
        return new BestSoFar(
                tree.findNumber("value"), tree.find("report").map(ReportJson::epoch), tree.integer("waited"));
    }

    private static ObjectNode write(IntervalSums sums) {
        ObjectNode tree = Json.MAPPER.createObjectNode();
        tree.put("loss", sums.loss());
        tree.put("weight", sums.weight());
        tree.put("rows", sums.rows());
        tree.put("nanos", sums.nanos());
        tree.put("wait_nanos", sums.waitNanos());
        tree.put("reduce_nanos", sums.reduceNanos());
        tree.put("update_nanos", sums.updateNanos());
        tree.put("gradients", sums.gradients());
        tree.put("total_nanos", sums.totalNanos());
        return tree;
    }

    private static IntervalSums sums(Tree tree) {
        return new IntervalSums(
                tree.number("loss"),
                tree.number("weight"),
                tree.whole("rows"),
                tree.whole("nanos"),
                tree.whole("wait_nanos"),
                tree.whole("reduce_nanos"),
                tree.whole("update_nanos"),
                tree.whole("gradients"),
                tree.whole("total_nanos"));
    }
}
