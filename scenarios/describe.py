"""Levers, parameters, events and scenarios printed from their declarations, as text or as plain JSON
values."""

import textwrap
from typing import Any

from agents.months import month_index, month_text
from scenarios.study import StudyError
from scenarios.terminal import text_table

WIDTH = 100
TABLE_WIDTH = 148
TODAY = month_index("2026-11")  # the month whose rules "today" speaks of
_INDENT = " " * 10


def levers(name: str | None) -> tuple[str, Any]:
    """All levers by group in the order of the lever table, or one in full: (text, JSON value).

    StudyError for an unknown name. Instruments that are not modelled stand in their group with the reason.
    """
    from model.levers import LEVERS, NOT_MODELLED, lever_flaw

    if name is not None:
        if flaw := lever_flaw(name):
            raise StudyError(f"levers {name}: {flaw}")
        return lever_text(LEVERS[name]), lever_value(LEVERS[name])
    lines = _lever_lines()
    head, parts = lines.pop(""), []
    for group, keys in lever_groups().items():
        body = [_left_out(key) if key in NOT_MODELLED else lines[key] for key in keys]
        parts.append("\n".join([group.upper(), head, *body]))
    text = "\n\n".join([*parts, _NOTES])
    keys = [key for found in lever_groups().values() for key in found]
    return text, [_left_out_value(key) if key in NOT_MODELLED else lever_value(LEVERS[key]) for key in keys]


_NOTES = (
    "moves first: the result that should move first, which way (sign) and after how many months at the earliest, when\n"
    "  the lever is set everywhere to the value in the last column in place of today's. -: nothing known.\n"
    "* some places have another value: `run.py levers LEVER` shows the history with its documents."
)


def lever_groups() -> dict[str, list[str]]:
    """Keys of all levers and of what is not modelled, by group, in the natural order of the rows (E1 ... F22)."""
    from model.levers import LEVERS, NOT_MODELLED
    from model.levers_base import GROUPS

    groups: dict[str, list[str]] = {group: [] for group in GROUPS}
    letters = dict(zip("ELCAF", GROUPS, strict=True))
    for key, lever in LEVERS.items():
        groups[lever.group].append(key)
    for key in NOT_MODELLED:
        groups[letters[_row(key)[0]]].append(key)
    return {group: sorted(keys, key=lambda key: _row_order(_row(key))) for group, keys in groups.items()}


def _row(key: str) -> str:
    """The row(s) of a lever, or the row that the reason of one not modelled begins with."""
    from model.levers import LEVERS, NOT_MODELLED

    return LEVERS[key].row if key in LEVERS else NOT_MODELLED[key].partition(":")[0]


def _row_order(rows: str) -> tuple[int, int]:
    first = rows.partition(",")[0]
    return "ELCAF".index(first[0]), int(first[1:])


def _lever_lines() -> dict[str, str]:
    """Two lines for each lever, columns in line over all groups; the column heads under ""."""
    from model.levers import LEVERS

    head = ("row", "lever", "scope", "grade", "today", "moves first", "sign", "months", "when set to")
    rows = [
        (
            lever.row, lever.key, lever.scope, lever.grade, _today(lever).replace('"', ""), lever.first_indicator,
            lever.sign, str(lever.lag_months), _shown(lever.trial).strip('"'),
        )
        for lever in LEVERS.values()
    ]  # fmt: skip
    top, dashes, *body = text_table(head, rows, left=len(head)).splitlines()
    pairs = zip(LEVERS.values(), body, strict=True)
    return {"": f"{top}\n{dashes}", **{lever.key: f"{line}\n{_values(lever)}" for lever, line in pairs}}


def _values(lever: Any) -> str:
    """The line under a lever: unit, allowed values and those that evidence covers."""
    text = f"{lever.unit}; allowed {_range(lever.allowed)}; evidence {_range(lever.evidence)}"
    text += f"; set beside it: {_beside(lever)}" if lever.beside else ""
    return textwrap.fill(text, TABLE_WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _beside(lever: Any) -> str:
    return "; ".join(f"{key} = {_shown(value)}" for key, value in lever.beside.items())


def _left_out(key: str) -> str:
    from model.levers import NOT_MODELLED

    row, _, reason = NOT_MODELLED[key].partition(": ")
    return f"{row:<{len(_INDENT)}}{key}\n" + textwrap.fill(
        f"not modelled: {reason}", TABLE_WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT
    )


def _left_out_value(key: str) -> dict[str, Any]:
    from model.levers import NOT_MODELLED

    row, _, reason = NOT_MODELLED[key].partition(": ")
    group = next(group for group, keys in lever_groups().items() if key in keys)
    return {"key": key, "row": row, "rows": _rows(row), "group": group, "not_modelled": reason}


def _rows(row: str) -> list[dict[str, str]]:
    """Row numbers with their names, such as [{"row": "L8", "name": "Quarantine"}]."""
    from model.lever_rows import ROWS, rows_of

    return [{"row": one, "name": ROWS[one]} for one in rows_of(row)]


def _today(lever: Any) -> str:
    """The value in force everywhere, with its last month where another is on record after it.

    A star: some places have another value. "by place": each has its own.
    """
    if lever.scope == "place" and lever.kind == "int":
        return "by place *"
    known = [entry for entry in lever.history if entry.month <= TODAY]
    last = max(place for place, entry in enumerate(known) if not entry.where)
    value = known[last].value
    places = {repr(entry.where): entry.value for entry in known[last + 1 :]}
    star = " *" if any(other != value for other in places.values()) else ""
    later = [entry.month for entry in lever.history if entry.month > TODAY and not entry.where]
    return _shown(value) + (f" to {month_text(later[0] - 1)}" if later else "") + star


def _shown(value: Any) -> str:
    """A value as a scenario file writes it, large numbers with blanks between thousands."""
    from model.levers_base import shown

    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,.12g}".replace(",", " ")
    return shown(value)


