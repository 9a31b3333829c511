// The wall: draws what the socket says, and holds nothing.
import {HELP, by, element, follow, listen, press, say, state, text} from "/common.js";
import {drawControls} from "/controls.js";

function draw(now) {
  document.documentElement.classList.toggle("dark", now.dark);
  document.title = `${now.title} · ${now.lesson}`;
  by("title").textContent = now.kind === "words" && now.place === 0 ? "" : now.title;
  by("where").textContent = `${now.place + 1} / ${now.count}`;
  by("words").hidden = now.kind !== "words";
  by("vote").hidden = now.kind !== "vote";
  by("pictures").hidden = by("below").hidden = now.kind !== "picture";
  if (now.kind === "words") drawWords(now);
  if (now.kind === "vote") drawVote(now);
  if (now.kind === "picture") drawPicture(now);
  drawSheet(now);
  by("curtain").hidden = !now.blank;
  ends = now.countdown === null ? null : performance.now() + 1000 * now.countdown;
  tick();
}

let ends = null;
function tick() {
  const left = ends === null ? 0 : Math.max(0, Math.ceil((ends - performance.now()) / 1000));
  text("clock", ends === null ? "" : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
}
setInterval(tick, 250);

function same(node, what) {
  const key = JSON.stringify(what);
  if (node.dataset.shows === key) return true;
  node.dataset.shows = key;
  return false;
}

function drawWords(now) {
  if (same(by("words"), [now.place, now.lines])) return;
  const lines = now.lines.map(line => element("p", {textContent: line}));
  by("words").replaceChildren(...(now.place === 0 ? [element("p", {className: "lead", textContent: now.title})] : []), ...lines);
}

function drawVote({vote, phones, place}) {
  by("question").textContent = vote.question.replaceAll(" %", "\u00a0%");
  const list = by("options");
  if (!same(list, [place, vote.options]))
    list.replaceChildren(
      ...vote.options.map((option, index) =>
        element(
          "li",
          {},
          element("span", {className: "bar"}),
          element("span", {className: "number", textContent: index + 1}),
          element("span", {className: "words", textContent: option}),
          element("span", {className: "share"}),
        ),
      ),
    );
  const most = Math.max(1, vote.total);
  [...list.children].forEach((item, index) => {
    const count = vote.counts?.[index];
    item.classList.toggle("right", vote.right === index);
    item.querySelector(".bar").style.width = count === undefined ? "0" : `${(100 * count) / most}%`;
    item.querySelector(".share").textContent =
      count === undefined || !vote.total ? "" : `${count}  (${Math.round((100 * count) / most)} %)`;
  });
  by("outcome").hidden = !vote.outcome;
  if (vote.outcome && !same(by("outcome"), vote.outcome))
    by("outcome").replaceChildren(element("b", {textContent: "Measured: "}), `${vote.outcome}.`);
  by("phones").hidden = !phones.open || vote.revealed;
  if (phones.open && !same(by("phones"), phones))
    by("phones").replaceChildren(`${phones.url.replace("http://", "")}   code `, element("b", {textContent: phones.code}));
  text("total", vote.total ? `${vote.total} ${vote.total === 1 ? "vote" : "votes"}` : vote.revealed ? "" : "Vote before it is revealed.");
}

function source(panel, number) {
  return `/picture/${number || panel.cell}.png`;
}

function drawPicture({panel, frozen, place}) {
  show(by("live").querySelector("img"), source(panel, panel.picture), panel.text, panel.photographs);
  by("live").querySelector("figcaption").hidden = !frozen;
  by("frozen").hidden = !frozen;
  if (frozen) {
    show(by("frozen").querySelector("img"), source(panel, frozen.picture), `Frozen: ${frozen.text}`, panel.photographs);
    by("frozen").querySelector("span").textContent = frozen.settings;
  }
  const readout = by("readout");
  const words = panel.wrong || panel.wait || (panel.figure ? "" : panel.text);
  if (!same(readout, [words, Boolean(panel.wrong)]))
    readout.replaceChildren(element("span", {className: panel.wrong ? "wrong" : "", textContent: words}));
  drawControls(by("controls"), panel, place, say);
  by("below").hidden = panel.figure;
  by("below").className = panel.controls.some(each => each.kind === "order") ? "wide" : panel.controls.length ? "" : "nothing";
}

// Shows a picture once it has arrived: the wall is never empty between two.
function show(image, address, words, photographs) {
  image.alt = words;
  image.classList.toggle("photographs", photographs);
  if (image.dataset.wants === address) return;
  image.dataset.wants = address;
  const next = new Image();
  next.onload = () => {
    if (image.dataset.wants === address) image.src = address;
  };
  next.onerror = () => delete image.dataset.wants;
  next.src = address;
}

function drawSheet(now) {
  const open = now.help || now.code || now.noCode;
  by("sheet").hidden = !open;
  if (!open || same(by("sheet"), [now.help, now.code, now.place])) return;
  by("sheet-title").textContent = now.help ? "Keys" : "The code of this screen";
  by("sheet-body").replaceChildren(
    now.help
      ? element("dl", {}, ...HELP.flatMap(([keys, what]) => [
          element("dt", {}, ...keys.split("  ").flatMap(key => [element("kbd", {textContent: key}), " "])),
          element("dd", {textContent: what}),
        ]))
      : element("pre", {textContent: now.code || "This screen has no code."}),
  );
}

function hand(option, by) {
  const counts = state?.teacher.hands;
  if (state?.kind === "vote" && option < state.vote.options.length)
    say({hands: option, count: Math.max(0, (counts[option] ?? 0) + by)});
}

listen(hand);
follow(draw, lost => { by("away").hidden = !lost; });
by("curtain").addEventListener("click", () => press("blank"));
