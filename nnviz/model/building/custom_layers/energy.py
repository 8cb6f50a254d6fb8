"""Layers that learn from an energy of their own: Hopfield network and Boltzmann machine."""

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


@keras.saving.register_keras_serializable(package="nnviz")
class Hopfield(keras.layers.Layer):
    """Stores patterns of -1 and +1, and recalls the stored one that is nearest to its input.

    Every value is a unit, and every pair of units has one weight. During training, the mean
    energy of the patterns and a decay of the weights are added to the loss, whose gradient is
    Hebb's rule; the patterns pass unchanged. Otherwise units take the sign of their weighted
    sums, one after another, so that the energy never rises. No gradient passes through.

    Hopfield, "Neural networks and physical systems with emergent collective computational
    abilities", 1982.
    """

    def __init__(self, sweeps, decay, **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(**options)
        self.sweeps, self.decay = sweeps, decay

    def build(self, input_shape):  # noqa: ANN001, ANN201, D102 - Keras's interface
        self.count = 1
        for size in input_shape[1:]:
            self.count *= size
        self.couplings = self.add_weight(
            shape=(self.count, self.count), initializer="zeros", name="couplings"
        )
        # A coprime stride updates every unit, and neighbours far apart in time.
        divisors = [d for d in range(2, self.count) if self.count % d == 0]
        steps = range(round(0.618 * self.count), self.count)
        self.step = next((s for s in steps if s and all(s % d for d in divisors)), 1)

    def mutual(self):  # noqa: ANN201 - a tensor
        """Return the weights, symmetric and with 0 on the diagonal."""
        both = (self.couplings + keras.ops.transpose(self.couplings)) / 2
        return both * (1 - keras.ops.eye(self.count))

    def call(self, inputs, training=False):  # noqa: ANN001, ANN201, D102 - Keras's interface
        ops = keras.ops
        values = ops.reshape(ops.stop_gradient(inputs), (-1, self.count))
        states = ops.where(ops.greater(values, 0.0), 1.0, -1.0)
        weights = self.mutual()
        if training:
            told = ops.matmul(states, weights)
            products = ops.sum(ops.multiply(told, states), axis=1)
            self.add_loss(ops.mean(ops.multiply(products, -0.5)))
            self.add_loss(ops.sum(weights * weights * (self.decay / 2)))
        else:
            states = self.recall(states, ops.stop_gradient(weights))
        return ops.reshape(states, (-1, *inputs.shape[1:]))

    def recall(self, states, weights):  # noqa: ANN001, ANN201 - tensors
        """Update one unit after another, all of them `sweeps` times."""
        ops = keras.ops
        tie = ops.max(ops.abs(weights * 1e-5))

        def update(number, states):  # noqa: ANN001, ANN202 - tensors
            unit = number * self.step % self.count
            told = ops.matmul(states, ops.expand_dims(ops.take(weights, unit, axis=1), 1))
            turn = ops.equal(ops.arange(self.count), ops.cast(unit, "int32"))
            silent = ops.less_equal(ops.abs(told), tie)
            heard = ops.where(silent, states, ops.sign(told))
            return ops.where(turn, heard, states)

        return ops.fori_loop(0, self.sweeps * self.count, update, states)

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "sweeps": self.sweeps, "decay": self.decay}


@keras.saving.register_keras_serializable(package="nnviz")
class Boltzmann(keras.layers.Layer):
    """A restricted Boltzmann machine with stochastic binary visible and hidden units.

    Inputs from 0 to 1 are probabilities of the visible units; so is the output, computed from
    those of the hidden units. During training, the free energy of the inputs minus
    that of the result of `steps` Gibbs steps from them is added to the loss, whose gradient is
    contrastive divergence. No other gradient passes through.

    Hinton, "Training products of experts by minimizing contrastive divergence", 2002; weights
    start as in Hinton, "A practical guide to training restricted Boltzmann machines", 2010.
    """

    def __init__(self, units, steps, seed, **options) -> None:  # noqa: ANN001, ANN003 - Keras's
        super().__init__(**options)
        self.units, self.steps, self.seed = units, steps, seed
        self.draws = keras.random.SeedGenerator(seed)

    def build(self, input_shape):  # noqa: ANN001, ANN201, D102 - Keras's interface
        self.count = 1
        for size in input_shape[1:]:
            self.count *= size
        self.couplings = self.add_weight(
            shape=(self.count, self.units),
            initializer=keras.initializers.RandomNormal(stddev=0.01, seed=self.seed),
            name="couplings",
        )
        self.hidden_bias = self.add_weight(
            shape=(self.units,), initializer="zeros", name="hidden_bias"
        )
        self.visible_bias = self.add_weight(
            shape=(self.count,), initializer="zeros", name="visible_bias"
        )

    def call(self, inputs, training=False):  # noqa: ANN001, ANN201, D102 - Keras's interface
        ops = keras.ops
        seen = ops.reshape(ops.stop_gradient(inputs), (-1, self.count))
        seen = ops.clip(seen, 0.0, 1.0)
        if training:
            dreamt = ops.stop_gradient(self.chain(seen))
            gap = ops.subtract(self.free_energy(seen), self.free_energy(dreamt))
            self.add_loss(ops.mean(gap))
        shown = ops.stop_gradient(self.down(self.up(seen)))
        return ops.reshape(shown, (-1, *inputs.shape[1:]))

    def up(self, seen):  # noqa: ANN001, ANN201 - tensors
        """Return how likely each hidden unit is on, `(batch, units)`."""
        return keras.ops.sigmoid(keras.ops.matmul(seen, self.couplings) + self.hidden_bias)

    def down(self, on):  # noqa: ANN001, ANN201 - tensors
        """Return how likely each visible unit is on, `(batch, values)`."""
        couplings = keras.ops.transpose(self.couplings)
        return keras.ops.sigmoid(keras.ops.matmul(on, couplings) + self.visible_bias)

    def drawn(self, chances):  # noqa: ANN001, ANN201 - tensors
        """Return 1 with these probabilities and 0 otherwise."""
        chance = keras.random.uniform(keras.ops.shape(chances), seed=self.draws)
        return keras.ops.cast(chance < chances, "float32")

    def chain(self, seen):  # noqa: ANN001, ANN201 - tensors
        """Sample hidden and visible units alternately; return the last visible probabilities."""
        for _ in range(self.steps - 1):
            seen = self.drawn(self.down(self.drawn(self.up(seen))))
        return self.down(self.drawn(self.up(seen)))

    def free_energy(self, seen):  # noqa: ANN001, ANN201 - tensors
        """Return the free energy of visible states, `(batch,)`: the lower, the likelier."""
        ops = keras.ops
        sums = ops.matmul(seen, self.couplings) + self.hidden_bias
        wanted = ops.matmul(seen, self.visible_bias)
        return ops.negative(ops.add(wanted, ops.sum(ops.softplus(sums), axis=1)))

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        own = {"units": self.units, "steps": self.steps, "seed": self.seed}
        return {**super().get_config(), **own}
