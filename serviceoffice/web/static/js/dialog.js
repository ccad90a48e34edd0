/* Opens and closes dialogs, for want of inline handlers.
 *
 * <button data-opens="#dialog">       opens <dialog id="dialog"> as a modal
 * <button data-closes>                closes the dialog it is in
 * <dialog data-open>                  opens when it comes onto the page
 * HX-Trigger: dialog:close            the server closes every open dialog
 *
 * The browser keeps the focus inside, closes on Escape and gives the focus back.
 */

function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) open(document.querySelector(opener.dataset.opens));
  event.target.closest("[data-closes]")?.closest("dialog")?.close();
});

function openNew() {
  for (const dialog of document.querySelectorAll("dialog[data-open]")) {
    dialog.removeAttribute("data-open"); // closed by the user it must stay closed
    open(dialog);
  }
}
openNew();
document.addEventListener("htmx:load", openNew);

document.addEventListener("dialog:close", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});
