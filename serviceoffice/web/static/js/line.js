/* What the page says about its line to the server.
 *
 * <html data-line="up|down"> for the sheets; for people the text of each
 * [data-live-state], taken from its data-up and data-down, where {time} is when
 * the server was last heard and {age} how long ago that is. [data-send-problem]
 * is shown when a command got no answer, and hidden at the next answer.
 */

import { now, timeOfDay } from "./clock.js";

const root = document.documentElement;
const ago = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" });
let heard = now();

function age() {
  const seconds = Math.round((now() - heard) / 1000);
  return seconds < 60 ? ago.format(-seconds, "second") : ago.format(-Math.floor(seconds / 60), "minute");
}

function show() {
  const state = root.dataset.line;
  for (const element of document.querySelectorAll("[data-live-state]")) {
    const text = (element.dataset[state] ?? "")
      .replace("{time}", timeOfDay(heard))
      .replace("{age}", age());
    if (element.textContent !== text) element.textContent = text;
  }
}

/** The server has been heard. */
export function lineUp() {
  heard = now();
  if (root.dataset.line === "up") return;
  root.dataset.line = "up";
  show();
}

/** The server has not answered; what is shown may be old. */
export function lineDown() {
  if (root.dataset.line === "down") return;
  root.dataset.line = "down";
  show();
}

// The age grows while the line is down; parts that htmx brings must be told too.
setInterval(() => root.dataset.line === "down" && show(), 20_000);
document.addEventListener("htmx:load", () => root.dataset.line && show());

function sendProblem(shown) {
  for (const element of document.querySelectorAll("[data-send-problem]")) element.hidden = !shown;
}

// Refreshes of live regions are tried again by live.js; only what a person
// asked for is a problem to tell.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const status = detail.xhr?.status ?? 0;
  if (status > 0 && status < 500) lineUp();
  if (!detail.requestConfig.elt.matches("[data-live-refresh]")) sendProblem(status === 0 || status >= 500);
});
