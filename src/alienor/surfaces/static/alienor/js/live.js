// On paper nothing stays folded.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("main details")) folded.open = true;
});

// Hears that something changed and has htmx fetch it again. See docs/architecture.md, "Live pages".
(() => {
  const { body } = document;
  const LISTENS = "[hx-trigger^='live from:body']";
  const note = document.getElementById("live-note");
  if (!note || !window.EventSource || !window.htmx || !document.querySelector(LISTENS)) return;

  const QUIET = 50_000; // milliseconds without a sign of life after which a connection is dead
  const HIDDEN = 20_000; // a page that nobody looks at lets its connection go after that
  const PAUSE = 400; // between two fetches of one page, whatever happens
  const TYPED = "input:not([type=hidden], [type=submit], [type=button]), textarea, select";
  const words = note.dataset;
  let { livePass: pass, liveAt: position } = body.dataset;
  let source = null;
  let heard = now(); // when the server last gave a sign of life
  let hour = ""; // what its clock said then: this device's own may be a day wrong
  let failures = 0;
  let spread = 0;
  let again = 0; // the timer of the next connection
  let hiding = 0;

  // Time that has passed: one clock may sleep with the phone, the other may be set by hand.
  function now() {
    return { running: performance.now(), wall: Date.now() };
  }
  const since = (then) =>
    Math.max(performance.now() - then.running, Date.now() - then.wall);

  // --- The connection ---

  function connect() {
    clearTimeout(again);
    again = 0;
    if (source || document.hidden) return;
    const asked = new URLSearchParams({ topics: body.dataset.live || "" });
    if (pass) asked.set("pass", pass);
    if (position) asked.set("after", position);
    heard = now();
    source = new EventSource(`${body.dataset.liveFrom}?${asked}`);
    source.addEventListener("hello", alive);
    source.addEventListener("alive", alive);
    source.addEventListener("renew", () => lost(true));
    source.onmessage = (event) => {
      sign(event);
      const told = JSON.parse(event.data);
      // After a cut the server does not know yet how many are still to come back.
      news(told.changed.includes("all") ? Math.max(spread, told.spread) : told.spread);
    };
    // 2 is a refusal (an expired pass, a server that is being started again), else a cut.
    source.onerror = () => lost(source.readyState === 2);
  }

  function sign(event) {
    heard = now();
    if (event.lastEventId) position = event.lastEventId;
  }

  function alive(event) {
    sign(event);
    const told = JSON.parse(event.data);
    hour = told.at;
    spread = failures ? Math.max(spread, told.spread ?? 0) : (told.spread ?? spread);
    failures = 0;
    body.dataset.liveOn = "";
    if (note.dataset.about === "lost") say("");
  }

  function close() {
    source?.close();
    source = null;
    delete body.dataset.liveOn;
  }

  // Everybody in a hall loses the connection at once: they come back spread over seconds.
  function lost(refused) {
    close();
    failures += 1;
    const wait = 300 + Math.random() * Math.min(30_000, 1500 * 2 ** failures);
    if (failures > 1 || !refused) setTimeout(tell, 2500);
    clearTimeout(again);
    again = setTimeout(async () => {
      // A fetch brings a new pass; after some tries it is also what keeps the page true.
      if ((refused && pass) || failures % 4 === 0) await fetched();
      connect();
    }, wait);
  }

  function tell() {
    if (source || !again || document.hidden || note.dataset.about === "changed") return;
    say("lost", hour ? `${words.lost} ${words.shown.replace("{at}", hour)}` : words.lost);
  }

  setInterval(() => {
    if (source && since(heard) > QUIET) lost(false);
  }, 5000);
  addEventListener("offline", () => {
    if (source) lost(false);
  });
  addEventListener("online", () => {
    if (source) return;
    clearTimeout(again);
    again = setTimeout(connect, Math.random() * 2000);
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(close, HIDDEN);
      return;
    }
    if (source && since(heard) > QUIET / 2) close();
    if (!source) connect();
    if (waits) news(0);
  });

  // --- What was heard: one fetch for a burst, at a moment of this page's own ---

  let waits = false; // something changed that is not fetched yet
  let next = 0;
  let fetching = 0;
  let last = -PAUSE;

  function news(within) {
    waits = true;
    if (within !== undefined) spread = within;
    if (next || fetching || document.hidden) return;
    const pause = Math.max(0, last + PAUSE - performance.now());
    next = setTimeout(fetched, 30 + pause + Math.random() * spread);
  }

  function fetched() {
    clearTimeout(next);
    next = 0;
    waits = false;
    last = performance.now();
    return new Promise((done) => {
      finished.push(done);
      window.htmx.trigger(body, "live");
      if (!fetching) settle();
    });
  }

  const finished = [];
  function settle() {
    for (const done of finished.splice(0)) done();
    if (waits) news();
  }

  window.htmx.config.timeout = 20_000;
  // Not `detail.elt`: once it is replaced, that is one of its parents.
  const listens = (event) => event.detail.requestConfig?.elt.matches(LISTENS);
  body.addEventListener("htmx:beforeRequest", (event) => {
    if (listens(event)) fetching += 1;
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    if (!listens(event)) return;
    fetching = Math.max(0, fetching - 1);
    const { status } = event.detail.xhr;
    if (status === 0 || status >= 500 || status === 429) {
      waits = true;
      last = performance.now() + 2000 + Math.random() * 8000; // it is tried again, later
    } else if (status >= 400) say("gone");
    if (!fetching) settle();
  });

  // --- What is shown: never over what somebody is writing ---

  const made = new Map(); // what each fragment was, as the server wrote it
  let forced = null; // what was typed, where somebody asked for the new page

  const plain = (element) =>
    element.outerHTML
      .replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "")
      .replace(/ class="[^"]*htmx-[^"]*"/g, "");
  for (const one of document.querySelectorAll(LISTENS)) {
    const shown = shownBy(one);
    if (shown?.id) made.set(shown.id, plain(shown));
  }
  function shownBy(element) {
    const target = element.getAttribute("hx-target");
    return target ? document.querySelector(target) : element;
  }

  const written = (field) => {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    if (field.options) {
      const options = [...field.options];
      const first = Math.max(0, options.findIndex((one) => one.defaultSelected));
      return field.multiple
        ? options.some((one) => one.selected !== one.defaultSelected)
        : options.length > 0 && field.selectedIndex !== first;
    }
    return field.value !== field.defaultValue;
  };
  const WRITES = "textarea, select, input:not([type=checkbox], [type=radio], [type=hidden])";
  const busy = (element) =>
    [...element.querySelectorAll(TYPED)].some(
      (field) => written(field) || (field === document.activeElement && field.matches(WRITES)),
    );

  body.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (!listens(event) || xhr.status !== 200) return;
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    pass = page.body.dataset.livePass || pass;
    const fresh = target.id && page.getElementById(target.id);
    if (!fresh) {
      event.detail.shouldSwap = false; // the session ended, or the page became another
      say("gone");
      return;
    }
    const text = plain(fresh);
    // What shows this very version is left alone: its movement goes on.
    const { version } = target.dataset;
    if (made.get(target.id) === text || (version && version === fresh.dataset.version)) {
      event.detail.shouldSwap = false;
      forced = null;
      if (note.dataset.about === "changed") say("");
    } else if (busy(target) && !forced) {
      event.detail.shouldSwap = false;
      say("changed");
    } else {
      made.set(target.id, text);
      kept = { focus: focusIn(target), open: openIn(target), id: target.id };
    }
  });

  let kept = null;
  const trail = (element) =>
    [element.tagName, element.name || "", element.value || "", element.textContent.trim()].join("\n");
  function focusIn(target) {
    const element = document.activeElement;
    if (!element || element === target || !target.contains(element)) return null;
    return { id: element.id, trail: trail(element) };
  }
  const openIn = (target) =>
    [...target.querySelectorAll("details[open] > summary")].map((one) => one.textContent.trim());

  body.addEventListener("htmx:afterSwap", (event) => {
    if (!kept || !listens(event)) return;
    const shown = document.getElementById(kept.id);
    if (!shown) return;
    for (const summary of shown.querySelectorAll("details > summary")) {
      if (kept.open.includes(summary.textContent.trim())) summary.parentElement.open = true;
    }
    if (forced) for (const restore of forced) restore(shown);
    forced = null;
    if (kept.focus && !shown.contains(document.activeElement)) {
      const { id, trail: sought } = kept.focus;
      const same = id
        ? document.getElementById(id)
        : [...shown.querySelectorAll(kept.focus.trail.split("\n")[0])].find(
            (one) => trail(one) === sought,
          );
      same?.focus({ preventScroll: true });
    }
    kept = null;
    if (note.dataset.about === "changed") say("");
    const said = shown.dataset.announce;
    const region = document.getElementById("live-said");
    if (said && region) region.textContent = said;
  });

  // Every word typed in a form, to be put back in the same field of the new one.
  function typed() {
    return [...document.querySelectorAll(LISTENS)].flatMap((one) =>
      [...(shownBy(one)?.querySelectorAll(TYPED) ?? [])].filter(written).map((field) => {
        const { id, name, value, checked, type } = field;
        const form = field.form?.getAttribute("action") ?? "";
        const chosen = field.options && [...field.selectedOptions].map((option) => option.value);
        return (shown) => {
          const same = [...shown.querySelectorAll(TYPED)].find(
            (other) =>
              other.name === name &&
              other.id === id &&
              (other.form?.getAttribute("action") ?? "") === form &&
              (!["checkbox", "radio"].includes(type) || other.value === value),
          );
          if (!same) return;
          if (type === "checkbox" || type === "radio") same.checked = checked;
          else if (chosen) for (const one of same.options) one.selected = chosen.includes(one.value);
          else same.value = value;
        };
      }),
    );
  }

  // --- One quiet line at the foot of the page ---

  function say(about, text) {
    if (!about) {
      note.replaceChildren();
      delete note.dataset.about;
      return;
    }
    if (note.dataset.about === about && about !== "lost") return;
    note.dataset.about = about;
    const line = document.createElement("p");
    const keeps = about === "gone" && [...document.querySelectorAll(`main :is(${TYPED})`)].some(written);
    line.textContent = text || (keeps ? words.keep : words.changed);
    note.replaceChildren(line);
    if (about === "lost" || keeps) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = about === "gone" ? words.reload : words.update;
    button.addEventListener("click", () => {
      if (about === "gone") {
        location.reload();
        return;
      }
      forced = typed();
      fetched();
    });
    note.append(button);
  }

  connect();
})();
