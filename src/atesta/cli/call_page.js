"use strict";
// What the page does beyond showing: plays clips to the tenth, follows the words, answers the keyboard. Without it the
// page still reads, and the browser's own player plays.
(() => {
  const one = (id) => document.getElementById(id);
  const opened = () => document.querySelectorAll("details:not([open])");
  const open = (node) => {
    for (let at = node; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  };
  const follow = () => {
    const aim = location.hash.length > 1 && one(location.hash.slice(1));
    if (aim) { open(aim); aim.scrollIntoView(); }
  };
  addEventListener("hashchange", follow);
  follow();

  let closed = [];
  addEventListener("beforeprint", () => { closed = [...opened()]; for (const one of closed) one.open = true; });
  addEventListener("afterprint", () => { for (const one of closed) one.open = false; });

  const sound = one("sound"), wave = one("wave");
  if (!sound) return;
  const play = one("play"), seek = one("seek"), clock = one("clock"), speed = one("speed"), head = one("head");
  const pane = document.querySelector(".pane");
  const turns = [...document.querySelectorAll(".turns li[data-s]")].sort((a, b) => a.dataset.s - b.dataset.s);
  const starts = turns.map((turn) => +turn.dataset.s);
  let until = null, clip = null, shown = [], length = wave ? +wave.dataset.length : 0;

  const say = (ms) => {
    const all = Math.floor(ms / 1000), hours = Math.floor(all / 3600);
    const minutes = Math.floor(all / 60) % 60, seconds = String(all % 60).padStart(2, "0");
    return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
  };
  const fill = (text, at, all) => text.replace("{at}", () => at).replace("{length}", () => all);

  sound.controls = false;
  sound.hidden = true;
  for (const part of [play, seek, clock, speed]) part.hidden = false;
  for (const button of document.querySelectorAll("button.at")) button.disabled = false;

  const measure = () => {
    if (Number.isFinite(sound.duration)) length = Math.max(length, Math.round(sound.duration * 1000));
    seek.max = length;
    show();
  };

  const unclip = () => { until = null; if (clip) clip.classList.remove("on"); clip = null; };
  const goTo = (ms) => { sound.currentTime = Math.min(Math.max(ms, 0), length) / 1000; show(); };
  const start = () => sound.play().catch(() => {});

  const light = (ms) => {
    const now = [];
    let low = 0, high = starts.length;
    while (low < high) { const middle = (low + high) >> 1; if (starts[middle] <= ms) low = middle + 1; else high = middle; }
    for (let at = low - 1; at >= 0 && at > low - 6; at--) {
      if (+turns[at].dataset.e <= ms) continue;
      now.push(turns[at]);
      for (const word of turns[at].querySelectorAll("span[data-s]")) {
        if (+word.dataset.s <= ms && ms < +word.dataset.e) now.push(word);
      }
    }
    for (const part of shown) if (!now.includes(part)) { part.classList.remove("now"); part.removeAttribute("aria-current"); }
    for (const part of now) part.classList.add("now");
    const turn = now.find((part) => part.localName === "li");
    if (turn && !shown.includes(turn)) { turn.setAttribute("aria-current", "true"); keepInPane(turn); }
    shown = now;
  };
  // Only the pane moves, never the page: whoever reads a finding stays where she is.
  const keepInPane = (turn) => {
    if (!pane || pane.scrollHeight <= pane.clientHeight || sound.paused) return;
    open(turn);
    const top = turn.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (top < 0 || top > pane.clientHeight * 0.7) pane.scrollTop += top - pane.clientHeight * 0.25;
  };

  const show = () => {
    const ms = Math.round(sound.currentTime * 1000);
    seek.value = ms;
    clock.textContent = `${say(ms)} / ${say(length)}`;
    seek.setAttribute("aria-valuetext", fill(seek.dataset.said, say(ms), say(length)));
    if (head && length) {
      head.setAttribute("visibility", ms ? "visible" : "hidden");
      head.setAttribute("x", `${Math.min((100 * ms) / +wave.dataset.length, 100)}%`);
    }
    light(ms);
  };
  const tick = () => {
    if (until !== null && sound.currentTime * 1000 >= until) {
      sound.pause();
      sound.currentTime = until / 1000;
      unclip();
    }
    show();
    if (!sound.paused) requestAnimationFrame(tick);
  };

  const name = () => {
    play.textContent = sound.paused ? play.dataset.play : play.dataset.pause;
    play.setAttribute("aria-pressed", String(!sound.paused));
  };
  const toggle = () => { if (sound.paused) start(); else { unclip(); sound.pause(); } };

  sound.addEventListener("loadedmetadata", measure);
  sound.addEventListener("play", () => { name(); requestAnimationFrame(tick); });
  sound.addEventListener("pause", name);
  sound.addEventListener("ended", () => { unclip(); name(); });
  // A hidden page draws nothing, so a clip must end without drawing too.
  sound.addEventListener("timeupdate", () => { if (until !== null && sound.currentTime * 1000 >= until) tick(); });
  play.addEventListener("click", toggle);
  seek.addEventListener("input", () => { unclip(); goTo(+seek.value); });
  speed.addEventListener("click", () => {
    const rates = [1, 1.5, 2, 0.75];
    sound.playbackRate = rates[(rates.indexOf(sound.playbackRate) + 1) % rates.length];
    speed.textContent = `${sound.playbackRate}×`;
    speed.setAttribute("aria-label", `${speed.dataset.said} ${sound.playbackRate}×`);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.at"), word = event.target.closest(".turns span[data-s]");
    if (button) {
      const again = button === clip && !sound.paused;
      unclip();
      if (again) return sound.pause();
      if (button.dataset.to) { until = +button.dataset.to; clip = button; button.classList.add("on"); }
      goTo(+button.dataset.from);
      start();
    } else if (word) {
      unclip();
      goTo(+word.dataset.s);
      start();
    }
  });
  if (wave) wave.addEventListener("click", (event) => {
    const box = wave.getBoundingClientRect();
    unclip();
    goTo(((event.clientX - box.left) / box.width) * +wave.dataset.length);
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("button, summary, a, input, textarea, select")) return;
    if (event.key === " ") { event.preventDefault(); toggle(); }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) { event.preventDefault(); unclip(); goTo(sound.currentTime * 1000 + step * (event.shiftKey ? 1000 : 5000)); }
  });
  if (sound.readyState > 0) measure();
  name();
})();
