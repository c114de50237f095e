"""Arrow, its files, and the stores they lie in. These libraries say nothing of their types."""

from importlib import import_module
from typing import Any, Final

arrow: Final[Any] = import_module("pyarrow")
datasets: Final[Any] = import_module("pyarrow.dataset")
parquet: Final[Any] = import_module("pyarrow.parquet")
stores: Final[Any] = import_module("fsspec.core")
