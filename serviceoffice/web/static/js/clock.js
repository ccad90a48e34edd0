/* Clocks that follow the server, not the screen's own clock.
 *
 * <time data-clock="1764000000000" data-zone="Europe/Stockholm">14:32</time>
 *     the time of day; its value is the server's time when the page was rendered
 * <span data-since="1763998920000">18 min</span>
 *     whole minutes since then
 */

const language = document.documentElement.lang || "en";
const given = document.querySelector("[data-clock]");
// How far the screen's clock is off. Timed from when the page began to load,
// which is closer to the rendering than when this line runs.
// Not performance.timeOrigin: it does not follow when the machine's clock is set.
const offset = given ? Number(given.dataset.clock) - (Date.now() - performance.now()) : 0;
const minutes = new Intl.NumberFormat(language, { style: "unit", unit: "minute" });

/** The server's time now, in milliseconds since 1970. */
export const now = () => Date.now() + offset;

/** The time of day at `at` in the office's zone, as the server writes it in every language: "14:32". */
export function timeOfDay(at) {
  const timeZone = document.querySelector("[data-zone]")?.dataset.zone || undefined;
  const format = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn" };
  return new Intl.DateTimeFormat(language, { ...format, timeZone }).format(at);
}

function show(element, text) {
  // Writing the same text again would wake screen readers and selections.
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) show(clock, timeOfDay(now()));
  for (const wait of document.querySelectorAll("[data-since]")) {
    const passed = Math.floor((now() - Number(wait.dataset.since)) / 60_000);
    show(wait, minutes.format(Math.max(0, passed)));
  }
}

tick();
setInterval(tick, 1000);
