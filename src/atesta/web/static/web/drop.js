// A picture may be dropped or pasted into its form; a letter may be copied. Without this the form and the text do.
"use strict";

for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const take = (files) => {
    if (!files || !files.length) return;
    input.files = files;
    form.requestSubmit();
  };
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); form.classList.remove("over"); take(event.dataTransfer.files); });
  document.addEventListener("paste", (event) => {
    if (event.clipboardData && event.clipboardData.files.length) { event.preventDefault(); take(event.clipboardData.files); }
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  });
}
