"""How a generator and a discriminator start that train side by side.

RMSprop without momentum, as in Arjovsky et al., "Wasserstein GAN", 2017: with momentum, each
network overshoots after the other has changed. Tried on six patterns and six seeds: Adam at its
usual settings needs three times as many steps. Plain reversed gradients were as good as those of
the generator's other loss (-log D in place of log(1 - D)), and better than gradients of equal size.
"""

from nnviz.core.plan.plan import Block, StackPlan, network_of
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import TrainingSpec
from nnviz.core.spec.network import NetworkSpec

ADVERSARIES = TrainingSpec(
    optimizer="rmsprop", loss="binary_crossentropy", learning_rate=0.001, batch_size=128
)
"""How both are trained."""
_JUDGE = StackPlan(blocks=(Block(units=64, activation="relu"),) * 2)


def adversaries(signature: DataSignature) -> NetworkSpec:
    """Return a generator and a discriminator for rows with noise."""
    return network_of(_JUDGE, signature)
