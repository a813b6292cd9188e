from .applications import exported as exported
from .options import GradientOptions as GradientOptions
from .training import train as train

MEMORY_BYTES: int

def is_installed() -> bool: ...
