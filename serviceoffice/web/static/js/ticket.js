/* Keeps a region fresh by asking every ten seconds, cheaply: the mobile ticket,
 * and the kiosk's waits.
 *
 * <div id="ticket" data-poll="/t/TOKEN" data-state="waiting" data-title="K014 · 3 före dig" data-say="3 före dig">
 *
 * The address answers the page, or just the region; the element with the same id
 * replaces this one. Without such an element the page is loaded anew. An ETag makes an unchanged answer empty (304). When
 * data-state becomes "called" the phone shakes; data-say is spoken politely each
 * time it changes; data-title becomes the page's title.
 */

import { lineDown, lineUp } from "./line.js";

const EVERY = 10_000;
const tags = new Map(); // id → ETag of what is shown
let pressed = false;

const busy = (region) =>
  pressed ||
  region.querySelector("dialog[open]") ||
  (region.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));

function say(text) {
  const place = document.querySelector("[data-ticket-said]");
  if (place && text && place.textContent !== text) place.textContent = text;
}

function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
  if (fresh.dataset.title) document.title = fresh.dataset.title;
  if (fresh.dataset.say !== old.dataset.say) say(fresh.dataset.say);
  if (fresh.dataset.state === "called" && old.dataset.state !== "called") {
    navigator.vibrate?.([400, 200, 400, 200, 800]);
  }
}

async function ask(id) {
  const region = document.getElementById(id);
  if (busy(region)) return;
  const headers = tags.has(id) ? { "If-None-Match": tags.get(id) } : {};
  const answer = await fetch(region.dataset.poll, { headers, cache: "no-store" });
  if (answer.status === 304) return lineUp();
  if (!answer.ok) throw new Error(`${answer.status} from ${region.dataset.poll}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(id);
  lineUp();
  // Gone from the answer: the page has become another, the kiosk opened or the visit moved.
  if (!fresh) return location.reload();
  // Held since the question was asked: leave it, and ask again for all of it.
  if (busy(region)) return void tags.delete(id);
  const tag = answer.headers.get("ETag");
  if (tag) tags.set(id, tag);
  replace(region, document.adoptNode(fresh));
}

function start(id) {
  let timer;
  const again = async () => {
    clearTimeout(timer);
    try {
      await ask(id);
    } catch {
      lineDown();
    }
    // Spread a little, so that a full waiting room does not ask at once.
    timer = setTimeout(again, EVERY * (0.9 + Math.random() / 5));
  };
  timer = setTimeout(again, EVERY);
  // Phones stop timers of pages in the background: catch up when looked at.
  document.addEventListener("visibilitychange", () => document.hidden || again());
  addEventListener("online", again);
}

document.addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => (pressed = false), 350), true);
}
for (const region of document.querySelectorAll("[data-poll]")) start(region.id);
