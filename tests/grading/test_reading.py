"""The page for reading prose: a learner's words are text, only the holder of the token is heard, points are kept."""

import csv
import http.client
import json
import threading
import time

import pytest

from course_utils.checks import EXERCISES
from course_utils.grading.hand import points_by_hand
from course_utils.grading.reading import Desk, main, serving
from course_utils.grading.results import Graded, Result
from course_utils.grading.similarity import renamed, similar_code, similar_prose
from course_utils.grading.store import Store, as_csv, as_named, harmless, survives

EVIL = '</div><script>fetch("/")</script><img src=x onerror=alert(1)>"\' & more'
SHARED = (
    "the gradients of a plain network grow towards its input so that vanishing cannot be what makes it fail at depth"
)


def essay(learner: str, text: str, id: str = "1.12", status: str = "to be read") -> Graded:
    exercise = EXERCISES[id]
    return Graded(learner, [Result(id, exercise.title, exercise.points, status, source=text)], fingerprint="f")


@pytest.fixture
def folder(tmp_path):
    """Three learners, one of them unkind, one who wrote nothing."""
    store = Store(tmp_path / "grades")
    for one in (essay("=ann", EVIL), essay("bob", "Fine."), essay("cem", "", status="not attempted")):
        store.save(one)
    return store.folder


@pytest.fixture
def served(folder):
    server, address = serving(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, address.partition("token=")[2]
    server.shutdown()
    server.server_close()


def asked(port, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body and json.dumps(body), headers)
    reply = connection.getresponse()
    return reply.status, reply.read().decode(), reply.headers


def message(**changes):
    return {"learner": "=ann", "exercise": "1.12", "points": "3", "comment": "Look\nagain.", "ticked": [1, 3]} | changes


def test_a_learners_words_are_text(served):
    port, token = served
    status, text, headers = asked(port, "GET", f"/?token={token}")
    assert status == 200 and "&lt;script&gt;fetch" in text and "<img" not in text
    assert text.count("<script") == 1 and text.count("<article") == 2
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "A model answer" in text and text.count('type="checkbox"') == 8


@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=wrong"])
def test_nobody_reads_without_the_token(served, path):
    assert asked(served[0], "GET", path)[0] == 403


def test_nobody_writes_without_the_token(served, folder):
    port, token = served
    assert asked(port, "POST", f"/?token={token}", message())[0] == 403
    assert asked(port, "POST", "/", message(), **{"X-Token": token, "Host": "evil.example:80"})[0] == 403
    assert not (folder / "read.csv").exists()


def test_points_are_kept_as_one_goes(served, folder):
    port, token = served
    assert asked(port, "POST", "/", message(), **{"X-Token": token})[:2] == (200, "kept")
    with open(folder / "read.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {"learner": "'=ann", "exercise": "1.12", "points": "3", "comment": "Look again.", "ticked": "1 3"}
    assert Desk(folder).read["=ann", "1.12"]["ticked"] == "1 3"
    text = asked(port, "GET", f"/?token={token}")[1]
    assert text.count(" checked>") == 2 and "Look\nagain." in text


@pytest.mark.parametrize(
    "change",
    [
        {"points": "4.5"},
        {"points": "-1"},
        {"points": "nan"},
        {"points": "x"},
        {"learner": "zoe"},
        {"exercise": "1.1"},
        {"ticked": 3},
    ],
)
def test_what_makes_no_sense_is_not_kept(served, folder, change):
    status, text, _ = asked(served[0], "POST", "/", message(**change), **{"X-Token": served[1]})
    assert status == 400 and text.startswith("not kept") and not (folder / "read.csv").exists()


@pytest.mark.parametrize("comment", ["=ok", "'quoted'", "'=both", "plain"])
def test_a_comment_stays_what_it_was_however_often_the_page_is_opened(folder, comment):
    for _ in range(3):
        desk = Desk(folder)
        desk.keep(message(learner="bob", comment=desk.read.get(("bob", "1.12"), {"comment": comment})["comment"]))
    assert Desk(folder).read["bob", "1.12"]["comment"] == comment
    assert points_by_hand(folder / "read.csv")["bob", "1.12"].comment == comment


@pytest.mark.parametrize("name", ["ann\udcff", "an\x1bn", "a\nb", "a\u2028b"])
def test_points_of_a_name_that_no_table_keeps_reach_nobody_else(folder, name):
    """Such a name and another's, "ann?" or "a b", are one in a table."""
    Store(folder).save(essay(name, "Mine."))
    with pytest.raises(ValueError, match="rename it"):
        Desk(folder).keep(message(learner=name))
    assert not (folder / "read.csv").exists() and not survives(name)


def test_names_that_begin_like_a_formula_or_like_its_cure_are_told_apart():
    names = ["=ann", "'=ann", "''=ann", "'ann", "ann", "-", "'", "3", "-3"]
    assert all(map(survives, names)) and [as_named(harmless(name)) for name in names] == names
    assert len(set(as_csv([[name] for name in names]).splitlines())) == len(names)


def test_without_grades_it_says_what_comes_first(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1 and "make grade comes first" in capsys.readouterr().err


def test_essays_that_share_their_phrases_are_named():
    texts = {"ann": SHARED, "bob": f"First of all, {SHARED}.", "cem": " ".join(reversed(SHARED.split()))}
    assert [pair[1:] for pair in similar_prose(texts)] == [("ann", "bob")]
    assert similar_prose(dict.fromkeys("abcdefghij", SHARED)) == []  # what everybody writes is the task's wording


CODE = """
def f(x, weights):
    \"\"\"Doc.\"\"\"
    total = x
    for W in weights:  # one after the other
        total = total + (total @ W.T).relu() * 2 - x.sum(dim=0) / len(weights)
        if total.norm() > 10:
            total = total / total.norm()
    return total
"""


def test_renaming_does_not_hide_a_copy():
    other = CODE.replace("total", "y").replace("W", "w").replace("Doc.", "Mine").replace("# one after the other", "")
    assert renamed(other) == renamed(CODE)
    own = "def f(x, weights):\n    return sum(x @ W for W in weights if W.dim() == 2 and W.shape[0] > 1) - x * 2 + 1\n"
    law = [{"name": "n", "passed": True, "points": 1, "message": ""}]
    learners = {"ann": CODE, "bob": other, "cem": own}
    graded = [Graded(n, [Result("1.1", "t", 3, "passed", 3, law, code)]) for n, code in learners.items()]
    assert [pair[1:] for pair in similar_code(graded)] == [("ann", "bob")]


def test_comparing_a_very_long_text_takes_no_longer_than_an_honest_one():
    long = {name: " ".join(f"{name}{i}" for i in range(400_000)) for name in ("ann", "bob")}
    begin = time.process_time()
    assert similar_prose(long) == [] and len(renamed("x + y\n" * 200_000)) <= 2000
    assert len(renamed("'" + "\\'" * 99_000)) <= 2000  # a text without an end took Python 3.11 minutes
    assert time.process_time() - begin < 3
