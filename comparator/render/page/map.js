// The map of who is best where: worked out in slices while nothing else is to do, and only while its
// section is open; walked through with the arrow keys, and a field is taken with Enter or a click.
"use strict";

const MAP = { top: 8, left: 52, right: 8, cell: 14, below: 40, slice: 6, colours: 10 };
const MAP_TICKS = {
  account: [20, 100, 500, 2000, 10000, 100000], stop: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2], hold: [1, 4, 8, 24, 72, 168, 720],
};
const UP = { stop: "distance of the stop", hold: "holding time" };
const upText = { stop: shortPercent, hold: hoursText };
const atText = { stop: (value) => `a stop ${shortPercent(value)} away`, hold: (value) => `held ${hoursText(value)}` };
const letterAt = (number) => String.fromCharCode(65 + (number % 26));

let mapping = 0; // the newest map that was begun
let mapped = null; // the one that is shown
let cursor = null; // [row, column]
const known = { key: "", market: null, cells: new Map() }; // fields that stay while account and stop move

const upOf = () => document.querySelector("#map-up input:checked").value;

/** Begin the map of a plan, where it is to be seen. */
function drawMap(plan) {
  const mine = ++mapping;
  const possible = Boolean(plan && !plan.error && mappable(plan.trade));
  $("map-part").hidden = !possible;
  if (!possible || !$("map-part").open) return;
  const up = upOf();
  const { trade, choice, market, asset } = plan;
  const own = trade[MAP_FIELDS[up]];
  const found = { up, asset, plan, account: trade.account, value: own,
    accounts: withOwn(MAP_ACCOUNTS, trade.account), values: withOwn(MAP_VALUES[up], own), cells: [] };
  const moving = ["account", "top", "all", "all-contracts", up];
  const key = JSON.stringify([up, Object.entries(state).filter(([name]) => !moving.includes(name)).sort()]);
  if (known.key !== key || known.market !== market) Object.assign(known, { key, market, cells: new Map() });
  let row = [];
  let candidates = null;
  const step = () => {
    if (mine !== mapping) return;
    const began = performance.now();
    while (found.cells.length < found.values.length && performance.now() - began < MAP.slice) {
      const there = { ...trade, [MAP_FIELDS[up]]: found.values[found.cells.length], account: found.accounts[row.length] };
      const place = `${there[MAP_FIELDS[up]]}|${there.account}`;
      if (!known.cells.has(place)) {
        candidates ??= candidatesFor(market, asset, there, choice);
        known.cells.set(place, leaderAt(candidates, there));
      }
      row.push(known.cells.get(place));
      if (row.length === found.accounts.length) {
        found.cells.push(row);
        row = [];
        candidates = null;
      }
    }
    if (found.cells.length < found.values.length) setTimeout(step, 0);
    else showMap({ ...found, shares: sharesOf(found.cells) });
  };
  if (mapped === null) $("map-said").textContent = "Being worked out…";
  step();
}

const venueText = (found, row, column) => {
  const venue = found.cells[row][column];
  return venue === null ? "nobody can" : nameOf(venue, market);
};
const shareText = (found, fields) => `${Math.round((100 * fields) / (found.accounts.length * found.values.length))} %`;

function showMap(found) {
  const same = mapped !== null && mapped.up === found.up && cursor !== null;
  mapped = found;
  const own = [found.values.findIndex((one) => one.eq(found.value)), found.accounts.findIndex((one) => one.eq(found.account))];
  const walked = document.activeElement === $("map-field");
  cursor = same && walked ? [Math.min(cursor[0], found.values.length - 1), Math.min(cursor[1], found.accounts.length - 1)] : own;
  const nobody = found.cells.flat().filter((one) => one === null).length;
  $("map-key").replaceChildren(...found.shares.map(([venue, fields], number) => h("li", {},
    h("span", { class: `letter w${number % MAP.colours}` }, letterAt(number)), ` ${nameOf(venue, market)}, ${shareText(found, fields)}`)),
  ...present([nobody > 0 && h("li", {}, h("span", { class: "letter" }), ` nobody can, ${shareText(found, nobody)}`)]));
  $("map-field").replaceChildren(mapPicture(found, own, Math.max(260, Math.min(680, $("map-part").clientWidth))));
  $("map-field").dataset.at = `${found.up} ${found.account} ${found.value}`;
  sayField();
}

/** What is best at the cursor. */
function sayField() {
  const [row, column] = cursor;
  const where = `${accountText(mapped.accounts[column])}, ${atText[mapped.up](mapped.values[row])}`;
  $("map-said").textContent = `${where}: ${venueText(mapped, row, column)}`;
  const mark = document.querySelector("#map-field .cursor");
  mark.setAttribute("x", mapped.x(column) - 1);
  mark.setAttribute("y", mapped.y(row) - 1);
}

