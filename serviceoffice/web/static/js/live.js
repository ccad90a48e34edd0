/* Live screens: hears the office's log and has htmx refresh what changed.
 *
 * <main data-live="/counter/vilhelmina/live" data-live-last="1234">
 *   <section id="queue" data-live-refresh hx-get="…" hx-trigger="live:changed" hx-swap="outerHTML">
 *
 * EventSource gives up after an HTTP error and cannot be asked where it is, so
 * the stream is read with fetch. The one thing remembered is `last`, the newest
 * sequence number heard: every connection asks for what came after it, so a lost
 * line costs time but no event. The stream carries no state, only that something
 * changed; what is shown is always what the server renders.
 */

import { lineDown, lineUp } from "./line.js";

const root = document.querySelector("[data-live]");
const seconds = (name, otherwise) => 1000 * Number(root.dataset[name] || otherwise);
const pollEvery = root && seconds("livePoll", 10);
const longestSilence = root && seconds("liveSilence", 45);
let last = Number(root?.dataset.liveLast || 0);

/* ---- Regions: refresh, but never under the user's hands -------------- */

const fetching = new WeakSet(); // regions being fetched
const pending = new Set(); // ids of regions with news that is not shown yet
let pressed = null; // where a pointer is held down

function changed(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const initial = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(initial, 0);
}

function held(region) {
  const focused = document.activeElement;
  return (
    region.contains(pressed) ||
    (region.contains(focused) && focused.matches("input, textarea, select, [contenteditable]")) ||
    region.querySelector("dialog[open]") ||
    [...region.querySelectorAll("input, textarea, select")].some(changed)
  );
}

function refresh(region, detail, force = false) {
  // A change that comes while a region is being fetched may have missed that answer;
  // and htmx hears nothing on an element that it has just brought (.htmx-added).
  const busy = fetching.has(region) || region.closest(".htmx-added") !== null;
  const wait = busy || (held(region) && !force);
  region.toggleAttribute("data-live-waiting", wait);
  if (wait) return void pending.add(region.id);
  pending.delete(region.id);
  region.dispatchEvent(new CustomEvent("live:changed", { detail }));
}

function refreshPending() {
  for (const id of [...pending]) {
    const region = document.getElementById(id);
    if (region) refresh(region, { seq: last, kind: "snapshot" });
    else pending.delete(id);
  }
}

function tell(seq, kind) {
  for (const region of document.querySelectorAll("[data-live-refresh]")) {
    const wanted = region.dataset.liveRefresh.split(" ").filter(Boolean);
    // Without a known kind anything may have changed.
    if (!wanted.length || !kind || kind === "snapshot" || wanted.includes(kind)) {
      refresh(region, { seq, kind });
    }
  }
}

document.addEventListener("pointerdown", (event) => (pressed = event.button ? null : event.target), true);
for (const end of ["pointerup", "pointercancel"]) {
  // The click of a touch comes up to 300 ms after the finger has left.
  document.addEventListener(end, () => setTimeout(() => ((pressed = null), refreshPending()), 350), true);
}
for (const end of ["focusout", "reset", "close"]) {
  document.addEventListener(end, () => setTimeout(refreshPending, 0), true);
}
document.addEventListener("click", (event) => {
  const region = event.target.closest("[data-live-show]")?.closest("[data-live-refresh]");
  if (region) refresh(region, { seq: last, kind: "snapshot" }, true);
});

document.addEventListener("htmx:load", refreshPending); // what was brought is ready
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  const region = detail.requestConfig.elt;
  if (region.matches("[data-live-refresh]")) fetching.add(region);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const region = detail.requestConfig.elt; // detail.elt is its parent once it is replaced
  const failed = fetching.delete(region) && !detail.successful;
  if (failed) pending.add(region.id);
  setTimeout(refreshPending, failed ? 2000 + 2000 * Math.random() : 0);
});

/* ---- The stream --------------------------------------------------------- */

function heard(id, event, data) {
  const seq = Number(id);
  const snapshot = event === "snapshot";
  if (id === "" || !Number.isSafeInteger(seq)) return;
  // A snapshot may lie behind `last` when the office was restored from a backup.
  if (snapshot ? seq === last : seq <= last) return;
  last = seq;
  tell(seq, snapshot ? "snapshot" : kindOf(data));
}

function kindOf(data) {
  try {
    return JSON.parse(data).kind;
  } catch {
    return undefined; // something changed; what, only the server can say
  }
}

/** Feeds the lines of an event stream, in pieces as they come. */
function reader() {
  let rest = "";
  let fields = { id: "", event: "", data: "" };
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) {
      const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      if (Object.hasOwn(fields, name)) fields[name] += value;
      else if (line === "") {
        heard(fields.id, fields.event, fields.data);
        fields = { id: "", event: "", data: "" };
      }
    }
  };
}

/** Listens until the line ends: "full" (no stream to spare), "ended" or "lost". */
async function listen() {
  const url = new URL(root.dataset.live, location.href);
  url.searchParams.set("last", last);
  const line = new AbortController();
  let outcome = "lost";
  let alarm;
  const listening = () => {
    clearTimeout(alarm);
    alarm = setTimeout(() => {
      outcome = "lost";
      line.abort();
    }, longestSilence);
  };
  listening();
  try {
    const answer = await fetch(url, {
      headers: { Accept: "text/event-stream" },
      cache: "no-store",
      signal: line.signal,
    });
    if (answer.status === 503) {
      // Our server says where its log is; a proxy in front of a dead one does not.
      const { seq } = await answer.json();
      if (!Number.isSafeInteger(seq)) return "lost";
      lineUp();
      heard(String(seq), "snapshot", "");
      return "full";
    }
    if (!answer.headers.get("Content-Type")?.startsWith("text/event-stream")) return "lost";
    const feed = reader();
    const body = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await body.read();
      if (done) return outcome;
      outcome = "ended";
      listening();
      lineUp();
      feed(value);
    }
  } catch {
    return outcome; // cut off: whether the line is down, the next try tells
  } finally {
    clearTimeout(alarm);
  }
}

let wake = () => {};
addEventListener("online", () => wake());

function pause(milliseconds) {
  return new Promise((resume) => {
    wake = resume;
    setTimeout(resume, milliseconds);
  });
}

async function run() {
  let failures = 0;
  for (;;) {
    const began = performance.now();
    const outcome = await listen();
    if (outcome === "lost") lineDown();
    const lasted = outcome === "ended" && performance.now() - began > 5000;
    failures = outcome === "full" || lasted ? 0 : failures + 1;
    // Twice as long each time, at most 30 s; spread, so that the screens of a
    // country do not all come back in the same second.
    const base = outcome === "full" ? pollEvery : Math.min(30_000, 500 * 2 ** failures);
    await pause(base * (0.75 + Math.random() / 2));
  }
}

// htmx makes the regions ready at DOMContentLoaded; before that they would hear nothing.
if (root && document.readyState === "complete") run();
else if (root) addEventListener("DOMContentLoaded", run, { once: true });
