"""The diagram of the ODD shows the ways that doctors take in a run, all of them and no others."""

import re

from agents.doctor import GP_STAGES, Stage
from agents.stage_rows import NO_STAGE
from scenarios.study import ROOT
from tests.norway import country

AWAY, END = (Stage.LEAVE, Stage.OTHER, Stage.ABROAD), (Stage.RETIRED, Stage.DEAD)


def drawn() -> set[tuple[str, str]]:
    """Arrows of the diagram."""
    (text,) = re.findall("```mermaid\n(.*?)```", (ROOT / "docs" / "odd.md").read_text("utf-8"), re.DOTALL)
    arrows = re.findall(r"^ *(\w+) --> (.+)$", text, re.MULTILINE)
    return {(one, other) for one, others in arrows for other in others.split(" & ")}


def place(stage: int) -> str:
    """The node of a stage."""
    if stage == NO_STAGE:
        return "new"
    groups = {**dict.fromkeys(GP_STAGES, "list"), **dict.fromkeys(AWAY, "away"), **dict.fromkeys(END, "end")}
    return groups.get(Stage(stage), Stage(stage).name.lower())


def test_every_way_is_drawn_and_every_arrow_is_taken():
    lives = country(months=300, lives=True).run().lives
    ways = set(zip(map(place, lives["from_stage"].tolist()), map(place, lives["to_stage"].tolist()), strict=True))
    assert {(one, other) for one, other in ways if one != other and other not in ("away", "end")} == drawn()
    stages = {one for arrow in drawn() for one in arrow}
    assert {one for one, other in ways if other == "away"} == stages - {"lis1_hospital"}
