"""What citizens are told after the decision: sentences, and what fills their blanks."""

from collections.abc import Mapping
from typing import Final

from ui.news.complaints import COMPLAINTS
from ui.news.shape import News

NEWS: Final[Mapping[str, News]] = {**COMPLAINTS}
