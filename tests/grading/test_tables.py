"""What is written for others: the wide table, Canvas, Moodle, late days, chapters that were not handed in, slips."""

import csv
import io

import pytest

from course_utils.checks import EXERCISES
from course_utils.grading import exports, lessons, overview, pages, pictures
from course_utils.grading.hand import HandError, Read, kept_by_lateness, merge
from course_utils.grading.results import Graded, Result
from course_utils.grading.store import as_csv


def law(passed=False, message="off by 0.5", name="the shape"):
    return {"name": name, "passed": passed, "points": 1, "message": "" if passed else message}


def result(id="1.1", status="passed", points=3.0, maximum=3.0, laws=()):
    return Result(id, f"Title {id}", maximum, status, points, list(laws))


def graded(**learners) -> list[Graded]:
    return [Graded(name, results) for name, results in learners.items()]


def missing(id="2.1"):
    return result(id, "exercise missing", 0)


def table(rows):
    return list(csv.DictReader(io.StringIO(as_csv(rows))))


def test_a_chapter_not_handed_in_is_one_line_and_an_empty_cell():
    (one,) = graded(ann=[result(), missing("2.1"), missing("2.2")])
    one.told_what_is_missing(["1"])
    page = pages.feedback(one)
    assert page.count("not handed in") == 2 and "2.1 Title" not in page
    (row,) = table(exports.wide([one]))
    assert (row["chapter 1"], row["chapter 2"], row["points"]) == ("3", "", "3")
    assert (row["1.1"], row["2.1"], row["2.2"]) == ("3", "", "")
    assert {r.status for r in one.told_what_is_missing(["1"]).results[1:]} == {"not handed in"}


def test_an_exercise_missing_from_a_chapter_that_was_handed_in_stays_so():
    (one,) = graded(ann=[result("2.1"), missing("2.2")])
    assert one.told_what_is_missing(["2"]).results[1].status == "exercise missing"


def test_canvas_and_moodle_know_a_learner_by_the_folders_name():
    class_ = graded(ann=[result(points=2.5), result("2.1", maximum=4, points=4)], bob=[result("1.1", points=0)])
    canvas = exports.canvas(class_)
    assert canvas[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert canvas[1][0] == "    Points Possible" and canvas[1][5:] == ["3", "4"]
    assert canvas[2] == ["ann", "", "", "ann", "", "2.5", "4"] and canvas[3][5:] == ["0", ""]
    assert exports.moodle(class_)[1] == ["ann", "2.5", "4"]


def test_late_points_are_kept_by_a_table(tmp_path):
    path = tmp_path / "late.csv"
    path.write_text("learner,chapter,kept\nann,1,0.8\nzoe,1,0.5\n")
    class_ = graded(ann=[result(), result("2.1")])
    odd = merge(class_, {}, kept_by_lateness(path))
    assert class_[0].points == pytest.approx(5.4) and len(odd) == 1 and "zoe" in odd[0]
    assert "late: 80% kept" in pages.feedback(class_[0])
    path.write_text("learner,chapter,kept\nann,1,1.5\n")
    with pytest.raises(HandError, match="share from 0 to 1"):
        kept_by_lateness(path)


def test_points_outside_the_maximum_are_reported_and_not_written():
    class_ = graded(ann=[result("1.12", "to be read", 0, 4)])
    odd = merge(class_, {("ann", "1.12"): Read(4.5)})
    assert "not taken" in odd[0] and (class_[0].points, class_[0].results[0].status) == (0, "to be read")


def test_comments_on_code_are_merged_and_its_points_are_not():
    class_ = graded(ann=[result(points=1, status="partly")])
    assert merge(class_, {("ann", "1.1"): Read(3, "Nice <b>loop</b>.")}) == []
    assert class_[0].points == 1 and "Nice &lt;b&gt;loop" in pages.feedback(class_[0])


def test_slips_are_grouped_by_chapter_and_property_whatever_the_numbers():
    said = [f"x[{n}] is 0.{n}; expected 2." for n in range(4)]
    class_ = graded(
        **{
            f"l{n}": [result("1.10", "partly", 1, laws=[law(message=text)]), result("4.2", "failed", 0, laws=[law()])]
            for n, text in enumerate(said)
        },
        m=[result("1.9", "failed", 0, laws=[law()])],
    )
    text = overview.slips(class_)
    assert "<h3>Chapter 1</h3>" in text and "<h3>Chapter 4</h3>" in text
    assert text.count("<tr>") == 2 + 3 and text.index("1.10") < text.index("1.9")
    assert '<td class="number">4</td><td>1.10</td>' in text


def test_ties_and_who_did_not_hand_in_are_counted_right():
    title = pictures.hardest(
        {"1.1": ["passed", "failed"], "1.2": ["failed", "passed"], "1.3": ["passed"] * 2, "2.1": []}
    )
    assert title == "Exercises 1.1, 1.2 solved by fewest: 1 of 2"
    assert pictures.hardest({"1.1": ["failed"], "2.1": ["failed"] * 9}) == "Who solved what"


def test_the_matrix_has_a_cell_for_everybody_and_everything():
    class_ = graded(ann=[result(), result("1.10", "partly", 1)], bob=[result(status="not attempted", points=0)])
    text = overview.matrix(class_)
    assert text.count("<td") == 4 and text.index("1.1<") < text.index("1.10<") and "●" in text and "◐" in text


def test_a_solved_page_is_short_and_an_unsolved_one_points_to_its_exercises():
    solved = pages.feedback(graded(ann=[result(f"1.{n}", laws=[law(True)]) for n in range(1, 13)])[0])
    assert " open" not in solved and "Look first" not in solved and solved.count("<details") == 12
    slipped = pages.feedback(graded(ann=[result("1.3", "partly", 1, laws=[law()])])[0])
    assert 'href="#exercise-1-3"' in slipped and 'id="exercise-1-3" open' in slipped


def test_an_exercise_with_points_to_earn_names_its_section_of_the_lesson():
    slipped = pages.feedback(graded(ann=[result("1.4", "partly", 1, laws=[law()]), result("1.5", laws=[law(True)])])[0])
    assert "In the lesson: <em>When the shapes differ</em>" in slipped and "the sum telescopes" not in slipped


def test_an_exercise_of_the_frontier_names_the_section_there():
    slipped = pages.feedback(graded(ann=[result("5.14", "failed", 0, laws=[law()])])[0])
    assert "In the frontier: <em>Steps that can be undone by subtraction</em>" in slipped
    assert "chapters/05_ode_view/lesson.ipynb" in slipped and "chapters/05_ode_view/frontier.ipynb" in slipped


@pytest.mark.parametrize("id", EXERCISES)
def test_every_exercise_names_a_heading_of_its_chapters_lesson_or_frontier(id):
    kind, heading = lessons.section_of(id)
    assert kind and heading, "course_utils/grading/lessons.py says where to read on"


def test_no_exercise_has_two_sections_and_no_section_an_exercise_that_is_not_there():
    listed = [id for ids in lessons.SECTIONS.values() for id in ids]
    assert len(listed) == len(set(listed)) and set(listed) <= set(EXERCISES)
    for heading, ids in lessons.SECTIONS.items():
        assert {lessons.section_of(id)[1] for id in ids} == {heading}
