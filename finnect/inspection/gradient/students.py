"""The network that learns: it restores the features of a picture from prototypes of good ones, and knows how well it should.

A memory-augmented autoencoder (Gong et al., 2019): what can be restored is a mixture of prototypes, and those have only
seen good pictures, so a defect is restored badly. The noise to expect in each channel is learned with them, by likelihood
(Nix and Weigend, 1994): in a channel where good pictures are never restored well, being restored badly says little.
"""

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SHARPNESS = 4.0  # of the choice among prototypes. Left to learn, it falls, and mixtures restore defects as well
HARDEST = 0.05  # the share of positions that count once more: most of a picture is easy
TINY = 1e-4  # variance of a channel that never varies
LEARNING_RATE = 1e-3  # at the beginning
BATCH = 1024  # patches: bounds the table of patches × prototypes, which is what training takes in memory


class Memory(layers.Layer):
    """A mixture of learned prototypes `[m, c]`, the likelier the nearer; with it the log variance to expect in each channel `[c]`."""

    def __init__(self, prototypes: Floats, **options: Any) -> None:
        super().__init__(**options)
        self._initial = prototypes

    def build(self, shape: tuple[int | None, ...]) -> None:
        first = self._initial
        self.prototypes = self.add_weight(shape=first.shape, initializer=lambda *_, **__: ops.convert_to_tensor(first), name="prototypes")
        self.log_noise = self.add_weight(shape=(first.shape[1],), initializer="zeros", name="log_noise")

    def call(self, patches: Any) -> Any:
        nearness = ops.matmul(patches, ops.transpose(self.prototypes)) - 0.5 * ops.sum(ops.square(self.prototypes), axis=-1)
        return ops.matmul(ops.softmax(SHARPNESS * nearness), self.prototypes), self.log_noise


class Student:
    """Learns from patches `[p, c]`, which are whitened features, and tells of each how far it is from what can be restored."""

    def __init__(self, prototypes: Floats) -> None:
        patches = layers.Input(prototypes.shape[1:])
        self._memory = Memory(prototypes)
        restored, log_noise = self._memory(patches)
        squares = ops.square(patches - restored) * ops.exp(-log_noise)
        self._errors = keras.Model(patches, patches - restored)
        self._distance = keras.Model(patches, ops.sqrt(ops.mean(squares, axis=-1)))
        self._learner = keras.Model(patches, ops.mean(squares + log_noise, axis=-1))
        # The target is the patch itself and is in the model; what comes out of it is the loss.
        self._learner.compile(keras.optimizers.Adam(global_clipnorm=1.0), loss=_loss)
        self._learner.optimizer.build(self._learner.trainable_variables)

    def expect(self, patches: Floats) -> None:
        """Begin with the variances that these patches have about what can be restored: a good start saves epochs."""
        variances = [np.mean(np.square(self._errors(batch)), axis=0) for batch in _batches(patches)]
        self._memory.log_noise.assign(np.log(np.mean(variances, axis=0) + TINY))

    def learn(self, patches: Floats, progress: float) -> float:
        """A step for each `BATCH` of these patches, which are to be shuffled, the shorter the nearer `progress` is to 1; the mean loss."""
        self._learner.optimizer.learning_rate = LEARNING_RATE * 0.5 * (1 + np.cos(np.pi * progress))
        return float(np.mean([self._learner.train_on_batch(batch, np.zeros(len(batch), np.float32)) for batch in _batches(patches)]))

    def distances(self, patches: Floats) -> Floats:
        """`[p]`: how far each patch is from what can be restored, in the noise to expect."""
        return np.asarray(self._distance(patches))

    def function(self) -> Any:
        """`distances` as a function of TensorFlow, to export."""
        channels = self._distance.input_shape[-1]
        signature = [tf.TensorSpec((None, channels), tf.float32, name="patches")]
        return tf.function(lambda patches: self._distance(patches), input_signature=signature)

    @classmethod
    def restored(cls, state: list[NDArray[Any]]) -> "Student":
        """The one whose `state` this was."""
        student = cls(state[0])
        learned = len(student._learner.weights)
        student._learner.set_weights(state[:learned])
        for variable, value in zip(student._learner.optimizer.variables, state[learned:], strict=True):
            variable.assign(value)
        return student

    @property
    def state(self) -> list[NDArray[Any]]:
        """All that it has learned, and how far its learning is."""
        return [*self._learner.get_weights(), *(np.asarray(variable) for variable in self._learner.optimizer.variables)]


def _batches(patches: Floats) -> list[Floats]:
    return np.array_split(patches, -(-len(patches) // BATCH))


def _loss(_nothing: Any, surprise: Any) -> Any:
    """The mean over all patches, and once more over the hardest: what is rare among good pictures must be learned too."""
    hardest = ops.maximum(ops.cast(HARDEST * ops.cast(ops.shape(surprise)[0], "float32"), "int32"), 1)
    return ops.mean(surprise) + ops.mean(ops.top_k(surprise, hardest)[0])