function mapPicture(found, own, width) {
  const wide = (width - MAP.left - MAP.right) / found.accounts.length;
  const base = MAP.top + found.values.length * MAP.cell;
  found.x = (column) => MAP.left + column * wide;
  found.y = (row) => base - (row + 1) * MAP.cell; // the smallest value lies at the bottom
  const { x, y, cells } = found;
  const number = new Map(found.shares.map(([venue], index) => [venue, index]));
  const lines = [`M${MAP.left} ${MAP.top}H${x(found.accounts.length)}V${base}H${MAP.left}z`];
  const strips = [];
  cells.forEach((venues, row) => {
    let from = 0;
    venues.forEach((venue, column) => {
      if (row && cells[row - 1][column] !== venue) lines.push(`M${x(column).toFixed(1)} ${y(row) + MAP.cell}h${wide.toFixed(1)}`);
      if (venues[column + 1] === venue) return;
      if (column + 1 < venues.length) lines.push(`M${x(column + 1).toFixed(1)} ${y(row)}v${MAP.cell}`);
      if (venue !== null) strips.push(h("rect", { class: `w${number.get(venue) % MAP.colours}`, x: x(from).toFixed(1), y: y(row), width: ((column + 1 - from) * wide).toFixed(1), height: MAP.cell }));
      from = column + 1;
    });
  });
  const middle = (column) => (x(column) + wide / 2).toFixed(1);
  const height = base + MAP.below;
  const frame = (name, [row, column]) => h("rect", { class: name, x: x(column) - 1, y: y(row) - 1, width: wide + 2, height: MAP.cell + 2 });
  return h("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "aria-label": `${found.asset}, the cheapest venue by account and ${UP[found.up]}: ${found.shares.map(([venue, fields]) => `${nameOf(venue, market)} ${shareText(found, fields)}`).join(", ")}` },
  h("g", { "shape-rendering": "crispEdges" }, strips),
  h("path", { class: "border", d: lines.join("") }),
  spotsOf(cells).map(([row, column]) => cells[row][column] !== null && h("text", { class: "letter", x: middle(column), y: y(row) + MAP.cell - 3, "text-anchor": "middle" }, letterAt(number.get(cells[row][column])))),
  frame("own", own), frame("cursor", own),
  found.accounts.map((value, column) => MAP_TICKS.account.includes(value.number) && h("text", {
    x: column + 1 === found.accounts.length ? x(column + 1) : middle(column), y: base + 15, "text-anchor": column + 1 === found.accounts.length ? "end" : "middle",
  }, decadeText(value.number, width))),
  found.values.map((value, row) => MAP_TICKS[found.up].includes(value.number) && h("text", { x: MAP.left - 5, y: y(row) + MAP.cell - 3, "text-anchor": "end" }, upText[found.up](value))),
  h("text", { x: MAP.left, y: base + 32 }, `up: ${UP[found.up]}; right: account`));
}

/** The account and the stop, or the holding time, of the field at the cursor. */
function takeField() {
  const [row, column] = cursor;
  const value = mapped.values[row].normal();
  state.account = mapped.accounts[column].normal().toString();
  state[mapped.up] = mapped.up === "stop" ? `${value.times(HUNDRED).normal()}%` : `${value}h`;
  for (const name of ["account", mapped.up]) if (isDefault(name, state[name])) delete state[name];
  changed(true);
}

const WALK = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };

function listenToMap() {
  $("map-part").addEventListener("toggle", later);
  $("map-up").addEventListener("change", later);
  $("map-field").addEventListener("keydown", (event) => {
    if (!mapped || !(event.key in WALK || event.key === "Enter")) return;
    event.preventDefault();
    if (event.key === "Enter") return takeField();
    const [up, right] = WALK[event.key];
    cursor = [Math.max(0, Math.min(mapped.values.length - 1, cursor[0] + up)), Math.max(0, Math.min(mapped.accounts.length - 1, cursor[1] + right))];
    sayField();
  });
  const pointed = ({ clientX, clientY }) => {
    const svg = document.querySelector("#map-field svg");
    if (!mapped || !svg) return false;
    const box = svg.getBoundingClientRect();
    const wide = mapped.x(1) - mapped.x(0);
    const column = Math.floor((clientX - box.left - MAP.left) / wide);
    const row = mapped.values.length - 1 - Math.floor((clientY - box.top - MAP.top) / MAP.cell);
    if (!mapped.accounts[column] || !mapped.values[row]) return false;
    cursor = [row, column];
    sayField();
    return true;
  };
  $("map-field").addEventListener("pointermove", pointed);
  $("map-field").addEventListener("click", (event) => pointed(event) && takeField());
}
