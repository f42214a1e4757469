// Makes a draw again from its public files, and says what each step found. The server gives the
// acts, the addresses and the sentences (`draw-facts`); nothing is sent to it.
(() => {
  "use strict";
  const page = document.getElementById("check-draw");
  if (!page) return;
  const facts = JSON.parse(document.getElementById("draw-facts").textContent);
  const PANELS = "panels.txt", READY = "alternates.txt", POOL = "commitments.csv", CHANCES = "chances.csv", RECORD = "transcript.json";
  const TOLD = 5; // differences of one kind that are told; more are counted

  // --- Bytes and hashes, as `cores/sortition/randomness.py` writes them ---

  const bytesOf = (part) => (typeof part === "string" ? new TextEncoder().encode(part) : part);
  const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  const joined = (parts) => {
    const all = parts.map(bytesOf);
    const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of all) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  const sha256 = async (...parts) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", joined(parts)));
  const hashOfLines = async (lines) => hex(await sha256(lines.map((line) => `${line}\n`).join("")));
  const lengthOf = (data) => {
    const written = new DataView(new ArrayBuffer(8));
    written.setBigUint64(0, BigInt(data.length));
    return new Uint8Array(written.buffer);
  };

  // What the seed is made of, in order: the randomness of a beacon comes last, where there is one.
  const seedOf = (list, balls, randomness) =>
    sha256(
      "alienor draw seed 1\n", list.hash, "\n", balls.join(""), "\n",
      ...(randomness ? [randomness, "\n"] : []),
    );

  const ranked = async (tokens, seed) => {
    const use = await sha256("alienor draw use 1\n", seed, "reserve");
    const keys = await Promise.all(tokens.map(async (one) => [hex(await sha256(use, one)), one]));
    return keys.sort((a, b) => (a[0] < b[0] ? -1 : 1)).map((pair) => pair[1]);
  };

  // Canonical JSON (RFC 8785) of text, lists and objects: all that a commitment holds.
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  };
  const commitmentOf = async (salt, content) =>
    hex(await sha256("alienor/commitment/v1\n", lengthOf(salt), salt, lengthOf(content), content));

  // --- Files ---

  const download = async () => {
    const files = new Map();
    await Promise.all(
      facts.files.map(async (file) => {
        try {
          const answer = await fetch(file.url, { cache: "no-cache", credentials: "omit" });
          if (!answer.ok) throw new Error(answer.status);
          const data = new Uint8Array(await answer.arrayBuffer());
          const hash = await sha256(data);
          files.set(file.name, { data, hash, text: new TextDecoder().decode(data) });
        } catch (error) {
          files.set(file.name, { missing: error.message });
        }
      }),
    );
    return files;
  };
  let underWay = null;
  const downloaded = async () => {
    underWay ||= download();
    const files = await underWay;
    if ([...files.values()].some((file) => "missing" in file)) underWay = null; // asked again next time
    return files;
  };
  const absent = (files, ...names) => names.filter((name) => !files.has(name) || "missing" in files.get(name));
  const rowsOf = (file) =>
    file.text.split("\r\n").slice(1).filter(Boolean).map((line) => line.split(","));
  const panelsOf = (file) =>
    file.text.split("\n").slice(0, -1).map((line) => {
      const [number, ...tokens] = line.split(" ");
      return { number, tokens };
    });
  // Everything that the list of panels and the closed pool say, read once.
  const listOf = (files) => {
    const panels = panelsOf(files.get(PANELS));
    const pool = new Map();
    rowsOf(files.get(POOL)).forEach(([token, commitment], at) =>
      pool.set(token, { commitment, line: at + 2 }),
    );
    const on = new Map();
    for (const { tokens } of panels)
      for (const token of tokens) on.set(token, (on.get(token) || 0) + 1);
    const ready = absent(files, READY).length ? null : panelsOf(files.get(READY));
    return { panels, pool, on, ready, hash: files.get(PANELS).hash };
  };
  const drawn = async (list, balls) => {
    const written = Number(balls.join(""));
    const { randomness, shift = 0 } = await beaconOf(list);
    const number = shift ? (written + shift) % list.panels.length : written;
    const panel = list.panels[number]?.tokens;
    if (!panel) return { written, shift, number };
    const seed = await seedOf(list, balls, randomness);
    const alternates = list.ready?.[number]?.tokens || [];
    const out = new Set([...panel, ...alternates]);
    const rest = [...list.pool.keys()].filter((token) => !out.has(token));
    const reserve = [...(await ranked(alternates, seed)), ...(await ranked(rest, seed))];
    return { written, shift, number, panel, seed, alternates, reserve };
  };
  // The round of the beacon that the draw mixes in, its signature checked here.
  const beaconOf = async (list) => {
    const signature = facts.held?.act.beacon_signature;
    if (!signature) return {};
    try {
      const { checkRound, beaconShift } = await import(facts.beacon.module);
      const randomness = checkRound(facts.beacon.round, signature);
      return { randomness, shift: await beaconShift(randomness, list.panels.length) };
    } catch (error) {
      return { why: error.code || error.message };
    }
  };

  // --- What was found, in words ---

  const CODES = new Set(
    "file other found said token tokens seed commitment typed first last digits".split(" "),
  );
  const ACTS = new Set(["entry", "frozen", "held"]);
  const good = (say, told = {}) => ({ holds: true, say, told });
  const bad = (say, told = {}) => ({ holds: false, say, told });
  const plain = (say, told = {}) => ({ holds: null, say, told });
  const either = (holds, kind, told, names = ["same", "differs"]) =>
    (holds ? good : bad)(`${kind}_${names[holds ? 0 : 1]}`, told);
  const cut = (found) =>
    found.length > TOLD
      ? [...found.slice(0, TOLD), plain("more", { count: found.length - TOLD })]
      : found;
  const count = (number) => number.toLocaleString(facts.language);
  const numbered = (number) => String(number).padStart(facts.frozen.act.balls, "0");

  const shown = (name, value) => {
    const made = document.createElement(CODES.has(name) ? "code" : "b");
    made.textContent = typeof value === "number" ? count(value) : String(value);
    return made;
  };
  const act = (number) => {
    const link = document.createElement("a");
    link.href = `${facts.journal}${number}/`;
    link.textContent = number;
    return link;
  };
  const folded = (codes) => {
    const made = document.createElement("details");
    const title = document.createElement("summary");
    title.textContent = facts.says.codes;
    const all = document.createElement("code");
    all.textContent = codes;
    made.append(title, all);
    return made;
  };
  const sentence = (say, told) => {
    const line = document.createDocumentFragment();
    for (const part of facts.says[say].split(/(\{\w+\})/)) {
      const name = part.match(/^\{(\w+)\}$/)?.[1];
      if (!name) {
        line.append(part);
        continue;
      }
      line.append(ACTS.has(name) ? act(told[name]) : shown(name, told[name]));
    }
    return line;
  };
  const MARKS = new Map([[true, ["good", "✓"]], [false, ["bad", "✗"]], [null, ["", "·"]]]);
  const show = (where, findings) => {
    const list = document.createElement("ul");
    list.className = "findings";
    for (const { holds, say, told } of findings) {
      const line = document.createElement("li");
      const [kind, mark] = MARKS.get(holds);
      line.className = kind;
      const sign = document.createElement("span");
      sign.setAttribute("aria-hidden", "true");
      sign.textContent = mark;
      const words = document.createElement("p");
      words.append(sentence(say, told));
      const said = document.createElement("div");
      said.append(words, ...(told.folded ? [folded(told.folded)] : []));
      line.append(sign, said);
      list.append(line);
    }
    page.querySelector(`[data-found="${where}"]`).replaceChildren(list);
    return findings;
  };
  const verdict = (kind, say, told = {}) => {
    const words = document.createElement("p");
    words.className = `note ${kind}`;
    words.append(sentence(say, told));
    page.querySelector("[data-verdict]").replaceChildren(words);
  };

  // --- The five steps: each gives its findings ---

  const filesStep = (files) =>
    facts.files.map(({ name }) => {
      const file = files.get(name);
      if ("missing" in file) return bad("file_missing", { file: name, why: file.missing });
      const lines = file.text.split("\n").length - 1;
      return plain(lines > 1 ? "file" : "file_whole", { file: name, size: file.data.length, lines });
    });

  const hashesStep = (files) => {
    const found = facts.files
      .filter(({ name, sha256: said }) => said && !absent(files, name).length)
      .map(({ name, sha256: said, entry }) => {
        const hash = hex(files.get(name).hash);
        return either(hash === said, "hash", { file: name, found: hash, said, entry });
      });
    if (facts.held) {
      const [frozen, held] = [facts.frozen.entry, facts.held.entry];
      found.push(either(frozen < held, "order", { frozen, held }));
    }
    return found;
  };

  const panelStep = async (list, result, balls, trial) => {
    const { number, panel } = result;
    if (!panel) return [bad("panel_missing", { file: PANELS, number: numbered(number) })];
    const read = {
      balls: balls.join(" "), number: numbered(number), line: number + 1,
      file: PANELS, count: panel.length, folded: panel.join(" "),
    };
    const { why } = await beaconOf(list);
    const beacon = facts.held?.act.beacon_signature
      ? [
          either(!why, "beacon", {
            round: facts.beacon.round, shift: result.shift, panels: list.panels.length, why,
            written: numbered(result.written), number: numbered(number),
          }),
        ]
      : [];
    if (!facts.held) return [plain("panel", read), plain("waiting")];
    const { entry, act } = facts.held;
    if (trial) {
      const real = new Set(list.panels[act.panel_number]?.tokens);
      const common = panel.filter((token) => real.has(token)).length;
      const told = { balls: act.balls.join(" "), common, count: panel.length };
      return [...beacon, plain("panel", read), plain("trial", told)];
    }
    const found = await hashOfLines(panel);
    const same = { entry, number: numbered(number), said: numbered(act.panel_number) };
    const announced = { entry: facts.frozen.entry, said: facts.frozen.act.balls, found: balls.length };
    return [
      ...beacon,
      plain("panel", read),
      ...(announced.said === announced.found ? [] : [bad("balls_differ", announced)]),
      either(number === act.panel_number, "number", same),
      either(found === act.panel, "panel", { count: panel.length, found, said: act.panel, entry }),
    ];
  };

  const transcriptOf = (files, result, balls) => {
    const file = RECORD;
    if (!files.has(file)) return [plain("transcript_later")];
    if (absent(files, file).length) return [plain("cannot", { file })];
    let told;
    try {
      told = JSON.parse(files.get(file).text);
    } catch {
      told = {};
    }
    if (String(told.balls) !== String(balls))
      return [bad("transcript_balls", { file, said: String(told.balls), found: String(balls) })];
    for (const part of ["panel", "reserve"]) {
      const [ours, theirs] = [result[part], told[part] || []];
      const longest = Math.max(ours.length, theirs.length);
      for (let at = 0; at < longest; at += 1)
        if (ours[at] !== theirs[at])
          return [
            bad(`transcript_${part}`, {
              file, rank: at + 1, found: ours[at] || "—", said: theirs[at] || "—",
            }),
          ];
    }
    const [panel, reserve] = [result.panel.length, result.reserve.length];
    return [good("transcript_same", { file, balls: balls.join(" "), panel, reserve })];
  };

  const reserveStep = async (files, result, balls, trial) => {
    const { panel, seed, alternates, reserve } = result;
    if (!panel) return [];
    const first = reserve.slice(0, TOLD).join(" ") + (reserve.length > TOLD ? "…" : ".");
    const said = [
      plain("seed", { file: PANELS, digits: balls.join(""), seed: hex(seed) }),
      ...(alternates.length ? [plain("ready", { file: READY, count: alternates.length })] : []),
      plain("reserve", { file: POOL, count: reserve.length, tokens: first }),
    ];
    if (!facts.held || trial) return said;
    const { entry, act } = facts.held;
    const found = await hashOfLines(reserve);
    const told = { count: reserve.length, found, said: act.reserve, entry };
    said.push(either(found === act.reserve, "reserve", told));
    return [...said, ...transcriptOf(files, result, balls)];
  };

  const soundness = ({ panels, pool, ready }) => {
    const { entry, act } = facts.frozen;
    const found = [];
    if (panels.length !== act.panel_count)
      found.push(
        bad("panels_differ", { file: PANELS, found: panels.length, said: act.panel_count, entry }),
      );
    panels.forEach(({ number, tokens }, at) => {
      const where = { file: PANELS, line: at + 1 };
      if (number !== numbered(at))
        found.push(bad("line_number", { ...where, found: numbered(at), said: number }));
      const size = new Set(tokens).size;
      if (size !== act.seats || tokens.length !== act.seats)
        found.push(bad("line_size", { ...where, found: size, said: act.seats }));
      if (tokens.some((token, place) => place > 0 && token < tokens[place - 1]))
        found.push(bad("line_order", where));
      for (const token of tokens)
        if (!pool.has(token)) found.push(bad("line_stranger", { ...where, token }));
    });
    ready?.forEach(({ number, tokens }, at) => {
      const on = new Set(panels[at]?.tokens);
      for (const token of tokens)
        if (!pool.has(token) || on.has(token) || number !== numbered(at))
          found.push(bad("ready_stranger", { file: READY, line: at + 1, token }));
    });
    if (ready && ready.length !== panels.length)
      found.push(bad("panels_differ", { file: READY, found: ready.length, said: panels.length, entry }));
    if (found.length) return cut(found);
    const last = numbered(panels.length - 1);
    const told = { file: PANELS, panels: panels.length, first: numbered(0), last, seats: act.seats };
    return [good("list_same", told)];
  };

  const chancesStep = (files, list) => {
    const { panels, pool, on } = list;
    const { entry, act } = facts.frozen;
    const size = { file: POOL, count: pool.size, said: act.pool, entry };
    const found = [either(pool.size === act.pool, "pool", size), ...soundness(list)];
    if (absent(files, CHANCES).length) return [...found, plain("cannot", { file: CHANCES })];
    const announced = new Map(rowsOf(files.get(CHANCES)));
    const wrong = [];
    for (const token of new Set([...pool.keys(), ...announced.keys()])) {
      const times = on.get(token) || 0;
      const said = announced.get(token) || "—";
      if (said !== (times / panels.length).toFixed(act.balls) || !pool.has(token))
        wrong.push(
          bad("chance_differs", {
            token, found: times, file: PANELS, panels: panels.length, other: CHANCES, said,
          }),
        );
    }
    if (wrong.length) return [...found, ...cut(wrong)];
    const times = [...pool.keys()].map((token) => on.get(token) || 0);
    const [lowest, highest] = [Math.min(...times), Math.max(...times)];
    const having = (wanted) => times.filter((one) => one === wanted).length;
    return [
      ...found,
      good("chances_same", { count: pool.size, file: PANELS, other: CHANCES }),
      plain("range", {
        lowest, highest, panels: panels.length, low: having(lowest), high: having(highest),
      }),
    ];
  };

  // --- The page ---

  const breath = () => new Promise((resolve) => setTimeout(resolve));
  const fields = [...page.querySelectorAll("[data-balls] input")];
  const back = page.querySelector("[data-real]");
  const real = facts.held ? facts.held.act.balls : null;
  const ballsTyped = () => fields.map((field) => field.value.trim());
  const writeBalls = (balls) => fields.forEach((field, at) => { field.value = balls[at]; });

  const showDraw = async (files, list, balls) => {
    const trial = Boolean(real) && String(balls) !== String(real);
    if (back) back.hidden = !trial;
    const result = await drawn(list, balls);
    return [
      show("panel", await panelStep(list, result, balls, trial)),
      show("reserve", await reserveStep(files, result, balls, trial)),
    ];
  };

  const checkAll = async () => {
    verdict("", "working");
    if (real) writeBalls(real);
    const files = await downloaded();
    const steps = [show("files", filesStep(files)), show("hashes", hashesStep(files))];
    await breath();
    const without = absent(files, PANELS, POOL);
    if (without.length) {
      const cannot = [plain("cannot", { file: without.join(", ") })];
      for (const step of ["panel", "reserve", "chances"]) show(step, cannot);
    } else {
      const list = listOf(files);
      const drawnNow = real
        ? await showDraw(files, list, real)
        : ["panel", "reserve"].map((step) => show(step, [plain("waiting")]));
      await breath();
      steps.push(...drawnNow, show("chances", chancesStep(files, list)));
    }
    const compared = steps.flat().filter(({ holds }) => holds !== null);
    const wrong = steps.flatMap((step, at) => (step.some(({ holds }) => holds === false) ? [at + 1] : []));
    if (!wrong.length) return verdict("good", "all_same", { count: compared.length });
    return verdict("bad", "some_differ", {
      bad: compared.filter(({ holds }) => !holds).length,
      count: compared.length,
      steps: wrong.join(", "),
    });
  };

  const tryBalls = async () => {
    const balls = ballsTyped();
    if (!balls.every((ball) => /^[0-9]$/.test(ball)))
      return show("panel", [bad("balls_wanted", { count: fields.length })]);
    const files = await downloaded();
    const without = absent(files, PANELS, POOL);
    if (without.length) return show("panel", [plain("cannot", { file: without.join(", ") })]);
    return showDraw(files, listOf(files), balls.map(Number));
  };

  // Since the balls, what the register says of somebody's place.
  const sinceThen = (token) =>
    facts.replaced.flatMap(({ entry, act }) => [
      ...(act.arriving === token ? [plain("mine_called", { entry })] : []),
      ...(act.leaving === token ? [plain("mine_left", { entry })] : []),
    ]);

  const closedLine = (files) => {
    const { sha256: said, entry } = facts.files.find(({ name }) => name === POOL);
    return either(hex(files.get(POOL).hash) === said, "mine", { entry }, ["closed", "open"]);
  };

  const chanceOf = async (list, token) => {
    const panels = list.panels.length;
    const times = list.on.get(token) || 0;
    const hundred = Math.round((100 * times) / panels);
    const said = [plain("mine_on", { count: times, file: PANELS, panels, hundred })];
    if (!real) return [...said, plain("mine_waiting")];
    const { number, panel, reserve } = await drawn(list, real);
    const chosen = { number: numbered(number) };
    if (!panel) return [...said, bad("panel_missing", { file: PANELS, ...chosen })];
    if (panel.includes(token)) return [...said, good("mine_drawn", chosen), ...sinceThen(token)];
    const rank = reserve.indexOf(token) + 1;
    return [
      ...said,
      plain("mine_reserve", { ...chosen, rank, count: reserve.length }),
      ...sinceThen(token),
    ];
  };

  const myChance = async () => {
    const typed = page.querySelector("#my-code").value;
    const wanted = typed.toLowerCase().replace(/[^0-9a-z]/g, "");
    const files = await downloaded();
    const without = absent(files, PANELS, POOL);
    if (without.length) return show("mine", [plain("cannot", { file: without.join(", ") })]);
    const list = listOf(files);
    const byCode = /^[0-9a-f]{8}$/.test(wanted);
    const mine = [...list.pool].find(([token, { commitment }]) =>
      byCode ? commitment.startsWith(wanted) : token === wanted,
    );
    if (!mine) return show("mine", [bad("mine_unknown", { file: POOL, typed: typed.trim() || "—" })]);
    const [token, { commitment, line }] = mine;
    return show("mine", [
      good("mine_line", { line, file: POOL, token, commitment }),
      closedLine(files),
      ...(await chanceOf(list, token)),
      ...(facts.annulled ? [bad("mine_annulled", { entry: facts.annulled.entry })] : []),
    ]);
  };

  const readOpening = (text) => {
    try {
      const { salt, content } = JSON.parse(text);
      return /^([0-9a-f]{2}){16,}$/.test(salt) && content?.values ? { salt, content } : null;
    } catch {
      return null;
    }
  };
  const myOpening = async () => {
    const said = readOpening(page.querySelector("#my-opening").value);
    if (!said) return show("opening", [bad("opening_unread", { first: "{", last: "}" })]);
    const files = await downloaded();
    if (absent(files, POOL).length) return show("opening", [plain("cannot", { file: POOL })]);
    const found = await commitmentOf(unhex(said.salt), bytesOf(canonical(said.content)));
    const { token, values } = said.content;
    const at = rowsOf(files.get(POOL)).findIndex((row) => row[0] === token && row[1] === found);
    const told = { found, file: POOL, token: String(token), line: at + 2 };
    if (at < 0) return show("opening", [bad("opening_differs", told)]);
    const label = (code) => facts.labels[code] || code.split(".").pop();
    const answers = Object.entries(values)
      .map(([feature, value]) => `${label(feature)}\u00a0: ${label(`${feature}.${value}`)}`)
      .join("\u00a0; ");
    return show("opening", [
      good("opening_same", told),
      closedLine(files),
      ...(answers ? [plain("opening_says", { answers })] : []),
    ]);
  };

  // The page of a member leaves their code and answers in this tab for this page, which takes them
  // out at once. The message that they received has their code, alone, behind the # of the address:
  // never sent, and taken out of the address too.
  const left = () => {
    const said = sessionStorage.getItem("alienor:carried");
    sessionStorage.removeItem("alienor:carried");
    return said && new URLSearchParams(said);
  };
  const carried = () => {
    const said = new URLSearchParams(location.hash.slice(1));
    if (!said.has("code")) return left();
    history.replaceState(history.state, "", "#ma-chance");
    return said;
  };
  const checkMine = async (said) => {
    if (!said) return;
    page.querySelector("#my-code").value = said.get("code");
    document.getElementById("ma-chance").scrollIntoView();
    await myChance();
    if (!said.has("opening")) return;
    const opening = page.querySelector("#my-opening");
    opening.value = said.get("opening");
    opening.closest("details").open = true;
    await myOpening();
  };

  const brought = carried();
  if (!window.crypto?.subtle) {
    verdict("warn", "no_crypto");
    return;
  }
  for (const hidden of page.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  for (const shown of page.querySelectorAll("[data-without-script]")) shown.hidden = true;
  if (real) writeBalls(real);
  const on = (selector, kind, run) => {
    page.querySelector(selector)?.addEventListener(kind, (event) => {
      event.preventDefault();
      run();
    });
  };
  on("[data-run]", "click", checkAll);
  on("[data-balls]", "submit", tryBalls);
  on("[data-real]", "click", () => {
    writeBalls(real);
    tryBalls();
  });
  on("[data-mine]", "submit", myChance);
  on("[data-opening]", "submit", myOpening);
  window.addEventListener("hashchange", () => checkMine(carried()));
  checkMine(brought);
})();
