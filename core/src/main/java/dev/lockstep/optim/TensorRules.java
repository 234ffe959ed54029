package dev.lockstep.optim;

/** What differs from tensor to tensor within one optimizer; tensors are known by their number in the layout. */
interface TensorRules {
    /** Every tensor is treated as the optimizer says. */
    TensorRules SAME = new TensorRules() {
        @Override
        public double learningRateScale(int tensor) {
            return 1;
        }

        @Override
        public double weightDecay(int tensor, double ofOptimizer) {
            return ofOptimizer;
        }
    };

    /** What the learning rate is multiplied by. */
    double learningRateScale(int tensor);

    /** The weight decay of the tensor, where the optimizer's own is this. */
    double weightDecay(int tensor, double ofOptimizer);
}
