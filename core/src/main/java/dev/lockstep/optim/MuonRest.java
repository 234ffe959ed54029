package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Parameter;
import dev.lockstep.numeric.ParameterLayout;
import dev.lockstep.numeric.Settings;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What {@link Muon} leaves to Adam: all tensors that are not of two dimensions, embeddings, and those that are excluded by name.
 *
 * @param adam by which they are updated
 * @param learningRateRatio their rate, as a multiple of that of the matrices; positive
 * @param weightDecay their decay, at least 0
 * @param excludeLayers regular expressions, one of which is found in the names of matrices that are left to Adam
 * @param excludeEmbeddings whether matrices with {@code embed} in their names are left to Adam
 */
public record MuonRest(
        Adam adam,
        double learningRateRatio,
        double weightDecay,
        List<String> excludeLayers,
        boolean excludeEmbeddings) {
    /** Keras's values. */
    public static final MuonRest DEFAULT = new MuonRest(Adam.DEFAULT, 1, 0.004, List.of(), true);

    public MuonRest {
        Checks.positive("adam_lr_ratio", learningRateRatio);
        Checks.notNegative("adam_weight_decay", weightDecay);
        excludeLayers = List.copyOf(excludeLayers);
        excludeLayers.forEach(MuonRest::pattern);
    }

    static MuonRest of(Settings settings) {
        double beta1 = settings.number("adam_beta_1", DEFAULT.adam.beta1());
        double beta2 = settings.number("adam_beta_2", DEFAULT.adam.beta2());
        Checks.decay("adam_beta_1", beta1);
        Checks.decay("adam_beta_2", beta2);
        return new MuonRest(
                new Adam(beta1, beta2, settings.number("epsilon", DEFAULT.adam.epsilon()), false),
                settings.number("adam_lr_ratio", DEFAULT.learningRateRatio),
                settings.number("adam_weight_decay", DEFAULT.weightDecay),
                texts(settings.list("exclude_layers")),
                settings.flag("exclude_embeddings", DEFAULT.excludeEmbeddings));
    }

    private static List<String> texts(List<Object> items) {
        items.forEach(item -> Checks.require(item instanceof String, "exclude_layers", "a list of names", items));
        return items.stream().map(Object::toString).toList();
    }

    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "exclude_layers must be regular expressions, but was " + expression + ": " + e.getDescription(), e);
        }
    }

    /** Whether that tensor is one of these. */
    boolean has(Parameter tensor) {
        return tensor.shape().size() != 2
                || (excludeEmbeddings && tensor.name().toLowerCase(Locale.ROOT).contains("embed"))
                || excludeLayers.stream()
                        .anyMatch(expression ->
                                pattern(expression).matcher(tensor.name()).find());
    }

    /** Throws if an expression is found in no name: then something was to be excluded that now is not. */
    void check(ParameterLayout layout) {
        List<String> names = layout.parameters().stream().map(Parameter::name).toList();
        for (String expression : excludeLayers) {
            Checks.require(
                    names.stream()
                            .anyMatch(name -> pattern(expression).matcher(name).find()),
                    "exclude_layers of optimizer muon",
                    "found in one of the names " + names,
                    expression);
        }
    }
}
