// What a page does beyond its forms. Everything here is an improvement: without it each form still works.
"use strict";

// A form that was sent is not sent twice by an impatient finger.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
// Back from the browser's memory: the form may be sent again.
addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
