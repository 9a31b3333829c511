// One vote a device. Nothing is asked of who votes but the code on the wall.
const by = id => document.getElementById(id);
let inside = false;
let shows = "";

async function send(address, content) {
  return fetch(address, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(content)});
}

async function look() {
  let answer;
  try {
    answer = await fetch("/question");
  } catch {
    by("said").textContent = "No connection. This page tries again by itself.";
    return;
  }
  const asked = await answer.json();
  inside = answer.ok && asked.in !== false;
  by("door").hidden = inside;
  if (!inside) {
    by("options").replaceChildren();
    shows = "";
    return;
  }
  draw(asked);
}

function draw(asked) {
  by("title").textContent = asked.key ? asked.question : "Your vote";
  if (!asked.key) by("said").textContent = "Nothing to vote on at the moment.";
  const key = JSON.stringify(asked);
  if (key === shows) return;
  shows = key;
  by("options").replaceChildren(
    ...(asked.options ?? []).map((words, option) => {
      const button = Object.assign(document.createElement("button"), {type: "button", textContent: words});
      button.setAttribute("aria-pressed", String(asked.mine === option));
      button.onclick = async () => {
        const answer = await send("/vote", {key: asked.key, option});
        by("said").textContent = answer.ok ? "Counted. You may change it until it is revealed." : "Too late for this one.";
        look();
      };
      return button;
    }),
  );
  if (asked.key && asked.mine === null) by("said").textContent = "";
}

by("door").addEventListener("submit", async event => {
  event.preventDefault();
  const answer = await send("/come-in", {code: by("code").value});
  by("said").textContent = answer.ok ? "" : "That is not the code on the wall.";
  look();
});
setInterval(() => inside && look(), 1500);
look();
