"""Recall questions: laws of the questions themselves, and what becomes of an answer."""

import json
import re

import pytest

from course_utils.panels import recall as package
from course_utils.panels.recall import QUESTIONS, Choice, Number, Order, again, recall
from course_utils.panels.recall.asking import MOST_AGAIN, Again, Line, Recall
from course_utils.panels.recall.kinds import number_in, shuffled
from course_utils.system.progress import open_progress
from tools.files import COURSE, notebooks_in

LESSONS = [path for path in notebooks_in(COURSE / "chapters") if path.name == "lesson.ipynb"]
CHOICE, NUMBER, ORDER = "1-cause", "1-aim", "1-forgetting"

every = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
of_kind = {
    kind: pytest.mark.parametrize("question", found, ids=[question.id for question in found])
    for kind in (Choice, Number, Order)
    if (found := [question for question in QUESTIONS.values() if isinstance(question, kind)])
}


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    return tmp_path / "progress.json"


def lesson_of(chapter):
    """The cells of a chapter's lesson."""
    return json.loads(LESSONS[chapter - 1].read_text(encoding="utf-8"))["cells"]


def source(cells, kind):
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == kind)


# Laws of the questions


def test_every_lesson_has_six_or_more_and_a_third_are_no_choices():
    for number, chapter in enumerate(package.CHAPTERS, 1):
        assert len(chapter.QUESTIONS) >= 6
        assert {question.chapter for question in chapter.QUESTIONS} == {number}
        assert {type(question) for question in chapter.QUESTIONS} == {Choice, Number, Order}
    assert len(QUESTIONS) >= 30


def test_no_two_questions_have_one_id():
    ids = [question.id for chapter in package.CHAPTERS for question in chapter.QUESTIONS]
    assert len(ids) == len(set(ids)) == len(QUESTIONS)
    assert all(re.fullmatch(r"[1-5]-[a-z]+", id) for id in ids)


@every
def test_its_section_is_a_heading_of_its_lesson(question):
    headings = re.findall(r"^## (.+)$", source(lesson_of(question.chapter), "markdown"), re.MULTILINE)
    assert question.section in headings


@every
def test_its_lesson_asks_it_once(question):
    asked = re.findall(r'^recall\("([^"]+)"\)', source(lesson_of(question.chapter), "code"), re.MULTILINE)
    assert asked.count(question.id) == 1


@every
def test_everything_it_says_is_a_sentence(question):
    said = [question.why, *getattr(question, "wrong", {}).values(), *getattr(question, "slips", {}).values()]
    said += [question.otherwise] if hasattr(question, "otherwise") else []
    for sentence in said:
        assert len(sentence) > 15, sentence
        assert re.search(r"[.?!)][)”]?$", sentence), sentence
        assert "  " not in sentence
    assert len(set(said)) == len(said), "two answers get the same sentence"


@of_kind[Choice]
def test_a_choice_has_one_right_option_and_a_sentence_for_each_wrong_one(question):
    assert len(set(question.options)) == len(question.options) >= 3
    verdicts = {option: question.judge(option) for option in question.options}
    assert [option for option, verdict in verdicts.items() if verdict.right] == [question.right]
    assert all(verdict.sentence for verdict in verdicts.values())


def test_the_right_option_stands_anywhere():
    places = [q.options.index(q.right) for q in QUESTIONS.values() if isinstance(q, Choice)]
    assert {0, 1, 2} <= set(places)
    assert max(places.count(place) for place in range(4)) < 0.6 * len(places)


def test_the_right_option_is_not_told_by_its_length():
    longest = [max(q.options, key=len) == q.right for q in QUESTIONS.values() if isinstance(q, Choice)]
    assert sum(longest) <= 0.6 * len(longest)


@of_kind[Number]
def test_a_number_can_be_reached_and_its_slips_are_others(question):
    assert question.judge(f"{question.right:.3g}").right or question.judge(str(question.right)).right
    assert question.tolerance < 0.05 * abs(question.right) + 1e-9
    assert question.otherwise and question.judge(str(3 * question.right + 17)).sentence == question.otherwise
    for slip, sentence in question.slips.items():
        verdict = question.judge(str(slip))
        assert (verdict.right, verdict.sentence) == (False, sentence)


@of_kind[Order]
def test_an_order_is_never_shown_solved(question):
    assert len(set(question.items)) == len(question.items) >= 3
    assert sorted(question.options) == sorted(question.items)
    assert question.options != tuple(question.items)
    assert question.judge(question.items).right
    assert question.judge(question.options).right is False
    assert question.judge(question.items[:-1]).right is None


def test_shuffling_never_leaves_the_order():
    for seed in range(200):
        assert shuffled("ab", str(seed)) == ("b", "a")
        assert shuffled("abc", str(seed)) != ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "value"),
    [("18,432", 18432), ("1/4", 0.25), ("25 %", 0.25), ("2^-3", 0.125), ("2**3", 8), ("−0.5", -0.5), ("1e-3", 0.001)]
    + [(text, None) for text in ("", "many", "1/0", "1,2", "(-1)^0.5", "-1^0.5", "nan", "inf", "10^999", "__import__")],
)
def test_numbers_as_people_type_them(text, value):
    assert number_in(text) == value


# What becomes of an answer


def give(asked, answer):
    """Set the control and press the button, as a hand would."""
    asked._hand.put(answer)
    asked._button.click()
    return asked


def entry(id):
    return open_progress().get(f"recall/{id}")


