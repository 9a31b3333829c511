"""Recall questions in a real browser, by keyboard alone, and what of them a notebook shows that is opened again."""

import pytest

from course_utils.panels.recall import QUESTIONS

LESSON = "01_residual_mathematics/lesson.ipynb"
CHOICE, NUMBER, ORDER = "recall-overfitting", "recall-aim", "recall-forgetting"


def said(lab, cell):
    return lab.cell(cell).locator("[role=status]").last.inner_text()


def answer(lab, cell):
    """Press the button from the keyboard, and wait for a verdict."""
    lab.cell(cell).get_by_role("button", name="Answer").focus()
    lab.page.keyboard.press("Space")
    verdict = lab.cell(cell).locator("[role=status]", has_text="Your answer: ")
    verdict.last.wait_for()
    return said(lab, cell)


def choose(lab, option):
    """Walk to an option with the arrow keys; walking is no answer."""
    lab.cell(CHOICE).get_by_role("radio").first.focus()
    for _ in QUESTIONS["1-overfitting"].options:
        lab.page.keyboard.press("ArrowDown")
        lab.page.wait_for_timeout(200)
        if lab.cell(CHOICE).get_by_label(option, exact=True).is_checked():
            return
    pytest.fail(f"The arrow keys do not reach {option!r}.")


def test_every_kind_is_answered_by_keyboard_and_kept_in_the_notebook(lab):
    lab.open_notebook(LESSON).run_cells([CHOICE, NUMBER, ORDER])
    question, count = QUESTIONS["1-overfitting"], len(lab.cells())
    slip, sentence = next(iter(question.wrong.items()))
    choose(lab, slip)
    assert said(lab, CHOICE) == "Not answered yet."
    assert sentence in answer(lab, CHOICE)
    choose(lab, question.right)
    lab.cell(CHOICE).get_by_role("button", name="Answer").focus()
    lab.page.keyboard.press("Space")
    lab.cell(CHOICE).locator("[role=status]", has_text=question.why).wait_for()

    lab.cell(NUMBER).get_by_label("Number").focus()
    lab.page.keyboard.type("dd0.8")  # two d in a row would delete a cell, if the page got them
    lab.cell(NUMBER).get_by_label("Number").fill("0.8")
    assert "Right: " in answer(lab, NUMBER)
    assert len(lab.cells()) == count

    listed = lab.cell(ORDER).get_by_label("Order")
    before = listed.locator("option").all_inner_texts()
    listed.focus()
    lab.page.keyboard.press("Home")
    lab.cell(ORDER).get_by_role("button", name="Down", exact=True).focus()
    lab.page.keyboard.press("Space")
    lab.page.wait_for_timeout(500)
    assert listed.locator("option").all_inner_texts() == [before[1], before[0], before[2]]
    assert "Your answer: " in answer(lab, ORDER)

    shown = {cell: said(lab, cell) for cell in (CHOICE, NUMBER, ORDER)}
    lab.page.evaluate("async () => { await jupyterapp.shell.currentWidget.context.save(); }")
    lab.page.evaluate("async () => { await jupyterapp.shell.currentWidget.sessionContext.shutdown(); }")
    lab.open_notebook(LESSON)
    for cell, sentence in shown.items():
        lab.cell(cell).locator(".course-kept-asleep").wait_for()
        assert sentence in lab.cell(cell).inner_text()
    assert question.text in lab.cell(CHOICE).inner_text() and slip in lab.cell(CHOICE).inner_text()