def _range(values: Any) -> str:
    """``0 to 24``, ``only 6`` or ``application|lottery``; "-" where nothing is known."""
    if values is None:
        return "-"
    if not values:
        return "false|true"
    if isinstance(values[0], (bool, str)):
        return "|".join(str(value).lower() if isinstance(value, bool) else value for value in dict.fromkeys(values))
    low, high = _shown(values[0]), _shown(values[-1])
    return f"{low} to {high}" if low != high else f"only {low}"


def _wrapped(label: str, text: str) -> str:
    first, later = f"  {label}: ", " " * 6
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)


def lever_text(lever: Any) -> str:
    """One lever: rule today, values by date with their documents, ranges, what it moves first."""
    facts = {
        "group": lever.group,
        "rows": "; ".join(f"{one['row']} {one['name']}" for one in _rows(lever.row)),
        "scope": lever.scope,
        "unit": lever.unit,
        "allowed": lever.expected(),
        "evidence range": _range(lever.evidence),
        "grade": lever.grade,
        "today": lever.today,
        "what it does": lever.text,
        "first indicator": _first_move(lever),
        **({"set beside it": _beside(lever)} if lever.beside else {}),
        **({"acts ahead": f"up to {lever.lead_months} months before its date"} if lever.lead_months else {}),
    }
    head = ("from", "value", "where", "document")
    rows = [
        (month_text(entry.month), _shown(entry.value), _where(entry.where), entry.document) for entry in lever.history
    ]
    lines = [_wrapped(label, text) for label, text in facts.items()]
    return "\n".join([lever.key, *lines, "", text_table(head, rows, left=len(head))])


def _first_move(lever: Any) -> str:
    when = f"when set to {_shown(lever.trial)} in place of today's {_today(lever)}"
    return f"{lever.first_indicator}, sign {lever.sign}, from {lever.lag_months} months on, {when}"


def levers_page() -> str:
    """docs/levers.md, written from the declarations: `python -m scenarios.describe > docs/levers.md`."""
    from model.levers import LEVERS, NOT_MODELLED

    head = ("row", "lever", "rule today", "values", "grade, scope", "moves first")
    ahead = [f"`{lever.key}` {lever.lead_months}" for lever in LEVERS.values() if lever.lead_months]
    parts = [f"{_PAGE_HEAD}{', '.join(ahead)}."]
    for group, keys in lever_groups().items():
        rows = [head, ("---",) * len(head)]
        for key in keys:
            if key in NOT_MODELLED:
                row, _, reason = NOT_MODELLED[key].partition(": ")
                rows.append((row, f"`{key}`", f"Not modelled: {reason}.", "", "", ""))
                continue
            lever = LEVERS[key]
            values = f"{lever.unit}; allowed {_range(lever.allowed)}; evidence {_range(lever.evidence)}"
            named = "; ".join(f"{one['row']} {one['name']}" for one in _rows(lever.row))
            grade = f"{lever.grade}, {lever.scope}"
            rows.append((named, f"`{key}`", lever.today, values, grade, _first_move(lever)))
        cells = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
        parts.append(f"## {group}\n\n" + "\n".join(f"| {line} |" for line in cells))
    return "\n\n".join(parts) + "\n"


_PAGE_HEAD = """# Levers

Every policy instrument of Legemod, in the order of the project's lever table. This page is written from the
declarations in `model/levers_*.py` by `uv run python -m scenarios.describe > docs/levers.md`; do not edit it by
hand. `uv run run.py levers LEVER` prints one lever with its values by date and the document of each.

Grade: of the value in force today (A official document read, B second hand, C assumed or unverified). Evidence: the
values whose effect has been seen somewhere; others run with a warning. Moves first: the result that should move
first, which way and after how many months at the earliest, when the lever is set to the value named. A star marks a
value that is another in some places.

Dates of numbers of LIS1 posts are those of the posts' start. The round before hires for them, in February for 1
September and in September for 1 March, so lives can part from the base before the date. Levers that act ahead, with the
months before their date at most: """


