// The controls of a panel as the browser's own inputs, so that every key and every reader program knows them.
import {element} from "/common.js";

let shows = "";
const moving = new Map(); // what the hand is at: until it rests, the server's word does not move it back

export function drawControls(box, panel, place, say) {
  const key = JSON.stringify([place, panel.controls]);
  if (shows !== key) {
    shows = key;
    moving.clear();
    const rows = panel.controls.map(control => row(control, say));
    const sight = rows.filter((_, index) => panel.controls[index].sight);
    box.replaceChildren(...sight);
  }
  for (const control of panel.controls.filter(each => each.sight)) {
    const node = box.querySelector(`[data-name="${control.name}"]`);
    const enabled = panel.enabled.includes(control.name);
    node.classList.toggle("off", !enabled);
    for (const field of node.querySelectorAll("input, select, button")) field.disabled = !enabled;
    if (!(Date.now() - (moving.get(control.name) ?? 0) < 500)) node.show(panel.values[control.name]);
  }
}

function row(control, say) {
  const id = `control-${control.name}`;
  const send = value => {
    moving.set(control.name, Date.now());
    say({move: {[control.name]: value}});
  };
  const made = element("div", {className: `control ${control.kind}`});
  made.dataset.name = control.name;
  const label = element("label", {htmlFor: id, textContent: control.label});
  MAKE[control.kind](made, label, id, control, send);
  return made;
}

const MAKE = {
  slider(made, label, id, control, send) {
    const words = value => Number(value).toFixed(control.digits);
    range(made, label, id, {min: control.min, max: control.max, step: control.step}, words, send);
  },
  steps(made, label, id, control, send) {
    range(made, label, id, {min: 0, max: control.options.length - 1, step: 1}, value => control.options[value], send);
  },
  menu(made, label, id, control, send) {
    const field = element("select", {id}, ...control.options.map((words, value) => element("option", {value, textContent: words})));
    field.onchange = () => send(Number(field.value));
    made.append(label, field);
    made.show = value => (field.value = value);
  },
  box(made, label, id, control, send) {
    const field = element("input", {id, type: "checkbox"});
    field.onchange = () => send(field.checked);
    made.append(label, field);
    made.show = value => (field.checked = value);
  },
  order(made, label, id, control, send) {
    const blocks = element("div", {className: "blocks"});
    blocks.setAttribute("role", "group");
    blocks.setAttribute("aria-label", control.label);
    let order = [];
    const set = next => {
      order = next;
      send(order.join(" "));
      fill();
    };
    const tool = (textContent, change) => {
      const button = element("button", {className: "tool", textContent, type: "button"});
      button.onclick = () => set(change([...order]));
      return button;
    };
    const tools = [
      tool("all back", all => all.map(Math.abs).sort((a, b) => a - b)),
      tool("swap two", all => swapped(all)),
      tool("shuffle", all => shuffled(all)),
    ];
    const fill = () => {
      order.forEach((number, place) => {
        const button = blocks.children[place];
        button.textContent = Math.abs(number);
        button.setAttribute("aria-pressed", number > 0);
        button.setAttribute("aria-label", `block ${Math.abs(number)}`);
      });
    };
    made.append(element("span", {textContent: "blocks"}), blocks);
    made.show = value => {
      order = value.split(" ").map(Number);
      if (blocks.children.length !== order.length + tools.length) {
        const buttons = order.map((_, place) => {
          const button = element("button", {type: "button"});
          button.onclick = () => set(order.map((number, at) => (at === place ? -number : number)));
          button.onkeydown = event => {
            const by = {ArrowLeft: -1, ArrowRight: 1}[event.key];
            if (by && event.shiftKey && blocks.children[place + by] && place + by >= 0 && place + by < order.length) {
              event.preventDefault();
              event.stopPropagation();
              const next = [...order];
              [next[place], next[place + by]] = [next[place + by], next[place]];
              set(next);
              blocks.children[place + by].focus();
            }
          };
          return button;
        });
        blocks.replaceChildren(...buttons, ...tools);
      }
      fill();
    };
  },
};

function range(made, label, id, ends, words, send) {
  const field = element("input", {id, type: "range", ...ends});
  const said = element("output", {htmlFor: id});
  field.oninput = () => {
    said.textContent = words(field.value);
    field.setAttribute("aria-valuetext", words(field.value));
    send(Number(field.value));
  };
  made.append(label, field, said);
  made.show = value => {
    field.value = value;
    said.textContent = words(value);
    field.setAttribute("aria-valuetext", words(value));
  };
}

function swapped(all) {
  const one = Math.floor(Math.random() * all.length);
  const other = (one + 1 + Math.floor(Math.random() * (all.length - 1))) % all.length;
  [all[one], all[other]] = [all[other], all[one]];
  return all;
}

function shuffled(all) {
  for (let last = all.length - 1; last > 0; last--) {
    const pick = Math.floor(Math.random() * (last + 1));
    [all[last], all[pick]] = [all[pick], all[last]];
  }
  return all;
}
