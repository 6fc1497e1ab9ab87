"""How numbers are written for people: the same in terminal, figures and report, in English or Norwegian (bokmål).

``lang``: "en" (1 234.5) or "nb" (1 234,5).
"""

import math
from typing import Any

from model.indicators import INDICATORS

MINUS = "\u2212"
NO_VALUE = "-"


def decimals_of(indicator: str, difference: bool = False) -> int:
    """Decimals shown for an indicator; a difference of people or lists gets one more."""
    unit = INDICATORS[indicator].unit
    if is_share(indicator):
        return 2 if difference else 1
    if unit in ("per year", "applicants/post"):
        return 3 if difference else 2
    if unit in ("doctors/10 000 people", "months") and INDICATORS[indicator].kind == "ratio":
        return 2
    return 1 if difference else 0


def is_share(indicator: str) -> bool:
    """Whether the indicator is a share, shown in percent."""
    return INDICATORS[indicator].unit == "share"


def shown_unit(indicator: str, difference: bool = False) -> str:
    """The unit as people read it: a share in percent, its difference in percentage points."""
    if is_share(indicator):
        return "percentage points" if difference else "percent"
    return INDICATORS[indicator].unit


def shown(indicator: str, value: Any) -> Any:
    """A value or an array in its shown unit."""
    return value * 100.0 if is_share(indicator) else value


def level(indicator: str, value: float | None, lang: str = "en") -> str:
    """A level: ``5 614``, ``3.9``."""
    return _text(indicator, value, decimals_of(indicator), False, lang)


def change(indicator: str, value: float | None, lang: str = "en") -> str:
    """A difference with its sign: ``+12.0``, ``\u22120.31``; exactly nothing is ``0``."""
    if value == 0:
        return "0"
    return _text(indicator, value, decimals_of(indicator, difference=True), True, lang)


def _text(indicator: str, value: float | None, decimals: int, sign: bool, lang: str) -> str:
    return number(None if value is None else shown(indicator, value), decimals, sign, lang)


def number(value: float | None, decimals: int, sign: bool = False, lang: str = "en") -> str:
    """A number of no indicator: ``1 234``, with its sign ``+1 234``, ``\u22120.31``."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    text = f"{value:{'+' if sign else ''},.{decimals}f}".replace(",", " ").replace("-", MINUS)
    if not float(f"{value:.{decimals}f}"):
        text = text.strip(f"+{MINUS}")  # what is written as nothing has no direction
    return text.replace(".", ",") if lang == "nb" else text


def significant(value: float, digits: int, lang: str = "en") -> str:
    """A number with so many significant digits, as on an axis: ``0.25``, ``5 600``."""
    text = f"{value:.{digits}g}" if abs(value) < 10 ** (digits - 1) else f"{value:,.0f}"
    text = text.replace(",", " ").replace("-", MINUS)
    return text.replace(".", ",") if lang == "nb" else text


def interval(low: str, high: str, lang: str = "en") -> str:
    """Two written numbers as an interval."""
    return NO_VALUE if NO_VALUE in (low, high) else f"{low} {'til' if lang == 'nb' else 'to'} {high}"


def capital(text: str) -> str:
    """A text begun with a capital; the rest stays as it is."""
    return f"{text[0].upper()}{text[1:]}"


def around(mean: float, low: float, high: float, decimals: int = 0, lang: str = "en") -> str:
    """A difference with its interval: ``+12 (+3 to +20)``; ``0`` where there is none in any run."""
    if mean == low == high == 0:
        return "0"
    middle, start, end = (number(value, decimals, True, lang) for value in (mean, low, high))
    return f"{middle} ({interval(start, end, lang)})"


def probability(value: float | None, pairs: int) -> str:
    """A share of pairs in percent; all or none of few pairs is not certainty: ``>98 %`` for 20 of 20."""
    if value is None or not math.isfinite(value) or pairs < 1:
        return NO_VALUE
    most = min(99, round(100 * (pairs - 0.5) / pairs))
    if value * pairs > pairs - 0.5:
        return f">{most} %"
    return f"<{100 - most} %" if value * pairs < 0.5 else f"{round(value * 100)} %"