def _where(where: Any) -> str:
    if not where:
        return "everywhere"
    return "; ".join(f"{key} {', '.join(str(name) for name in names)}" for key, names in where.items())


def lever_value(lever: Any) -> dict[str, Any]:
    """One lever as plain JSON values."""
    keys = ("key", "row", "group", "scope", "kind", "unit", "grade", "today", "first_indicator", "sign")
    return {
        **{key: getattr(lever, key) for key in keys},
        "lag_months": lever.lag_months,
        "lead_months": lever.lead_months,
        "trial": lever.trial,
        "beside": dict(lever.beside),
        "rows": _rows(lever.row),
        "text": lever.text,
        "allowed": list(lever.allowed),
        "evidence": None if lever.evidence is None else list(lever.evidence),
        "history": [
            {
                "from": month_text(entry.month),
                "value": entry.value,
                "where": {key: list(names) for key, names in (entry.where or {}).items()},
                "document": entry.document,
            }
            for entry in lever.history
        ],
    }


def parameters(name: str | None) -> tuple[str, Any]:
    """All parameters with value and range, or one in full: (text, JSON value)."""
    import model.workforce  # noqa: F401  every parameter is declared by the rooms this imports
    from agents.parameters import REGISTRY
    from model.levers_base import unknown

    if name is None:
        all_of = list(REGISTRY.values())
        head = ("parameter", "unit", "grade", "value", "low", "high")
        rows = [(p.name, p.unit, p.grade, *(f"{x:g}" for x in (p.value, p.low, p.high))) for p in all_of]
        return text_table(head, rows, left=3), [dict(vars(p)) for p in all_of]
    if name not in REGISTRY:
        raise StudyError(f"parameters {name}: {unknown(name, REGISTRY, 'a declared parameter')}")
    p = REGISTRY[name]
    facts = {
        "value": f"{p.value:g} {p.unit}",
        "range (5-95 %)": f"{p.low:g} to {p.high:g}",
        "grade": p.grade,
        "source": p.source,
        "what it does": p.text,
    }
    if p.informed_by:
        facts["fitted to"] = ", ".join(p.informed_by)
        facts |= _posteriors_of(name)
    return "\n".join([p.name, *(_wrapped(label, text) for label, text in facts.items())]), dict(vars(p))


def _posteriors_of(name: str) -> dict[str, str]:
    """Mean and 90 percent interval of a parameter in each posterior that comes with Legemod."""
    import numpy as np

    from scenarios.draws import available, load_posterior

    found = {}
    for one in map(load_posterior, available()):
        values = one.values[:, one.names.index(name)]
        low, high = np.quantile(values, [0.05, 0.95])
        found[one.name] = f"{one.weights @ values:.3g} ({low:.3g} to {high:.3g})"
    return found


def events() -> tuple[str, Any]:
    """The closed lists that lives.parquet uses: events, stages and causes."""
    from agents.doctor import Cause, Event, Stage

    lists = {
        "events": [member.name.lower() for member in Event],
        "stages": [member.name.lower() for member in Stage],
        "causes": [member.name.lower() for member in Cause],
    }
    return "\n".join(_wrapped(label, ", ".join(names)) for label, names in lists.items()), lists


def library() -> tuple[str, Any]:
    """The scenarios that come with Legemod: (text, JSON value)."""
    from scenarios.scenario import available

    found = available()
    return text_table(("scenario", "title"), found, left=2), [{"name": name, "title": title} for name, title in found]


def scenario(name: str) -> tuple[str, Any]:
    """One scenario with everything it resolves to: layers of changes, world, warnings."""
    from scenarios.scenario import content, load_scenario

    one = load_scenario(name)
    resolved = content(one)
    lines = [f"{one.name}: {one.title}"]
    lines += [_paragraphs(one.text)] if one.text else []
    lines.append(f"base: {one.base or 'the rules of record'}")
    for number, layer in enumerate(one.layers, 1):
        lines.append(f"layer {number}, {layer[0].file}:")
        for placed in layer:
            lines.append(_wrapped("change", f"{placed.change}{_because(placed.change.because)}"))
    world = ", ".join(f"{key} {value}" for key, value in resolved["world"].items() if value != {})
    lines.append(_wrapped("world", world))
    lines += [_wrapped("warning", text) for text in one.warnings]
    value = {"name": one.name, "title": one.title, "text": one.text, "base": one.base}
    return "\n".join(lines), {**value, "warnings": list(one.warnings), "digest": one.digest, **resolved}


def _paragraphs(text: str) -> str:
    return "\n\n".join(textwrap.fill(part, WIDTH) for part in text.strip().split("\n\n"))


def _because(text: str) -> str:
    return f" ({text})" if text else ""


if __name__ == "__main__":
    print(levers_page(), end="")
