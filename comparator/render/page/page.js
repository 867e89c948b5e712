// The page: controls to a trade, a trade to an answer, an answer to rows. Everything shown is text.
"use strict";

const $ = (id) => document.getElementById(id);
const LIVE = Number(document.documentElement.dataset.refresh ?? 0); // seconds; 0: nobody is asked
const SIZES = ["account", "risk", "qty", "notional", "max-loss", "all-in", "top", "all", "region"];
let source = JSON.parse($("market").textContent); // as it came, for any country and class
let country = ""; // that `market` is read for
let assetClass = "crypto"; // the same
let market = readable(source);
let state = {};
let shown = null; // the answer that stands
let trouble = ""; // why there are no newer figures
const unfolded = new Set(); // rows whose details are open

/** A document made ready as the country has the contracts of the class, with the venues' names. */
function readable(document) {
  const found = readMarket(inRegion(inClass(document, assetClass), country));
  found.names = new Map(found.venues.map((one) => [one.venue, one.name]));
  return found;
}

// -- the answer ----------------------------------------------------------------------------------------

let prepared = { key: "", market: null, candidates: null };

/** What stays while only account, risk and size move is worked out once. */
function candidatesOf(plan) {
  const key = JSON.stringify(Object.entries(state).filter(([name]) => !SIZES.includes(name)).sort());
  if (prepared.key !== key || prepared.market !== plan.market) {
    prepared = { key, market: plan.market, candidates: candidatesFor(plan.market, plan.asset, plan.trade, plan.choice) };
  }
  return prepared.candidates;
}

/** Trade, rows and verdict of the state; the error's text where it is refused. */
function answerOf() {
  try {
    readFor(OPTIONS.region.read(state.region ?? ""), OPTIONS.class.read(state.class ?? OPTIONS.class.fallback, "class", OPTIONS.class));
    const plan = planOf(state, market);
    const candidates = candidatesOf(plan);
    const finished = (rows) => rows.map((row) => detailed(row, plan.market));
    const venueRows = finished(answerFrom(candidates, plan.trade));
    const rows = plan.every ? finished(everyContract(candidates, plan.trade)) : venueRows;
    return { ...plan, candidates, venueRows, rows, error: null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { error, rows: [], venueRows: [] };
  }
}

/** The market of another class, as clients of another country have it; what is no country is refused elsewhere. */
function readFor(code, name) {
  const wanted = /^[A-Z]{2}$/.test(code) ? code : "";
  if (wanted === country && name === assetClass) return;
  [country, assetClass] = [wanted, name];
  market = readable(source);
}

/** Possible rows after the best so many; those of venues that are named or always shown stay. */
function furtherOf({ rows, top, choice }) {
  if (top === null) return [];
  const kept = (row) => choice.venues?.includes(row.venue) || market.venues.find((one) => one.venue === row.venue)?.always_shown;
  return rows.filter((row) => row.status === "ok").slice(top).filter((row) => !kept(row));
}

// -- drawing -------------------------------------------------------------------------------------------

function draw() {
  const { error, rows } = shown;
  $("error").hidden = error === null;
  $("error").textContent = error ? error.message : "";
  markWrong(error);
  $("copy-markdown").hidden = $("copy-command").hidden = error !== null;
  if (error) {
    $("verdict").textContent = "";
    $("plan").textContent = "";
    for (const part of ["result", "before", "about"]) $(part).replaceChildren();
    return;
  }
  const { market: { at } } = shown;
  const said = `${verdictOf(shown)} ${freshness(shown)}`.trim();
  if ($("verdict").textContent !== said) $("verdict").textContent = said;
  $("plan").textContent = planText(shown);
  const view = { market, opened: unfolded, at };
  const possible = rows.filter((row) => row.status === "ok");
  const not = rows.filter((row) => row.status !== "ok");
  $("result").replaceChildren(...present([possible.length > 0 && ranking(possible, furtherOf(shown), view), notPossible(not, view)]));
  drawBefore();
  drawAbout();
}

/** What decides beside the costs, of the venues that are shown with a place. */
function drawBefore() {
  const further = furtherOf(shown);
  const placed = shown.venueRows.filter((row) => row.rank !== null && !further.includes(row));
  const venues = placed.map((row) => market.venues.find((one) => one.venue === row.venue));
  $("before").replaceChildren(...beforeAnAccount(venues, shown.region, market));
}

/** What the answer rests on as a whole. */
function drawAbout() {
  const { choice } = shown;
  const lines = priceSentences(shown);
  if (choice.trusted.length) lines.push(`Taken as they are, whatever the others say: ${choice.trusted.join(", ")}.`);
  const failed = market.failed.filter((one) => choice.venues === null || choice.venues.includes(one.venue));
  $("about").replaceChildren(...present([
    lines.length > 0 && [h("h2", {}, "What this rests on"), lines.map((one) => h("p", { class: "sub" }, one))],
    failed.length > 0 && [h("h2", {}, "Venues that could not be asked"),
      h("ul", { class: "failures" }, failed.map((one) => h("li", { "data-failed": one.venue }, failureText(one))))],
  ]));
}

/** Work out and draw; how long that took stands in `data-took` (milliseconds of script). */
function update() {
  const began = performance.now();
  fillControls(state);
  shown = answerOf();
  draw();
  document.documentElement.dataset.took = (performance.now() - began).toFixed(2);
  document.documentElement.dataset.ready = "yes";
  delete document.documentElement.dataset.busy;
  later();
}

/** How old the figures are, counted on. */
function drawAge() {
  const now = BigInt(Date.now()) * 1000n;
  const bases = [...new Set(market.venues.map((one) => one.basis))];
  const read = market.now.slice(0, 16).replace("T", " ");
  const age = spanText(now > market.at ? now - market.at : 0n);
  const failed = market.failed.map((one) => `${one.venue} (${one.fallback ? `${one.fallback} figures` : "left out"})`);
  const who = failed.length > 4 ? `${failed.length} venues` : listed(failed);
  const parts = [
    h("span", {}, `Figures: ${listed(bases)}; ${LIVE ? "read" : "put together"} ${read} UTC, ${age} ago${LIVE ? `, again every ${LIVE} s` : ""}.`),
    failed.length > 0 && h("span", { class: "failed" }, ` Not asked with success: ${who}.`),
    trouble && h("span", { class: "failed" }, ` ${trouble}`),
  ];
  $("age").replaceChildren(...present(parts));
}

/** What can wait: drawn when the browser has nothing better to do. */
let waiting = 0;
function drawLater() {
  drawChart(shown);
  drawMap(shown);
}
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(drawLater), 120);
}

