/* Asks every few seconds what rings, and rings. Says so when it cannot ask. */
"use strict";

(() => {
  const EVERY = 5; // seconds
  const PATIENCE = 4000; // milliseconds for one answer
  const LOST_AFTER = 12000; // milliseconds without any answer
  const page = document.body.dataset;
  const part = (id) => document.getElementById(id);
  const title = document.title.replace(/^\(\d+\) /, "");

  let etag = "";
  let ringing = [...document.querySelectorAll("[data-alarm]")].map((one) => one.dataset.alarm);
  let answered = Date.now();
  let ahead = 0; // how far the clock of the server is ahead of ours
  let asking = false;
  let lost = false;
  let ticks = 0;

  // --- sound ---------------------------------------------------------------------------------

  const Sound = window.AudioContext || window.webkitAudioContext;
  let sound = null;

  const audible = () => sound !== null && sound.state === "running";
  const tone = (pitch, from, length) => {
    const source = sound.createOscillator();
    const volume = sound.createGain();
    source.type = "square";
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, sound.currentTime + from);
    volume.gain.exponentialRampToValueAtTime(0.5, sound.currentTime + from + 0.02);
    volume.gain.setValueAtTime(0.5, sound.currentTime + from + length - 0.05);
    volume.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + from + length);
    source.connect(volume).connect(sound.destination);
    source.start(sound.currentTime + from);
    source.stop(sound.currentTime + from + length);
  };
  const ring = () => {
    if (audible()) [0, 0.4, 0.8].forEach((from, n) => tone(n % 2 ? 660 : 880, from, 0.35));
    if (navigator.vibrate) navigator.vibrate([400, 150, 400]);
  };
  const complain = () => {
    if (audible()) tone(330, 0, 0.7);
    if (navigator.vibrate) navigator.vibrate(700);
  };
  const show = () => {
    part("sound").querySelector("[data-muted]").hidden = audible();
    part("sound").querySelector("[data-audible]").hidden = !audible();
  };
  const wake = async () => {
    if (!Sound) return;
    sound = sound || new Sound();
    sound.onstatechange = show;
    if (sound.state !== "running") await sound.resume().catch(() => {});
    show();
  };
  // A telephone that sleeps neither asks nor rings.
  const stayAwake = () => {
    if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request("screen").catch(() => {});
  };
  if (Sound) {
    part("sound").hidden = false;
    part("sound").querySelector("button").addEventListener("click", async () => {
      await wake();
      ring();
    });
    document.addEventListener("pointerdown", wake, { once: true });
    document.addEventListener("keydown", wake, { once: true });
  }
  document.addEventListener("visibilitychange", stayAwake);

  // --- what is shown -------------------------------------------------------------------------

  const count = () => {
    const now = (Date.now() + ahead) / 1000;
    for (const one of document.querySelectorAll("[data-alarm]")) {
      const minutes = Math.max(0, Math.floor((now - Number(one.dataset.since)) / 60));
      one.querySelector("[data-minutes]").textContent = String(minutes);
    }
    const rings = ringing.length ? `(${ringing.length}) ` : "";
    const odd = ticks % 2;
    document.title = lost && odd ? page.lost : rings && odd ? `${rings}${page.rings}` : rings + title;
  };

  // The list is drawn by the server: fetch the page, and take its list.
  const draw = async () => {
    const answer = await fetch(location.href, { redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("ringing");
    const open = new Set([...document.querySelectorAll("[data-alarm]:has(details[open])")].map((one) => one.dataset.alarm));
    for (const one of fresh.querySelectorAll("[data-alarm]")) {
      if (open.has(one.dataset.alarm)) one.querySelector("details").open = true;
    }
    const focused = document.activeElement.closest("[data-alarm] .accept") && document.activeElement.closest("[data-alarm]").dataset.alarm;
    part("ringing").replaceChildren(...fresh.childNodes);
    if (focused) document.querySelector(`[data-alarm="${focused}"] .accept`)?.focus();
  };

  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      // Sent on to the page for signing in: that is no answer.
      const answer = await fetch(page.state, { headers, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      const date = Date.parse(answer.headers.get("Date"));
      if (date) ahead = date - Date.now();
      if (answer.status !== 304) {
        const found = await answer.json();
        const before = ringing;
        ringing = found.ringing.map((one) => String(one[0]));
        part("still").hidden = !found.still;
        if (ringing.some((one) => !before.includes(one))) ring();
        await draw();
        etag = answer.headers.get("ETag") || "";
      }
      answered = Date.now();
    } catch {
      // Not answered: `tick` says so when it lasts.
    } finally {
      asking = false;
    }
  };

  const tick = () => {
    lost = Date.now() - answered > LOST_AFTER;
    part("lost").hidden = !lost;
    if (ticks % EVERY === 0) ask();
    if (ticks % 3 === 0) {
      if (ringing.length) ring();
      else if (lost) complain();
    }
    count();
    ticks += 1;
  };

  const byItself = () => setInterval(tick, 1000);
  try {
    const clock = new Worker(page.clock);
    clock.onmessage = tick;
    clock.onerror = byItself;
  } catch {
    byItself();
  }
  wake();
  stayAwake();
})();
