package dev.lockstep.optim;

import dev.lockstep.numeric.Checks;
import dev.lockstep.numeric.Settings;

/**
 * The iteration by which Muon makes a matrix orthogonal: singular values go towards 1, the singular vectors stay.
 *
 * <pre>{@code
 * X ← X / (‖X‖ + 1e-7)               Frobenius' norm
 * A = X Xᵀ                           so many times
 * X ← a X + (b A + c A A) X
 * }</pre>
 *
 * <p>With the coefficients of Keras and of the first author, small singular values grow as fast as possible, and end between
 * 0.7 and 1.2 and not at 1 exactly.
 *
 * @param a {@code a}, coefficient of the first power; finite
 * @param b {@code b}, of the third; finite
 * @param c {@code c}, of the fifth; finite
 * @param steps how many times; at least 1
 * @see <a href="https://kellerjordan.github.io/posts/muon/">Jordan and others, 2024</a>
 */
public record NewtonSchulz(double a, double b, double c, long steps) {
    /** Keras's values. */
    public static final NewtonSchulz DEFAULT = new NewtonSchulz(3.4445, -4.7750, 2.0315, 5);

    public NewtonSchulz {
        Checks.finite("muon_a", a);
        Checks.finite("muon_b", b);
        Checks.finite("muon_c", c);
        Checks.atLeast("ns_steps", steps, 1);
    }

    static NewtonSchulz of(Settings settings) {
        return new NewtonSchulz(
                settings.number("muon_a", DEFAULT.a),
                settings.number("muon_b", DEFAULT.b),
                settings.number("muon_c", DEFAULT.c),
                settings.wholeNumber("ns_steps", DEFAULT.steps));
    }

    /** The matrix made orthogonal; the argument is written to. */
    Matrix orthogonal(Matrix matrix) {
        // Products are with the shorter side squared.
        boolean tall = matrix.rows() > matrix.columns();
        Matrix x = tall ? matrix.transposed() : matrix;
        double norm = Math.sqrt(GradientNorms.squares(x.values(), 0, x.values().length));
        x.scale((float) (1 / (norm + 1e-7)));
        for (int i = 0; i < steps; i++) {
            Matrix gram = x.times(x.transposed());
            Matrix mixed = gram.times(gram);
            mixed.mix((float) c, gram, (float) b);
            Matrix next = mixed.times(x);
            next.mix(1, x, (float) a);
            x = next;
        }
        return tall ? x.transposed() : x;
    }
}
