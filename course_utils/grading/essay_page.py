"""What the page for reading prose looks like; a learner's words are escaped wherever they stand."""

import html

from course_utils.grading.essays import task_of
from course_utils.grading.results import Result
from course_utils.grading.similarity import similar_prose

STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 90rem; margin: 1rem auto; padding: 0 1rem }
article { display: grid; grid-template-columns: 3fr 2fr; gap: 1.5rem; border-top: 2px solid #8888; padding: 1rem 0;
  scroll-margin-top: 1rem }
article:focus { outline: 3px solid #0072B2; outline-offset: 4px }
.words { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 70ch; overflow: hidden; padding-block: .3rem }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem }
label { display: block; margin: .3rem 0 } textarea { width: 100%; min-height: 4rem; font: inherit }
fieldset { border: 1px solid #8888; align-self: start; position: sticky; top: .5rem; min-width: 0 }
summary { cursor: pointer } output.lost { font-weight: bold; border: 2px solid; padding: .2rem }
@media (max-width: 45rem) { article, .pair { grid-template-columns: 1fr } fieldset { position: static } }
"""
SCRIPT = """
const token = new URLSearchParams(location.search).get("token");
const essays = [...document.querySelectorAll("article")];
function keep(essay) {  // one message after the other, each with what stands there then: none overtakes a later one
  clearTimeout(essay.waits);
  essay.kept = (essay.kept ?? Promise.resolve()).then(() => send(essay));
}
async function send(essay) {
  const ticks = [...essay.querySelectorAll("input[type=checkbox]")];
  const said = essay.querySelector("output");
  const body = { learner: essay.dataset.learner, exercise: essay.dataset.exercise,
    points: essay.querySelector("input[type=number]").value, comment: essay.querySelector("textarea").value,
    ticked: ticks.flatMap((tick, i) => tick.checked ? [i + 1] : []) };
  said.textContent = "keeping ...";
  try {
    const reply = await fetch("/", { method: "POST", headers: { "X-Token": token }, body: JSON.stringify(body) });
    said.textContent = await reply.text();
    said.className = reply.ok ? "" : "lost";
  } catch (error) { said.textContent = "NOT kept: the server is gone"; said.className = "lost"; }
  const read = essays.filter(one => one.querySelector("output").textContent === "kept").length;
  document.querySelector("#read").textContent = read;
}
for (const essay of essays) essay.addEventListener("change", event => {
  if (event.target.type === "checkbox")
    essay.querySelector("input[type=number]").value = essay.querySelectorAll("input:checked").length;
  keep(essay);
});
for (const essay of essays) essay.addEventListener("input", event => {  // a comment is kept while it is written
  if (event.target.type === "checkbox") return;
  clearTimeout(essay.waits);
  essay.waits = setTimeout(() => keep(essay), 700);
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") document.activeElement.closest("article")?.focus();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input[type=number]")) return;
  const here = essays.indexOf(document.activeElement.closest("article"));
  if (event.key === "j" || event.key === "k") {
    const next = essays[Math.min(Math.max(here + (event.key === "j" ? 1 : -1), 0), essays.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "start" }); }
  }
  const tick = here >= 0 && essays[here].querySelectorAll("input[type=checkbox]")[Number(event.key) - 1];
  if (tick) tick.click();
});
"""
KEYS = (
    "Keys: j and k go to the next and the previous answer, 1 to 4 tick its points, Tab goes through its fields, "
    "Escape leaves them. What you give is kept at once."
)


def whole_page(essays: dict[tuple[str, str], Result], read: dict[tuple[str, str], dict], nonce: str) -> str:
    """All essays, task by task; `read` holds what was given before, `nonce` marks the page's own script and style."""
    tasks: dict[str, dict[str, Result]] = {}
    for (learner, id), essay in sorted(essays.items()):
        tasks.setdefault(id, {})[learner] = essay
    body = "".join(section(id, found, read) for id, found in sorted(tasks.items()))
    head = f'<meta charset="utf-8"><title>Answers in prose</title><style nonce="{nonce}">{STYLE}</style>'
    script = f'<script nonce="{nonce}">{SCRIPT}</script>'
    done = sum(key in read for key in essays)
    top = f'<h1>Answers in prose: <span id="read">{done}</span> of {len(essays)} read</h1><p>{KEYS}</p>'
    body = f"<main>{top}{body or '<p>None.</p>'}</main>{script}"
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def section(id: str, essays: dict[str, Result], read: dict) -> str:
    """One task: its text, a model answer, what looks alike, then each answer."""
    task, title = task_of(id), next(iter(essays.values())).title
    folded = '<details><summary>{}</summary><div class="words">{}</div></details>'
    body = folded.format("The task", html.escape(task.text)) + folded.format("A model answer", html.escape(task.model))
    body += alike(essays)
    body += "".join(article(id, learner, essay, read.get((learner, id), {})) for learner, essay in essays.items())
    return f"<section><h2>{id} {html.escape(title)}</h2>{body}</section>"


def alike(essays: dict[str, Result]) -> str:
    """Pairs that share most of their phrases, side by side."""
    found = ""
    for share, *names in similar_prose({learner: essay.source for learner, essay in essays.items()}):
        pair = "".join(
            f'<div class="words"><b>{html.escape(n)}</b>\n{html.escape(essays[n].source)}</div>' for n in names
        )
        words = f"{html.escape(' and '.join(names))} share {share:.0%} of their phrases"
        found += f'<details><summary>{words}</summary><div class="pair">{pair}</div></details>'
    return found


def article(id: str, learner: str, essay: Result, read: dict) -> str:
    """One answer, and beside it the points to tick, their sum, a comment."""
    ticked = (read.get("ticked") or "").split()
    lines = [(" checked" if str(n) in ticked else "", n, html.escape(x)) for n, x in enumerate(task_of(id).rubric, 1)]
    ticks = "".join(f'<label><input type="checkbox"{on}> {number}. {line}</label>' for on, number, line in lines)
    points, comment = html.escape(read.get("points") or "", quote=True), html.escape(read.get("comment") or "")
    number = f'<input type="number" min="0" max="{essay.maximum:g}" step="0.5" value="{points}">'
    name = html.escape(learner, quote=True)
    fields = f"<fieldset><legend>Points for {name}</legend>{ticks}<label>Points of {essay.maximum:g} {number}</label>"
    fields += (
        f"<label>Comment <textarea>{comment}</textarea></label><output>{'kept' if read else ''}</output></fieldset>"
    )
    words = f'<div><h3>{name}</h3><div class="words">{html.escape(essay.source)}</div></div>'
    return f'<article tabindex="0" data-learner="{name}" data-exercise="{id}">{words}{fields}</article>'
