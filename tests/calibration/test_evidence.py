"""The evidence ledger: current, every parameter in it, with a screening and without one."""

import pytest

from agents.parameters import REGISTRY
from calibration.evidence import NOT_SHIPPED, PAGE, page
from calibration.targets import CalibrationError

HEAD = 'parameter,free_in_fit,largest_t,stands_out,"patients_without_gp_share 2035, baseline","gps 2035, more-lis1"\n'
MOVED = "parameter,posterior_mean,posterior_q05,posterior_q95,said\n"


def line_of(name: str, text: str) -> str:
    (line,) = (line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
    return line


def test_the_ledger_is_that_of_the_declarations_and_the_shipped_tables():
    assert PAGE.read_text("utf-8") == page(), "uv run python -m calibration.evidence > docs/evidence.md"


def test_every_parameter_stands_in_it_once(tmp_path):
    text = page(tmp_path)
    for parameter in REGISTRY.values():
        line = line_of(parameter.name, text)
        assert parameter.unit in line and f"| {parameter.grade} |" in line


def test_without_tables_it_says_so(tmp_path):
    text = page(tmp_path)
    assert f"screening of all parameters is {NOT_SHIPPED}" in text
    assert f"fitted: {NOT_SHIPPED}" in line_of("exit_under_40", text)
    assert line_of("exit_40_49", text).endswith("| by hand |  |")


def test_with_a_screening_it_shows_what_moves(tmp_path):
    rows = "exit_40_49,False,9.25,True,0.5123,-40\nexit_under_40,True,1.5,False,-0.02,3\n(dummy),False,99,True,1,1\n"
    (tmp_path / "screening.csv").write_text(HEAD + rows)
    text = page(tmp_path)
    assert NOT_SHIPPED not in text.partition("## How much results move")[2].partition("\n## ")[0]
    assert "**patients_without_gp_share 2035, baseline**" in text
    assert "among 2 questions; parameters in **bold** (1)" in text
    assert line_of("exit_40_49", text).endswith("| **+0.512, t 9.2** |")
    assert line_of("exit_under_40", text).endswith("| -0.02, t 1.5 |")
    assert line_of("exit_50_61", text).endswith("| not screened |")


def test_parameters_screened_together_say_so(tmp_path):
    (tmp_path / "screening.csv").write_text(
        "parameter,group,free_in_fit,largest_t,stands_out,q\nexit_40_49,3 (8 together),False,2,False,0.1\n"
    )
    assert line_of("exit_40_49", page(tmp_path)).endswith("| +0.1, t 2.0, group 3 (8 together) |")


def test_a_fit_shows_what_it_says(tmp_path):
    (tmp_path / "until-2025-moved.csv").write_text(
        f"{MOVED}exit_under_40,0.0745,0.0536,0.0977,informed\ncareer_grant,0.07848,0.01,0.14,assumption\n"
    )
    text = page(tmp_path)
    assert "fitted, informed: 0.0745 (0.0536 to 0.0977)" in line_of("exit_under_40", text)
    assert "fitted, rests on its prior: 0.0785 (0.01 to 0.14)" in line_of("career_grant", text)
    assert "*informed* (1)" in text and "at its edge" not in text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("screening.csv", f"{HEAD}exit_39,False,1,False,0,0\n", "no parameter exit_39 is declared"),
        ("screening.csv", "parameter,largest_t,stands_out\nexit_40_49,1,False\n", "no question among its columns"),
        ("until-2025-moved.csv", f"{MOVED}exit_under_40,1,1,1,guess\n", "'guess' is none of informed, assumption"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(name, text, said, tmp_path):
    (tmp_path / name).write_text(text)
    with pytest.raises(CalibrationError, match=said):
        page(tmp_path)
