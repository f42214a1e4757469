// The notes of a table: saved as they are typed, kept in this device while there is no network, and
// never over what another device of the table wrote: both are shown until somebody decides.
(() => {
  const root = document.getElementById("table");
  if (!root || !window.fetch || !window.localStorage) return;
  const said = root.dataset;
  // A rehearsal has its own: what it left unsent concerns no real table.
  const { liveFrom } = document.body.dataset;
  const PREFIX = liveFrom === "/live/" ? "alienor-table:" : `alienor-rehearsal:${liveFrom}:`;
  const HERE = `${PREFIX}${said.place}:`; // the day and the table; then come the item and question
  const PAUSE = 700; // milliseconds without a key before something typed is sent
  const BETWEEN = 4000; // at least, between two sendings of one sheet
  const LOOK = 15_000; // how often the other devices of the table are asked after
  const HANDS = ["ready", "almost", "not_yet"];
  const client = device();
  let token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  let ended = "ended" in said;
  let waited = 0; // sendings that failed in a row

  function device() {
    const known = localStorage.getItem("alienor-device");
    if (known) return known;
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const made = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    localStorage.setItem("alienor-device", made);
    return made;
  }

  // --- What this device holds of each sheet: {seq, sent, seen, content} ---

  const keyOf = (question, number = said.number) => `${HERE}${number}:${question}`;
  const blank = () => ({ seq: 0, sent: 0, seen: {}, content: null });

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? blank();
    } catch {
      return blank();
    }
  }
  const write = (key, unit) => localStorage.setItem(key, JSON.stringify(unit));
  const unsent = () =>
    Object.keys(localStorage).filter((key) => {
      if (!key.startsWith(HERE)) return false;
      const unit = read(key);
      return unit.seq > unit.sent;
    });

  // --- The forms ---

  const lines = (text) => text.split("\n").map((one) => one.trim()).filter(Boolean);
  const counted = (field) => (field.value.trim() === "" ? null : Number(field.value));

  function contentOf(form) {
    const { elements } = form;
    if (form.dataset.question === "0") return { people: counted(elements.people) };
    const disagreements = [...form.querySelectorAll(".disagreement")]
      .map((one) => ({
        about: one.querySelector("input").value.trim(),
        positions: lines(one.querySelector("textarea").value),
      }))
      .filter((one) => one.about || one.positions.length);
    const hands = HANDS.map((name) => [name, counted(elements[name])]);
    return {
      notes: elements.notes.value.trimEnd(),
      agreements: lines(elements.agreements.value),
      disagreements,
      ...Object.fromEntries(hands),
    };
  }

  // A field that says the same already is left alone: a blank line that is being typed stays.
  function show(form, content) {
    if (!content || same(contentOf(form), content)) return;
    const { elements } = form;
    if (form.dataset.question === "0") {
      elements.people.value = content.people ?? "";
      return;
    }
    elements.notes.value = content.notes;
    elements.agreements.value = content.agreements.join("\n");
    for (const name of HANDS) elements[name].value = content[name] ?? "";
    const places = form.querySelectorAll(".disagreement");
    for (let n = places.length; n < content.disagreements.length + 1; n += 1) another(form);
    form.querySelectorAll(".disagreement").forEach((place, n) => {
      const one = content.disagreements[n] ?? { about: "", positions: [] };
      place.querySelector("input").value = one.about;
      place.querySelector("textarea").value = one.positions.join("\n");
    });
  }

  function another(form) {
    const all = form.querySelectorAll(".disagreement");
    const place = all[0].cloneNode(true);
    const number = all.length + 1;
    for (const field of place.querySelectorAll("input, textarea")) {
      field.value = "";
      const [name] = field.name.split("-");
      field.name = `${name}-${number}`;
      field.id = `${name}-${form.dataset.question}-${number}`;
      field.closest(".field").querySelector("label").htmlFor = field.id;
    }
    all[0].parentElement.append(place);
    return place;
  }

  // The same content in whatever order its parts are named.
  const ordered = (value) =>
    Array.isArray(value)
      ? value.map(ordered)
      : value && typeof value === "object"
        ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, ordered(value[name])]))
        : value;
  const same = (one, other) => JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
  const tell = (form, words, bad) => {
    const line = form.querySelector(".kept");
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("bad", Boolean(bad));
  };

  // --- What is typed ---

  const forms = new Map();
  const timers = new Map();
  const sentAt = new Map();
  const sending = new Set();

  function changed(form) {
    const key = keyOf(form.dataset.question);
    const unit = read(key);
    const content = contentOf(form);
    if (same(content, unit.content ?? empty(form))) return;
    write(key, { ...unit, content, seq: unit.seq + 1, late: ended });
    tell(form, said.typing);
    later(key, PAUSE);
  }

  const empty = (form) =>
    form.dataset.question === "0"
      ? { people: null }
      : { notes: "", agreements: [], disagreements: [], ready: null, almost: null, not_yet: null };

  function later(key, pause) {
    clearTimeout(timers.get(key));
    const since = Date.now() - (sentAt.get(key) ?? 0);
    timers.set(key, setTimeout(send, Math.max(pause, BETWEEN - since), key));
  }

  async function send(key) {
    if (sending.has(key)) return later(key, PAUSE);
    const unit = read(key);
    if (unit.seq <= unit.sent) return;
    const [number, question] = key.slice(HERE.length).split(":");
    const form = number === said.number ? forms.get(question) : undefined;
    sending.add(key);
    sentAt.set(key, Date.now());
    try {
      const answer = await post(said.keep, fieldsOf(unit, number, question));
      const told = await answer.json();
      if (answer.status >= 500) throw new Error("later");
      if (!answer.ok) {
        // Refused for what it is: it stays here, and another sending waits for another word.
        if (form) tell(form, told.sentence, true);
        return;
      }
      waited = 0;
      const now = read(key);
      write(key, { ...now, sent: Math.max(now.sent, unit.seq) });
      if (form) {
        tell(form, now.seq > unit.seq ? said.typing : said.kept.replace("{at}", told.at));
        take(form, told.sheet);
      }
      if (told.late && !unit.late) handInLate(number);
    } catch {
      if (form) tell(form, said.waiting);
      waited += 1;
      later(key, Math.min(30_000, 1000 * 2 ** waited));
      return;
    } finally {
      sending.delete(key);
    }
    if (read(key).seq > unit.seq) later(key, PAUSE);
  }

  const post = (address, body) =>
    fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body,
    });

  function fieldsOf(unit, number, question) {
    const { content } = unit;
    const body = new URLSearchParams({
      number,
      question,
      client,
      seq: unit.seq,
      seen: JSON.stringify(unit.seen),
    });
    if (question === "0") {
      body.set("people", content.people ?? "");
      return body;
    }
    body.set("notes", content.notes);
    body.set("agreements", content.agreements.join("\n"));
    content.disagreements.forEach((one, n) => {
      body.set(`about-${n + 1}`, one.about);
      body.set(`positions-${n + 1}`, one.positions.join("\n"));
    });
    for (const name of HANDS) body.set(name, content[name] ?? "");
    return body;
  }

  // What was typed before the item ended and could not be sent in time is handed in by itself.
  const handing = new Map();
  function handInLate(number) {
    clearTimeout(handing.get(number));
    handing.set(
      number,
      setTimeout(async () => {
        if (unsent().some((key) => key.startsWith(`${HERE}${number}:`))) return handInLate(number);
        try {
          await post(said.handIn, new URLSearchParams({ number }));
        } catch {
          handInLate(number);
        }
      }, 1500),
    );
  }

  // --- What the other devices of the table wrote ---

  const merge = (seen, ...versions) => {
    const all = { ...seen };
    for (const one of versions)
      for (const [who, seq] of Object.entries({ ...one.seen, [one.client]: one.seq }))
        if (who !== client) all[who] = Math.max(all[who] ?? 0, seq);
    return all;
  };

  function take(form, versions = []) {
    const key = keyOf(form.dataset.question);
    const unit = read(key);
    const others = versions.filter(
      (one) => one.client !== client && (unit.seen[one.client] ?? 0) < one.seq,
    );
    const mine = versions.some((one) => one.client === client);
    const typing = unit.seq > unit.sent || !same(contentOf(form), unit.content ?? empty(form));
    if (others.length && !mine && !typing && !form.contains(document.activeElement)) {
      // Somebody has gone on from what stood here, or this device has nothing of its own yet.
      const [first] = others.splice(0, 1);
      write(key, { ...unit, content: first.content, seen: merge(unit.seen, first) });
      show(form, first.content);
      tell(form, said.kept.replace("{at}", first.at));
    }
    apart(form, key, others);
  }

  function apart(form, key, others) {
    const place = form.querySelector(".apart");
    if (!place) {
      // A head count has no two sides: the newest stands, and a person counts again.
      return;
    }
    const shown = JSON.stringify(others);
    if (place.dataset.shown === shown) return;
    place.dataset.shown = shown;
    place.replaceChildren();
    for (const one of others) {
      const box = document.getElementById("apart").content.cloneNode(true);
      box.querySelector(".theirs-said").append(inWords(one.content));
      const decide = (content) => {
        const unit = read(key);
        const kept = { ...unit, content, seq: unit.seq + 1, seen: merge(unit.seen, one) };
        write(key, { ...kept, late: ended });
        show(form, content);
        const left = others.filter((each) => each !== one);
        apart(form, key, left);
        later(key, 0);
      };
      box.querySelector(".both").addEventListener("click", () =>
        decide(joined(contentOf(form), one.content)),
      );
      box.querySelector(".mine").addEventListener("click", () => decide(contentOf(form)));
      place.append(box);
    }
  }

  function joined(mine, theirs) {
    const had = new Set(mine.disagreements.map((one) => JSON.stringify(ordered(one))));
    const notes = [mine.notes, theirs.notes].filter(Boolean);
    return {
      notes: mine.notes.includes(theirs.notes) ? mine.notes : notes.join("\n\n"),
      agreements: [...new Set([...mine.agreements, ...theirs.agreements])],
      disagreements: [
        ...mine.disagreements,
        ...theirs.disagreements.filter((one) => !had.has(JSON.stringify(ordered(one)))),
      ],
      ...Object.fromEntries(HANDS.map((name) => [name, mine[name] ?? theirs[name]])),
    };
  }

  function inWords(content) {
    const all = document.createElement("div");
    all.lang = "fr";
    const line = (words) => {
      const one = document.createElement("p");
      one.className = "said";
      one.textContent = words;
      all.append(one);
    };
    if (content.notes) line(content.notes);
    for (const one of content.agreements) line(`+ ${one}`);
    for (const one of content.disagreements)
      line([`± ${one.about}`, ...one.positions.map((each) => `– ${each}`)].join("\n"));
    const hands = HANDS.map((name) => content[name]);
    if (hands.some((one) => one !== null)) line(hands.map((one) => one ?? 0).join(" · "));
    return all;
  }

  async function look() {
    if (document.hidden || !navigator.onLine) return;
    try {
      const answer = await fetch(`${said.state}?point=${said.number}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) return;
      const told = await answer.json();
      token = told.token;
      ended = told.ended;
      for (const [question, form] of forms) take(form, told.sheets[question]);
    } catch {
      // No network: what is typed waits here.
    }
  }

  function flush() {
    waited = 0;
    for (const key of unsent()) later(key, 0);
  }

  // --- The page ---

  const first = JSON.parse(document.getElementById("table-versions").textContent);
  for (const form of root.querySelectorAll(".sheet")) {
    const { question } = form.dataset;
    forms.set(question, form);
    const unit = read(keyOf(question));
    if (unit.content && (unit.seq > unit.sent || first[question] === undefined)) {
      show(form, unit.content);
    } else {
      const own = (first[question] ?? []).find((one) => one.client === client);
      const shown = own ?? (first[question] ?? [])[0];
      if (shown) {
        const seen = own ? unit.seen : merge(unit.seen, shown);
        const seq = Math.max(unit.seq, own?.seq ?? 0);
        write(keyOf(question), { ...unit, content: shown.content, seen, seq, sent: seq });
        show(form, shown.content);
      }
    }
    form.querySelector(".apart")?.replaceChildren();
    take(form, first[question]);
    if (unit.seq > unit.sent) tell(form, said.waiting);
    form.addEventListener("input", () => changed(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      changed(form);
      later(keyOf(question), 0);
    });
    const more = form.querySelector(".another");
    if (more) {
      more.hidden = false;
      more.addEventListener("click", () => another(form).querySelector("input").focus());
    }
  }
  document.getElementById("hand-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const own = () => unsent().some((key) => key.startsWith(`${HERE}${said.number}:`));
    for (let tries = 0; own() && tries < 40; tries += 1) {
      if (tries === 0) for (const key of unsent()) send(key);
      await new Promise((done) => setTimeout(done, 250));
    }
    try {
      if (own()) throw new Error("later");
      const answer = await post(said.handIn, new URLSearchParams({ number: said.number }));
      const told = await answer.json();
      tell(form, answer.ok ? said.given : told.sentence, !answer.ok);
    } catch {
      tell(form, said.waiting);
    }
  });
  if (Object.keys(localStorage).some((key) => key.startsWith(PREFIX) && !key.startsWith(HERE)
      && read(key).seq > read(key).sent)) {
    const note = document.getElementById("table-elsewhere");
    note.textContent = said.elsewhere;
    note.hidden = false;
  }
  document.getElementById("table-leave").addEventListener("click", (event) => {
    if (unsent().length) {
      event.preventDefault();
      const note = document.getElementById("table-elsewhere");
      note.textContent = said.still;
      note.hidden = false;
      note.scrollIntoView();
      return;
    }
    for (const key of Object.keys(localStorage)) if (key.startsWith(HERE)) localStorage.removeItem(key);
    window.caches?.delete("alienor-table");
  });
  // Another window of this device types the same sheet: one device, one version.
  addEventListener("storage", (event) => {
    if (!event.key?.startsWith(HERE) || !event.newValue) return;
    const [number, question] = event.key.slice(HERE.length).split(":");
    const form = number === said.number ? forms.get(question) : undefined;
    if (form && !form.contains(document.activeElement)) show(form, read(event.key).content);
  });
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) flush();
  });
  setInterval(look, LOOK);
  flush();

  // Opened again without a network: the page and what it is made of are kept in this device.
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(said.worker).then(async () => {
      const made = [...document.querySelectorAll("link[rel=stylesheet], script[src], link[rel=preload]")]
        .map((one) => one.href || one.src);
      const cache = await caches.open("alienor-table");
      const page = new URL(said.page, location.href).href;
      await cache.addAll([...new Set([page, location.href.split("#")[0], ...made])]);
    }, () => {});
  }
})();