@pytest.mark.parametrize(
    ("id", "right", "wrong"),
    [
        (CHOICE, QUESTIONS[CHOICE].right, next(iter(QUESTIONS[CHOICE].wrong))),
        (NUMBER, "4/5", "0.4"),
        (ORDER, list(QUESTIONS[ORDER].items), list(QUESTIONS[ORDER].items)[::-1]),
    ],
)
def test_an_answer_is_judged_kept_and_there_at_the_next_opening(id, right, wrong):
    asked = give(recall(id), wrong)
    assert "Not so: " in asked.said and QUESTIONS[id].place in asked.said
    assert asked.said in asked._status.value.replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'")
    assert entry(id)["right"] is False and entry(id)["missed"] is True
    again_open = recall(id)
    assert again_open._hand.value == wrong
    assert again_open.said.startswith("Kept from before. Your answer: ")
    give(again_open, right)
    assert "Right: " in again_open.said and "See lesson" not in again_open.said
    assert {key: entry(id)[key] for key in ("right", "first", "missed", "tries")} == {
        "right": True,
        "first": False,
        "missed": True,  # a miss that was mended with the sentence in sight comes back once
        "tries": 2,
    }


def test_without_an_answer_nothing_is_judged(path):
    for id in (CHOICE, NUMBER):
        asked = recall(id)
        asked._button.click()
        assert "first" in asked.said
    assert not path.exists()


def test_moving_through_the_options_is_no_answer(path):
    asked = recall(CHOICE)
    for option in QUESTIONS[CHOICE].options:
        asked._hand.field.value = option
    assert asked.said == "Not answered yet." and not path.exists()


def test_lines_move_up_and_down_and_stay_chosen():
    hand = recall(ORDER)._hand
    first, second, third = hand.value
    hand.move(1)
    assert hand.value == [second, first, third] and hand.field.value == first
    hand.move(1)
    hand.move(1)
    assert hand.value == [second, third, first] and hand.field.value == first
    hand.move(-1)
    assert hand.value == [second, first, third]


@pytest.mark.parametrize(
    "kept", [{"answer": "an option of last year"}, {"answer": ["a"]}, {"answer": 7}, "text", 3, {}]
)
@pytest.mark.parametrize("id", [CHOICE, ORDER])
def test_an_answer_to_another_wording_stops_nothing(path, id, kept):
    path.write_text(json.dumps({f"recall/{id}": kept}))
    asked = recall(id)
    assert ("has changed" in asked.said) == (isinstance(kept, dict) and bool(kept))
    assert json.loads(path.read_text()) == {f"recall/{id}": kept}


def test_the_page_without_a_kernel_has_question_options_and_answer():
    bundle = give(recall(CHOICE), QUESTIONS[CHOICE].right)._repr_mimebundle_()
    assert QUESTIONS[CHOICE].text in bundle["text/markdown"]
    assert all(f"- {option}" in bundle["text/plain"] for option in QUESTIONS[CHOICE].options)
    (kept,) = (value for kind, value in bundle.items() if kind.endswith("kept+json"))
    assert kept["readout"].startswith("Your answer: “")


def test_an_unknown_id_says_which_there_are():
    with pytest.raises(ValueError, match="1-overfitting"):
        recall("9-nothing")


# What was missed comes back


def test_before_any_answer_and_after_right_ones_there_is_one_line():
    assert isinstance(again(2), Line) and "No recall question is answered" in repr(again(2))
    give(recall(CHOICE), QUESTIONS[CHOICE].right)
    assert isinstance(again(2), Line) and "Nothing missed" in again(2)._repr_markdown_()


def test_a_miss_comes_back_until_its_first_try_there_is_right():
    give(recall(NUMBER), "0.4")
    back = again(2)
    assert [one.question.id for one in back.asked] == [NUMBER]
    give(give(back.asked[0], "2"), "0.8")  # right, but with the sentence in sight
    assert "now right at the first try: 0" in back.said
    give(again(2).asked[0], "0.8")
    assert isinstance(again(2), Line) and entry(NUMBER)["missed"] is False
    assert entry(NUMBER)["first"] is False and entry(NUMBER)["tries"] == 4


def test_it_comes_back_without_its_old_answer():
    give(recall(CHOICE), next(iter(QUESTIONS[CHOICE].wrong)))
    (one,) = again(2).asked
    assert one._hand.value is None and one.said.startswith("Missed before")


def test_only_earlier_chapters_come_back_the_latest_first_and_not_too_many():
    for id, question in QUESTIONS.items():
        open_progress().set(f"recall/{id}", {"answer": "", "right": False, "missed": True})
        assert question.chapter in range(1, 6)
    back = again(3)
    assert isinstance(back, Again) and len(back.asked) == MOST_AGAIN
    assert {one.question.chapter for one in back.asked} == {2}
    assert f"Still waiting: {16 - MOST_AGAIN}." in back.said
    assert {one.question.chapter for one in again().asked} == {5}
    assert "lesson 2" in repr(back._repr_mimebundle_()["text/markdown"])


def test_two_kernels_lose_no_answer(path):
    one, two = Recall(QUESTIONS[CHOICE]), Recall(QUESTIONS[NUMBER])
    one._progress, two._progress = (type(one._progress)(path) for _ in range(2))
    give(one, QUESTIONS[CHOICE].right)
    give(two, "0.4")
    give(one, next(iter(QUESTIONS[CHOICE].wrong)))
    assert set(json.loads(path.read_text())) == {f"recall/{CHOICE}", f"recall/{NUMBER}"}
    assert entry(CHOICE)["tries"] == 2 and entry(CHOICE)["first"] is True
