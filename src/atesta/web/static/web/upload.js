// A file goes up in pieces: a lost network costs one piece, a reload goes on where it was. Without this script the form
// sends the file as a whole.
//
//   <form method="post" enctype="multipart/form-data" data-upload="/en/upload" data-kind="recording">
//     <input type="file" name="file"> <input type="hidden" name="upload"> <input type="hidden" name="upload_token">
//     <p class="upload" role="status" hidden data-waiting="…" data-going="… {n} %" data-failed="…"><progress max="100"></progress> <span></span></p>
//
// The browser remembers the id and the token of an upload that is under way, and nothing of the file but its size and
// the time it was last changed; both go when it is through.
"use strict";

const MEMORY = "atesta-upload";

function recall(file, kind) {
  try {
    const held = JSON.parse(localStorage.getItem(MEMORY) || "null");
    return held && held.kind === kind && held.size === file.size && held.changed === file.lastModified ? held : null;
  } catch { return null; }
}
function remember(held) { try { localStorage.setItem(MEMORY, JSON.stringify(held)); } catch { /* private window */ } }
function forget() { try { localStorage.removeItem(MEMORY); } catch { /* nothing was kept */ } }

const pause = (seconds) => new Promise((go) => {
  const timer = setTimeout(go, seconds * 1000);
  addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
});

class Refused extends Error {}

class Uploading {
  constructor(form, input) {
    this.form = form;
    this.file = input.files[0];
    this.input = input;
    this.kind = form.dataset.kind;
    this.address = form.dataset.upload;
    this.csrf = form.elements.csrfmiddlewaretoken.value;
    this.status = form.querySelector(".upload");
  }

  async run() {
    this.held = recall(this.file, this.kind);
    let offset = this.held ? await this.where() : null;
    if (offset === null) { await this.begin(); offset = 0; }
    for (let still = 0; offset < this.file.size; ) {
      this.show(offset);
      const next = await this.send(offset);
      still = next > offset ? 0 : still + 1;
      if (still > 3) throw new Refused("");
      offset = next;
    }
    this.show(offset);
    this.form.elements.upload.value = this.held.upload;
    this.form.elements.upload_token.value = this.held.token;
    forget();
  }

  async begin() {
    const fields = new URLSearchParams({ kind: this.kind, size: this.file.size, name: this.file.name, type: this.file.type });
    const answer = await this.ask(this.address, { method: "POST", body: fields });
    const said = await answer.json().catch(() => ({}));
    if (answer.status !== 201) throw new Refused(said.error || "");
    this.held = { ...said, kind: this.kind, size: this.file.size, changed: this.file.lastModified };
    remember(this.held);
  }

  // How many bytes are there; null when it is gone.
  async where() {
    const answer = await this.ask(this.mine(), { method: "HEAD", headers: this.token() });
    if (answer.status === 204) return Number(answer.headers.get("Upload-Offset"));
    forget();
    return null;
  }

  async send(offset) {
    const piece = this.file.slice(offset, offset + this.held.piece);
    const headers = { ...this.token(), "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" };
    const answer = await this.ask(this.mine(), { method: "PUT", headers, body: piece });
    if (answer.status === 204 || answer.status === 409) return Number(answer.headers.get("Upload-Offset"));
    if (answer.status === 404) forget();
    const said = await answer.json().catch(() => ({}));
    throw new Refused(said.error || "");
  }

  // The network may be away for long: tried again, slower and slower, until it answers.
  async ask(address, options) {
    const headers = { ...(options.headers || {}), "X-CSRFToken": this.csrf };
    for (let seconds = 1; ; seconds = Math.min(seconds * 2, 30)) {
      try {
        const answer = await fetch(address, { ...options, headers, credentials: "same-origin" });
        if (![429, 502, 503, 504].includes(answer.status)) return answer;
      } catch { /* no network */ }
      this.say(this.status.dataset.waiting);
      await pause(seconds);
    }
  }

  mine() { return `${this.address}/${this.held.upload}`; }
  token() { return { "Upload-Token": this.held.token }; }
  show(offset) {
    const percent = Math.floor((100 * offset) / this.file.size);
    this.status.querySelector("progress").value = percent;
    this.say(this.status.dataset.going.replace("{n}", percent));
  }
  say(text) {
    this.status.hidden = false;
    this.status.querySelector("span").textContent = text;
  }
}

// Capturing, so that it comes before atesta.js marks the form as sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const input = form.dataset.upload && form.querySelector("input[type=file]");
  if (!input || !input.files.length || form.elements.upload.value) return;
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.uploading) return;
  form.dataset.uploading = "1";
  const uploading = new Uploading(form, input);
  uploading.run().then(
    () => { input.disabled = true; form.submit(); },
    (error) => { uploading.say(error.message || form.querySelector(".upload").dataset.failed); },
  ).finally(() => { delete form.dataset.uploading; });
}, true);
// Another file, or back from the browser's memory: what was sent before does not count.
function fresh(form) {
  for (const name of ["upload", "upload_token"]) form.elements[name].value = "";
  form.querySelector("input[type=file]").disabled = false;
}
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.type === "file" && form && form.dataset.upload) fresh(form);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-upload]")) fresh(form);
});
