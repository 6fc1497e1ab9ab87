"""The benchmark measures the real model and comes to its end; what it says of this machine is not tested."""

from scenarios import bench_ensemble
from scenarios.bench_ensemble import ensemble_cost, ensemble_rows


def test_the_cost_of_an_ensemble_is_measured_to_the_end(monkeypatch):
    monkeypatch.setattr(bench_ensemble, "STORED", (4,))
    monkeypatch.setattr(bench_ensemble, "TURNS", 2)
    value = ensemble_cost(1, 1)
    assert value["runs"] == 4 and value["seconds"] > 0 and value["bare_seconds"] > 0
    (back,) = value["read_back"]
    assert back["runs"] == 4 and back["seconds"] > 0 and 50 < back["peak_megabytes"] < 1000
    assert len(ensemble_rows(value)) == 5
