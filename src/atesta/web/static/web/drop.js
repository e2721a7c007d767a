// A picture may be dropped on the page or pasted into it. Without this it is chosen with the button.
"use strict";

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]"), button = zone.querySelector("button");
  const take = (files) => {
    if (!files || !files.length) return;
    input.files = files;
    input.form.requestSubmit(button);
  };
  const over = (on) => zone.classList.toggle("over", on);
  document.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  document.addEventListener("dragleave", () => over(false));
  document.addEventListener("drop", (event) => { event.preventDefault(); over(false); take(event.dataTransfer.files); });
  document.addEventListener("paste", (event) => {
    if (event.clipboardData && event.clipboardData.files.length) { event.preventDefault(); take(event.clipboardData.files); }
  });
}
