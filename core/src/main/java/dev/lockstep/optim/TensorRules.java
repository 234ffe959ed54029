package dev.lockstep.optim;

/** What differs from tensor to tensor within one optimizer; tensors are known by their number in the layout. */
final class TensorRules {
    /** Every tensor is treated as the optimizer says. */
    static final TensorRules SAME = new TensorRules(new double[0], new double[0]);

    private final double[] scales;
    private final double[] decays;

    /**
     * Rules by tensor; without any, all are treated alike.
     *
     * @param scales what the learning rate is multiplied by
     * @param decays the weight decay; NaN: the optimizer's own
     */
    TensorRules(double[] scales, double[] decays) {
        this.scales = scales;
        this.decays = decays;
    }

    double learningRateScale(int tensor) {
        return scales.length == 0 ? 1 : scales[tensor];
    }

    /** The weight decay of the tensor, where the optimizer's own is this. */
    double weightDecay(int tensor, double ofOptimizer) {
        return decays.length == 0 || Double.isNaN(decays[tensor]) ? ofOptimizer : decays[tensor];
    }
}
