/* The kiosk: starts over when left alone, one ticket per tap, larger text,
 * contrast, reading aloud, a keypad.
 */

import { lineDown, lineUp } from "./line.js";

const root = document.documentElement;
const $ = (selector) => document.querySelector(selector);

/* ---- Storage: lasts for one visitor -------------------------------------- */

const memory = {
  get: (name) => {
    try {
      return sessionStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set: (name, value) => {
    try {
      sessionStorage.setItem(name, value);
    } catch {
      // Then the switches hold for this page only.
    }
  },
  clear: () => {
    try {
      sessionStorage.clear();
    } catch {
      // Nothing was kept.
    }
  },
};

/* ---- Larger text and contrast --------------------------------------------- */

const SWITCHES = { larger: ["text", "large"], contrast: ["colours", "strong"] }; // on <html>

function turn(name, on) {
  const [attribute, value] = SWITCHES[name];
  if (on) root.dataset[attribute] = value;
  else delete root.dataset[attribute];
  $(`[data-${name}]`)?.setAttribute("aria-pressed", String(on));
}

for (const name of Object.keys(SWITCHES)) {
  turn(name, memory.get(name) === "on");
  $(`[data-${name}]`)?.addEventListener("click", (event) => {
    const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
    turn(name, on);
    memory.set(name, on ? "on" : "off");
  });
}

/* ---- Idle: back to the start, after asking -------------------------------- */

const kiosk = $("[data-idle]");
const dialog = $("[data-idle-dialog]");
const left = $("[data-idle-left]");
let timer;

function watch() {
  clearInterval(timer);
  if (dialog?.open) dialog.close();
  timer = setTimeout(ask, 1000 * Number(kiosk.dataset.idle || 60));
}

function ask() {
  // Nobody stands at the start page: nothing to ask, only the switches to reset.
  if (new URL(kiosk.dataset.idleHome, location.href).pathname === location.pathname) return home();
  let rest = Number(kiosk.dataset.idleCount || 15);
  if (left) left.textContent = rest;
  dialog?.showModal();
  timer = setInterval(() => {
    rest -= 1;
    if (left) left.textContent = rest;
    if (rest <= 0) home();
  }, 1000);
}

async function home() {
  clearInterval(timer);
  for (const name of Object.keys(SWITCHES)) turn(name, false);
  memory.clear();
  scrollTo(0, 0);
  const start = kiosk.dataset.idleHome;
  try {
    // Left to itself the browser would show its own error page, and no way back.
    // The start is loaded anew even when it is shown: the office may have opened or closed.
    const answer = await fetch(start, { method: "HEAD", cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    location.replace(start);
  } catch {
    lineDown();
    timer = setTimeout(home, 5000);
  }
}

if (kiosk) {
  for (const sign of ["pointerdown", "keydown", "input", "scroll", "wheel"]) {
    document.addEventListener(sign, watch, { capture: true, passive: true });
  }
  watch();
  addEventListener("online", lineUp);
}

/* ---- One tap, one ticket -------------------------------------------------- */

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "true";
  event.submitter?.setAttribute("aria-busy", "true");
  // After the form is read: a disabled button would not be sent with it.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)), 0);
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  }
});

// The second half of a double tap must not choose something on the next page.
document.addEventListener(
  "click",
  (event) => {
    const [x, y, at] = (memory.get("tap") ?? "").split(" ").map(Number);
    const near = Math.hypot(event.screenX - x, event.screenY - y) < 40;
    if (near && at < Date.now() - performance.now() && Date.now() - at < 400) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.isTrusted) memory.set("tap", `${event.screenX} ${event.screenY} ${Date.now()}`);
  },
  true,
);

/* ---- Keypad --------------------------------------------------------------- */

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-digit], [data-erase]");
  const field = key && $(key.closest("[data-keypad]").dataset.keypad);
  if (!field) return;
  const typed = key.dataset.digit ? field.value + key.dataset.digit : field.value.slice(0, -1);
  if (field.maxLength < 0 || typed.length <= field.maxLength) field.value = typed;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

/* ---- Reading aloud -------------------------------------------------------- */

function offerListening() {
  const language = root.lang.split("-")[0];
  const voice = speechSynthesis.getVoices().find((each) => each.lang.startsWith(language));
  for (const button of document.querySelectorAll("[data-listen]")) button.hidden = !voice;
}

if ("speechSynthesis" in window) {
  offerListening();
  speechSynthesis.addEventListener("voiceschanged", offerListening);
  addEventListener("pagehide", () => speechSynthesis.cancel());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-listen]");
    if (!button) return;
    if (speechSynthesis.speaking) return speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance($(button.dataset.listen).innerText);
    words.lang = root.lang;
    speechSynthesis.speak(words);
  });
}
