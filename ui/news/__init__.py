"""What citizens are told after the decision: sentences, and what fills their blanks."""

from collections.abc import Mapping
from typing import Final

from ui.news.payments import PAYMENT_NEWS
from ui.news.shape import News

NEWS: Final[Mapping[str, News]] = {**PAYMENT_NEWS}
