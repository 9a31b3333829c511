"""bench_training: it runs where there is no GPU, and says what it measured."""

import json

from tools import bench_training


def test_it_runs_on_this_machine_and_keeps_its_figures(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    kept = tmp_path / "speed.json"
    assert bench_training.main(["--depths", "8", "--together", "1", "2", "--steps", "2", "--json", str(kept)]) == 0
    one, two = json.loads(kept.read_text())["rows"]
    assert (one["depth"], one["networks"], two["networks"]) == (8, 1, 2)
    assert one["trained"] > 0 and two["floor"] == one["floor"] > 0
    assert "ResNet-8    2 at once" in capsys.readouterr().out