// -- what happens --------------------------------------------------------------------------------------

let frame = 0;
let noted = "";

/** The next frame draws; the address follows, a new step of the history when `step`. */
function changed(step) {
  const hash = `#${hashOf(state)}`;
  if (hash !== location.hash) history[step && hash !== noted ? "pushState" : "replaceState"](null, "", hash);
  if (step) noted = hash;
  document.documentElement.dataset.busy = "yes";
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(update);
}

function fromAddress() {
  state = stateFrom(location.hash);
  state.asset ||= market.assets.includes("BTC") ? "BTC" : (market.assets[0] ?? "");
  noted = location.hash;
  for (const input of document.querySelectorAll("[data-typed]")) delete input.dataset.typed;
  update();
}

const published = () => market.venues.length > 0 && market.venues.every((one) => one.basis === "published");
const command = () => commandOf(state, published());

function markdown() {
  const further = furtherOf(shown);
  const rows = shown.rows.filter((row) => !further.includes(row));
  return markdownOf(shown, rows, further.map((row) => row.venue), command());
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    $("copied").textContent = `${what} copied`;
  } catch { // not allowed: the text to take by hand
    const area = h("textarea", { readonly: true, "aria-label": what });
    area.value = text;
    $("copied").replaceChildren(area);
    area.select();
  }
}

const SIZING = ["notional", "qty", "max-loss"];

/** A repair, or a switch beside the table. */
function applied({ set, add, value }) {
  const name = set ?? add;
  state[name] = add ? [...words(state[name] ?? ""), value].join(",") : value;
  if (SIZING.includes(name)) for (const other of SIZING) if (other !== name) delete state[other];
  changed(true);
  if (name !== "all") $("verdict").scrollIntoView({ block: "nearest" });
}

function unfold(key) {
  if (!unfolded.delete(key)) unfolded.add(key);
  draw();
  document.querySelector(`[data-open="${CSS.escape(key)}"]`)?.focus();
}

/** A coin is looked up while it is typed, and refused when it is left. */
const halfTyped = (input) => input.name === "asset" && !market.assets.includes(coinName(input.value));

function listen() {
  const form = $("controls");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (target.type === "text") target.dataset.typed = "yes";
    if (halfTyped(target)) return;
    takeFrom(target, state);
    changed(false);
  });
  form.addEventListener("change", ({ target }) => {
    delete target.dataset.typed;
    takeFrom(target, state);
    changed(true);
  });
  form.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (target.type !== "text" || !["ArrowUp", "ArrowDown"].includes(key) || !stepped(target, key === "ArrowUp")) return;
    event.preventDefault();
    takeFrom(target, state);
    changed(false);
  });
  form.addEventListener("focusin", ({ target }) => target.name === "asset" && target.select());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.open) unfold(button.dataset.open);
    else if (button?.dataset.set || button?.dataset.add) applied(button.dataset);
  });
  $("copy-markdown").addEventListener("click", () => shown.error || copy(markdown(), "Table"));
  $("copy-command").addEventListener("click", () => copy(command(), "Command"));
  $("reset").addEventListener("click", () => {
    state = { asset: state.asset };
    changed(true);
  });
  listenToMap();
  $("skip").addEventListener("click", (event) => { // the address is the trade's
    event.preventDefault();
    $("answer").focus();
  });
  addEventListener("hashchange", fromAddress);
  addEventListener("popstate", fromAddress);
  addEventListener("resize", later);
}

/** The same page with newer figures: one document from the server it came from. */
async function refresh() {
  if (document.hidden) return; // asked again when somebody looks
  try {
    const reply = await fetch("api/market");
    if (!reply.ok) throw new Error((await reply.json()).detail);
    take(await reply.json());
    trouble = "";
  } catch (error) {
    trouble = `No newer figures: ${error instanceof TypeError ? "the server does not answer" : error.message}.`;
  }
  drawAge();
}

function take(text) {
  if (text.generated_at === market.now) return;
  const before = [...market.names.keys()].join();
  source = text;
  market = readable(source);
  if ([...market.names.keys()].join() !== before) drawControls(market);
  update();
}

drawControls(market);
listen();
fromAddress();
drawAge();
setInterval(drawAge, 1000);
if (LIVE) {
  setInterval(refresh, LIVE * 1000);
  document.addEventListener("visibilitychange", refresh);
}
