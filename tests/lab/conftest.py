import pytest

from course_utils.lab import results, sharing
from tests.lab import tiny


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Every dataset is small, and nothing outside says where we are; the list says which datasets were asked for."""
    names = []
    monkeypatch.setattr(sharing, "load", lambda name: names.append(name) or tiny.load(name))
    for variable in ("RANK", "WORLD_SIZE", "LOCAL_RANK", "COURSE_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    results._in_memory.cache_clear()
    return names
