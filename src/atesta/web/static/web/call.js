// A time plays its seconds, and the words follow the sound. Without this the times lead to the words, and the browser's
// own player plays.
"use strict";
(() => {
  const sound = document.getElementById("sound");
  const open = (node) => { for (let at = node; at; at = at.parentElement) if (at.localName === "details") at.open = true; };
  const follow = () => {
    const aim = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (aim) open(aim);
  };
  addEventListener("hashchange", follow);
  follow();
  if (!sound) return;

  let until = null, link = null;
  const done = () => { if (link) link.classList.remove("on"); link = null; until = null; };
  const wave = document.getElementById("wave"), head = document.getElementById("head");
  const length = wave ? Number(wave.dataset.length) : 0;

  document.addEventListener("click", (event) => {
    const at = event.target.closest("a.at[data-from]");
    if (!at || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    done();
    sound.currentTime = Number(at.dataset.from) / 1000;
    until = at.dataset.to ? Number(at.dataset.to) / 1000 : null;
    link = at;
    at.classList.add("on");
    sound.play().catch(done);
  });
  if (wave) wave.addEventListener("click", (event) => {
    const box = wave.getBoundingClientRect();
    done();
    sound.currentTime = ((event.clientX - box.left) / box.width) * (length / 1000);
    sound.play().catch(() => {});
  });
  sound.addEventListener("pause", done);
  sound.addEventListener("timeupdate", () => {
    const ms = sound.currentTime * 1000;
    if (until !== null && sound.currentTime >= until) sound.pause();
    if (head && length) { head.setAttribute("x", `${Math.min(100, (100 * ms) / length)}%`); head.setAttribute("visibility", "visible"); }
    for (const turn of document.querySelectorAll(".turns li[data-s]")) {
      turn.classList.toggle("now", Number(turn.dataset.s) <= ms && ms < Number(turn.dataset.e || 0));
    }
  });
})();
