// What both windows of a talk share: the socket they follow, and the keys.

export const KEYS = {
  ArrowRight: "next", PageDown: "next", " ": "next", n: "next",
  ArrowLeft: "previous", PageUp: "previous", p: "previous",
  r: "reset", f: "freeze", v: "reveal", b: "blank", ".": "blank", t: "timer", c: "code", d: "dark", "?": "help",
};

export const HELP = [
  ["→  Page Down  Space", "next screen"],
  ["←  Page Up", "previous screen"],
  ["V", "reveal what was measured, and how the class voted"],
  ["1 … 9", "one more hand for this option (Shift: one less)"],
  ["F", "freeze the picture beside the live one, and let it go"],
  ["R", "reset this screen"],
  ["C", "show the code"],
  ["B", "black wall"],
  ["T", "a minute's countdown"],
  ["D", "light or dark"],
  ["I", "the window for who speaks"],
  ["?", "this help"],
];

export let state = null;
let socket = null;
let show = () => {};
let lost = () => {};

let unsaid = []; // while the connection is gone, for as long as a hand would still mean it
const MEANT = 5000;

export function say(order) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(order));
  else unsaid.push([Date.now(), order]);
}

export function press(action) {
  if (state) say({press: action, at: state.place});
}

export function follow(draw, away, sorry) {
  show = draw;
  lost = away;
  const connect = () => {
    socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/follow`);
    socket.onopen = () => {
      const late = unsaid.filter(([when]) => Date.now() - when < MEANT);
      unsaid = [];
      late.forEach(([, order]) => say(order));
    };
    socket.onmessage = event => {
      const message = JSON.parse(event.data);
      if ("sorry" in message) return sorry?.(message.sorry);
      state = message;
      lost(false);
      show(state);
    };
    socket.onclose = () => {
      lost(true);
      setTimeout(connect, 500);
    };
  };
  connect();
  // After a sleep the socket may look open and be dead: ask anew when the page is seen again, or the network returns.
  const wake = () => document.visibilityState === "visible" && socket.readyState === WebSocket.OPEN && socket.close();
  let slept = Date.now();
  setInterval(() => {
    if (Date.now() - slept > 4000) wake();
    slept = Date.now();
  }, 1000);
  addEventListener("online", wake);
  history.replaceState(null, "", location.pathname); // the key is a cookie by now: it need not stand on the wall
}

const TYPED = "input[type=text], input[type=number], textarea";

export function listen(digit) {
  addEventListener(
    "keydown",
    event => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !event.target.closest?.("input, select")) return;
      const field = event.target;
      const paging = event.key === "PageDown" || event.key === "PageUp"; // a clicker's keys: whatever has the focus
      if (!paging && field.matches?.(TYPED)) return;
      if (!paging && event.key.startsWith("Arrow") && field.matches?.("input, select")) return;
      if (event.key === " " && field.matches?.("button, select, input, summary")) return;
      if (field.matches?.("select") && event.key.length === 1 && !paging && event.key !== "?") return;
      if (event.repeat) return;
      const number = /^Digit([1-9])$/.exec(event.code);
      if (number && digit) {
        event.preventDefault();
        return digit(Number(number[1]) - 1, event.shiftKey ? -1 : 1);
      }
      if (event.key === "Escape" && state && (state.help || state.code || state.noCode)) {
        event.preventDefault();
        return press(state.help ? "help" : "code");
      }
      if (event.key.toLowerCase() === "i") {
        event.preventDefault();
        return void open("/instructor", "instructor");
      }
      const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      press(action);
    },
    true,
  );
}

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export const by = id => document.getElementById(id);

// Sets a text or hides the element that has none; leaves alone what is as it should be.
export function text(id, words) {
  const node = by(id);
  if (node.textContent !== words) node.textContent = words;
  node.hidden = !words;
}
