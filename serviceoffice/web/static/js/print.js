/* Prints the ticket sheet once, and says so when it could not.
 *
 * A browser never tells whether paper came out; but one that did not even open
 * its printing (blocked, no printer service) fires no beforeprint. The ticket
 * itself is safe: it was issued before this page was shown.
 */

const failed = document.querySelector("[data-print-failed]");
const report = document.querySelector("form[data-print-report]");
const printed = `printed:${location.pathname}`;

function remember() {
  try {
    const before = sessionStorage.getItem(printed);
    sessionStorage.setItem(printed, "yes");
    return before !== null;
  } catch {
    return false; // no storage: a reload prints again, which is better than never
  }
}

function print() {
  let begun = false;
  addEventListener("beforeprint", () => (begun = true), { once: true });
  try {
    window.print();
  } catch {
    begun = false;
  }
  if (failed) failed.hidden = begun;
  if (!begun && report) {
    // The office is told once, so that someone looks at the printer.
    fetch(report.action, { method: "POST", body: new FormData(report) }).catch(() => undefined);
  }
}

document.querySelector("[data-print-again]")?.addEventListener("click", print);
if (document.body.matches("[data-print]") && !remember()) {
  // The font first, or the number would be printed in another.
  document.fonts.ready.then(print);
}
