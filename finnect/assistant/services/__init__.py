"""Answer a question, remember it, learn from what administrators write.

Names are imported when first used: the admin's module is read by every process, also by those that never answer.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
