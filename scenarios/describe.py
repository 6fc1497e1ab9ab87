"""Levers, parameters, events and scenarios printed from their declarations, as text or as plain JSON
values."""

import textwrap
from typing import Any

from agents.months import month_text
from scenarios.study import StudyError
from scenarios.terminal import text_table

WIDTH = 100


def levers(name: str | None) -> tuple[str, Any]:
    """All levers with today's value, or one in full: (text, JSON value). StudyError for an unknown name."""
    from model.levers import LEVERS, NOT_MODELLED, lever_flaw

    if name is not None:
        if flaw := lever_flaw(name):
            raise StudyError(f"levers {name}: {flaw}")
        return lever_text(LEVERS[name]), lever_value(LEVERS[name])
    head = ("lever", "row", "scope", "today", "range", "grade", "moves first")
    rows = [
        (
            lever.key, lever.row, lever.scope, _today(lever), _range(lever.allowed), lever.grade,
            f"{lever.first_indicator} {lever.sign}, {lever.lag_months} months",
        )
        for lever in LEVERS.values()
    ]  # fmt: skip
    left_out = "\n".join(_wrapped(key, reason) for key, reason in NOT_MODELLED.items())
    text = text_table(head, rows, left=len(head)) + (
        "\n\n* some places have another value: `run.py levers LEVER` shows the history\n"
        f"\nNot modelled, on purpose:\n{left_out}"
    )
    return text, [lever_value(lever) for lever in LEVERS.values()]


def _today(lever: Any) -> str:
    """The value in force everywhere; a star where some places have another; "by place" where each has its own."""
    if lever.scope == "place" and lever.kind == "int":
        return "by place *"
    last = max(place for place, entry in enumerate(lever.history) if not entry.where)
    return _shown(lever.history[last].value) + (" *" if last < len(lever.history) - 1 else "")


def _shown(value: Any) -> str:
    from model.levers_base import shown

    return shown(value)


def _range(values: Any) -> str:
    if values is None:
        return "-"
    if len(values) == 2 and not isinstance(values[0], str):
        return " to ".join(f"{value:,.12g}".replace(",", " ") for value in values)
    return "|".join(str(value) for value in values) or "true|false"


def _wrapped(label: str, text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=f"  {label}: ", subsequent_indent="      ")


def lever_text(lever: Any) -> str:
    """One lever: rule today, values by date with their documents, ranges, what it moves first."""
    facts = {
        "group, row": f"{lever.group}, {lever.row}",
        "scope": lever.scope,
        "unit": lever.unit,
        "allowed": lever.expected(),
        "evidence range": _range(lever.evidence),
        "grade": lever.grade,
        "today": lever.today,
        "what it does": lever.text,
        "first indicator": f"{lever.first_indicator}, sign {lever.sign}, from {lever.lag_months} months on",
    }
    head = ("from", "value", "where", "document")
    rows = [
        (month_text(entry.month), _shown(entry.value), _where(entry.where), entry.document)
        for entry in lever.history
    ]
    lines = [_wrapped(label, text) for label, text in facts.items()]
    return "\n".join([lever.key, *lines, "", text_table(head, rows, left=len(head))])


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
    return "\n".join([p.name, *(_wrapped(label, text) for label, text in facts.items())]), dict(vars(p))


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
    return text_table(("scenario", "title"), found, left=2), [
        {"name": name, "title": title} for name, title in found
    ]


def scenario(name: str) -> tuple[str, Any]:
    """One scenario with everything it resolves to: layers of changes, world, warnings."""
    from scenarios.scenario import content, load_scenario

    one = load_scenario(name)
    resolved = content(one)
    lines = [f"{one.name}: {one.title}"]
    lines += [textwrap.fill(one.text, WIDTH)] if one.text else []
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


def _because(text: str) -> str:
    return f" ({text})" if text else ""
