/* The display: a chime and light for each new call.
 *
 * <section data-calls data-live-refresh …><ol>
 *   <li class="call" data-call="77-1" data-say="Nummer A 21, disk 3">
 *
 * data-call names one call, the visit and how often it was called, so that a
 * recall sounds again. Calls that are there when the page opens are not new.
 * With data-speak on [data-calls] the browser's voice says data-say after the
 * chime. When the line is down nothing is replaced: the last state stays.
 */

const LIGHT = 15_000; // milliseconds a new call is lit
const REMEMBERED = 500; // a row may leave and come back when others leave
const seen = new Map(); // data-call → when it was first seen; 0 for those there at the start

const rows = () => [...document.querySelectorAll("[data-calls] [data-call]")];

/* ---- Sound: one after the other, never over each other -------------------- */

let sound = null;
let queue = Promise.resolve();

function tone(frequency, from, length) {
  const voice = sound.createOscillator();
  const loudness = sound.createGain();
  voice.frequency.value = frequency;
  loudness.gain.setValueAtTime(0.0001, from);
  loudness.gain.exponentialRampToValueAtTime(0.5, from + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, from + length);
  voice.connect(loudness).connect(sound.destination);
  voice.start(from);
  voice.stop(from + length);
  return new Promise((resolve) => voice.addEventListener("ended", resolve));
}

async function chime() {
  sound ??= new AudioContext();
  if (sound.state !== "running") return; // the browser wants a touch first: offerSound
  const start = sound.currentTime + 0.05;
  tone(784, start, 0.7);
  await tone(587, start + 0.45, 0.9);
}

function speak(words, language) {
  const wanted = words && document.querySelector("[data-calls][data-speak]");
  if (!wanted || !("speechSynthesis" in window)) return undefined;
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.lang = language;
    utterance.onend = utterance.onerror = resolve;
    setTimeout(resolve, 10_000); // a voice that never ends must not silence the rest
    speechSynthesis.speak(utterance);
  });
}

function announce(row) {
  // Read now: the row may be replaced before its turn.
  const words = row.dataset.say;
  const { lang } = row.closest("[lang]");
  queue = queue.then(chime).then(() => speak(words, lang)).catch(() => undefined);
}

function offerSound() {
  sound ??= new AudioContext();
  const button = document.querySelector("[data-sound-start]");
  if (!button) return;
  button.hidden = sound.state === "running";
  sound.onstatechange = () => (button.hidden = sound.state === "running");
  button.addEventListener("click", () => sound.resume().then(chime));
}

/* ---- Light ---------------------------------------------------------------- */

function light() {
  for (const row of rows()) {
    const since = seen.get(row.dataset.call);
    row.classList.toggle("call--hot", Date.now() - (since ?? 0) < LIGHT);
  }
}

function look() {
  for (const row of rows().reverse()) {
    if (seen.has(row.dataset.call)) continue;
    seen.set(row.dataset.call, Date.now());
    announce(row);
    setTimeout(light, LIGHT);
  }
  while (seen.size > REMEMBERED) seen.delete(seen.keys().next().value);
  light();
}

for (const row of rows()) seen.set(row.dataset.call, 0);
// After the swap, before it is painted; and again when htmx has settled attributes.
document.addEventListener("htmx:afterSwap", look);
document.addEventListener("htmx:afterSettle", light);
offerSound();
