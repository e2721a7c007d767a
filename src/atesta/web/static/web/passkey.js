// Passkeys. The buttons show only where the browser can do it; without it the printed code opens the file.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(address, form, body) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(address, {
    method: "POST", credentials: "same-origin", redirect: "error",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body),
  });
}

function answerOf(credential) {
  const response = credential.response, sent = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) sent[name] = text(response[name]);
  }
  if (response.getTransports) sent.transports = response.getTransports();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: sent, clientExtensionResults: {} };
}

async function credentialOf(asked) {
  asked.challenge = bytes(asked.challenge);
  for (const list of [asked.excludeCredentials, asked.allowCredentials]) {
    for (const one of list || []) one.id = bytes(one.id);
  }
  if (!asked.user) return navigator.credentials.get({ publicKey: asked });
  asked.user.id = bytes(asked.user.id);
  return navigator.credentials.create({ publicKey: asked });
}

async function use(form) {
  const said = form.querySelector("[role=alert]");
  said.hidden = true;
  try {
    const asked = await post(form.dataset.ask, form, {});
    const credential = await credentialOf(await asked.json());
    const label = form.elements.label ? form.elements.label.value : "";
    const answer = await post(form.action, form, { credential: answerOf(credential), label });
    const told = await answer.json();
    if (told.to) { location.assign(told.to); return; }
    said.textContent = told.wrong || said.dataset.wrong;
  } catch (_) {
    said.textContent = said.dataset.wrong;
  }
  said.hidden = false;
}

for (const form of document.querySelectorAll("form[data-ask]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    use(form);
  });
}
