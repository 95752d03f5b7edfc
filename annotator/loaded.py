"""What a web process has loaded when it begins to answer lives as long as the process.

Python's collector would search it for rubbish again and again, a fifth of a second each time, while somebody waits.
"""

import gc
from importlib import import_module

from django.conf import settings


def keep_loaded() -> None:
    """Load what the first request would, and take all that is there from the collector's sight.

    Source: the manual of Python's `gc.freeze`.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
