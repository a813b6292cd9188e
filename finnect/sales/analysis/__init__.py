"""Sales tables: any file read exactly, and measured. Pure: no Django, FastAPI or Celery.

    reading = read(path, filename=path.name, out=parquet, limits=Limits())
    statistics(parquet)

Names are imported when first used: Polars takes 60 MB, which a process that only shows results need not spend.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
