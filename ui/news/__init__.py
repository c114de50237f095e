"""What citizens are told after the decision: sentences, and what fills their blanks."""

from collections.abc import Mapping
from typing import Final

from ui.news.complaints import COMPLAINTS
from ui.news.entitlements import ENTITLEMENT_NEWS
from ui.news.payments import PAYMENT_NEWS
from ui.news.shape import News

NEWS: Final[Mapping[str, News]] = {**COMPLAINTS, **ENTITLEMENT_NEWS, **PAYMENT_NEWS}
