// The window for who speaks: what to ask, what is usually answered, what comes next, minutes used and left.
import {by, element, follow, listen, press, say, state, text} from "/common.js";

const BUTTONS = [
  ["previous", "← Previous"], ["next", "Next →"], ["reveal", "Reveal (V)"], ["freeze", "Freeze (F)"], ["reset", "Reset (R)"],
  ["code", "Code (C)"], ["blank", "Black (B)"], ["timer", "Minute (T)"], ["dark", "Light or dark (D)"], ["help", "Keys (?)"],
];
by("buttons").append(
  ...BUTTONS.map(([action, words]) => {
    const button = element("button", {type: "button", textContent: words});
    button.onclick = () => press(action);
    return button;
  }),
);

let received = 0;
const minutes = number => `${number < 0 ? "−" : ""}${Math.floor(Math.abs(number))}:${String(Math.floor((Math.abs(number) % 1) * 60)).padStart(2, "0")}`;

function time() {
  if (!state) return;
  const {used: before, running, all, planned} = state.teacher;
  const used = before + (running ? (performance.now() - received) / 60000 : 0);
  by("used").textContent = minutes(used);
  by("of").textContent = `of ${all} minutes`;
  by("left").textContent = minutes(all - used);
  by("left").className = used > all ? "late" : "";
  const behind = Math.round(used - planned - state.teacher.minutes);
  text("pace", !running ? "The clock starts with the second screen." : behind > 0 ? `${behind} min behind the plan` : "on time");
}
setInterval(time, 500);

function draw(now) {
  const {teacher, vote, phones} = now;
  received = performance.now();
  document.documentElement.classList.toggle("dark", now.dark);
  by("title").textContent = `${now.place + 1}. ${now.title} (${teacher.minutes} min)`;
  by("ask").textContent = teacher.ask;
  text("next", teacher.next ? `${teacher.next.title} (${teacher.next.minutes} min)` : "This is the last screen.");
  text("next-ask", teacher.next?.ask ?? "");
  by("usual").hidden = !teacher.slips.length;
  fill("slips", teacher.slips, slips => slips.flatMap(([said, answer]) => [element("dt", {textContent: said}), element("dd", {textContent: answer})]));
  by("class").hidden = !vote;
  if (vote) drawHands(vote, teacher);
  fill("screens", [teacher.screens, now.place], () =>
    teacher.screens.map((screen, place) => {
      const parts = [`${place + 1}`, screen.title, `${screen.minutes} min`].map(words => element("span", {textContent: words}));
      const button = element("button", {type: "button", className: screen.short ? "short" : ""}, ...parts);
      if (screen.short) button.setAttribute("aria-description", "short path");
      button.onclick = () => say({go: place});
      const item = element("li", {}, button);
      if (place === now.place) item.setAttribute("aria-current", "true");
      return item;
    }),
  );
  fill("addresses", teacher.addresses, list => list.map(value => element("option", {value})));
  const suggested = teacher.address || teacher.addresses[0] || "127.0.0.1";
  if (!by("address").dataset.touched) by("address").value = suggested;
  by("open").hidden = phones.open;
  by("close").hidden = !phones.open;
  text("opened", phones.open ? `Open at ${phones.url}, code ${phones.code}: whoever is on that network and reads the code may vote.` : "");
  by("sorry").textContent = "";
  time();
}

function fill(id, what, make) {
  const key = JSON.stringify(what);
  if (by(id).dataset.shows === key) return;
  by(id).dataset.shows = key;
  by(id).replaceChildren(...make(what));
}

function drawHands(vote, teacher) {
  fill("hands", [vote.key, vote.options], () =>
    vote.options.flatMap((option, index) => {
      const field = element("input", {type: "number", min: 0, max: 999, id: `hands-${index}`});
      field.oninput = () => say({hands: index, count: Number(field.value || 0)});
      return [element("label", {htmlFor: field.id, textContent: option}), field, element("output", {htmlFor: field.id})];
    }),
  );
  vote.options.forEach((_, index) => {
    const field = by(`hands-${index}`);
    if (document.activeElement !== field) field.value = teacher.hands[index] ?? "";
    field.nextElementSibling.textContent = `${teacher.counts[index]} in all`;
  });
  by("votes-total").textContent = `(${vote.total} votes so far)`;
  by("right").textContent = `Measured: ${teacher.outcome}. Closest: ${teacher.right}.`;
}

by("address").addEventListener("input", () => (by("address").dataset.touched = "yes"));
by("open").addEventListener("submit", event => {
  event.preventDefault();
  say({open: by("address").value});
});
by("close").addEventListener("click", () => say({close: true}));
listen(null);
follow(draw, lost => { by("away").hidden = !lost; }, words => { by("sorry").textContent = words; });
