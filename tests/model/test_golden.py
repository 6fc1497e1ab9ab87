"""The golden yearly summary: results change by command, never by accident."""

import re

import numpy as np
import pytest

from tests import renew_golden
from tests.renew_golden import COMMAND, by_year, golden_run, header, read, shown


@pytest.mark.slow
def test_results_are_those_on_record():
    found, kept = golden_run(), read()
    changed = {row[0]: row[1:] for row in found if row not in kept}
    gone = {row[0] for row in kept} - {row[0] for row in found}
    before = {row[0]: row[1:] for row in kept}
    lines = [
        f"  {name}: {' '.join(row)}; on record {' '.join(before.get(name, ['nothing']))}"
        for name, row in changed.items()
    ]
    lines += [f"  {name}: gone" for name in sorted(gone)]
    said = "\n".join(lines)
    assert not lines, (
        f"{len(lines)} figures differ from tests/golden. If that is meant, renew them with: {COMMAND}\n{said}"
    )


def test_the_summary_is_compared_to_the_last_whole_number():
    assert shown(4741.0) == "4741" and shown(4741.25) == "4741.25" and shown(5123456789.0) == "5123456789"
    monthly = np.arange(24)
    assert by_year(monthly, stock=True) == ["11", "23"] and by_year(monthly, stock=False) == ["66", "210"]


def test_a_file_of_another_shape_is_refused(tmp_path, monkeypatch):
    other = tmp_path / "yearly_2016.csv"
    other.write_text("indicator,2016\ngps,1\n", encoding="utf-8")
    monkeypatch.setattr(renew_golden, "FILE", other)
    with pytest.raises(ValueError, match=f"renew it with: {re.escape(COMMAND)}"):
        read()
    other.unlink()
    with pytest.raises(ValueError, match=f"write it with: {re.escape(COMMAND)}"):
        read()
    assert header() == ["indicator", "kind", "2016", "2017", "2018"]
