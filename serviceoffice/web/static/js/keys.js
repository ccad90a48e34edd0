/* Single-letter shortcuts for those who serve a hundred visitors a day.
 *
 * <button data-key="n">Kalla nästa <kbd>N</kbd></button>     N clicks it
 * <input data-key="/">                                       / goes to it
 * <button data-key="Enter">                                  only when nothing has the focus
 * <button data-key="n Enter">                                either of them
 *
 * Never in a text field, never with Ctrl, Alt or Meta, never repeated by a key
 * that is held down, never behind an open dialog; [data-keys-switch] turns all
 * off (WCAG 2.1.4). What a key did is said in [data-keys-said].
 */

const root = document.documentElement;
const STORE = "serviceoffice.keys";
const WRITES = [
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset])",
  "textarea",
  "select", // letters choose among its options
  "[contenteditable]:not([contenteditable=false])",
].join();

/* ---- On and off --------------------------------------------------------- */

function remembered() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null; // storage is forbidden here: on, until the page is left
  }
}

function turn(state) {
  root.dataset.keys = state; // parts.css hides each <kbd> while off
  for (const box of document.querySelectorAll("[data-keys-switch]")) box.checked = state === "on";
}

turn(remembered() === "off" ? "off" : "on");
document.addEventListener("htmx:load", () => turn(root.dataset.keys));
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  const state = event.target.checked ? "on" : "off";
  turn(state);
  say(document.querySelector("[data-keys-said]")?.dataset[state]);
  try {
    localStorage.setItem(STORE, state);
  } catch {
    // Then it holds for this page only.
  }
});

/* ---- Saying ------------------------------------------------------------- */

function say(text) {
  const place = document.querySelector("[data-keys-said]");
  if (!place || !text) return;
  place.textContent = "";
  // In the next frame, or the same words twice would not be spoken again.
  requestAnimationFrame(() => (place.textContent = text));
}

function label(element) {
  const copy = element.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return element.getAttribute("aria-label") || copy.textContent.trim().replace(/\s+/g, " ");
}

function sayWhyNot(element) {
  const reason = document.getElementById(element.getAttribute("aria-describedby"));
  say([label(element), reason?.textContent.trim()].filter(Boolean).join(". "));
}

// aria-disabled keeps the button reachable with its reason; it must do nothing.
document.addEventListener(
  "click",
  (event) => {
    const element = event.target.closest('[aria-disabled="true"]');
    if (!element) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sayWhyNot(element);
  },
  true,
);

/* ---- Keys --------------------------------------------------------------- */

const keys = (element) => element.dataset.key.toLowerCase().split(" ");

function find(key) {
  const scope = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  return [...scope.querySelectorAll("[data-key]")].find(
    (element) => keys(element).includes(key) && element.checkVisibility(),
  );
}

// Enter held down on a button would press it again and again, each time for
// what the button has become meanwhile.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.closest("button, a")) {
    event.preventDefault();
  }
});

document.addEventListener("keydown", (event) => {
  if (root.dataset.keys === "off" || event.defaultPrevented || event.isComposing) return;
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  // Shift makes another letter, but on many keyboards it is how "/" is written.
  if (event.shiftKey && /^\p{L}$/u.test(event.key)) return;
  const focused = document.activeElement;
  if (focused?.matches(WRITES)) return;
  if (event.key === "Enter" && focused && focused !== document.body) return;

  const element = find(event.key.toLowerCase());
  if (!element) return;
  event.preventDefault();
  if (element.matches(WRITES)) {
    element.focus();
    element.select?.();
  } else if (element.disabled) {
    sayWhyNot(element);
  } else {
    const name = label(element); // read before the click, which may replace it
    element.click();
    if (element.getAttribute("aria-disabled") !== "true") say(name);
  }
});
