// Cost of the risk and feasibility over accounts, drawn by hand as SVG: a few lines and strips need
// no library, and one would weigh more than the page. Worked out in slices, so that nothing waits.
"use strict";

const CHART = { top: 20, high: 190, right: 12, strip: 14, points: 72, drawn: 6, slice: 6 };
let charting = 0;

/** Accounts from $10 to $100,000, further where the user's lies beyond. */
function axisOf(account, width) {
  const low = Math.min(10, account);
  const most = Math.max(1e5, account);
  const left = 92;
  const ratio = Math.log(most / low);
  return {
    low, most, left, width,
    at: (index) => decimal((low * (most / low) ** (index / (CHART.points - 1))).toPrecision(3)).normal(),
    x: (value) => left + (Math.log(value / low) / ratio) * (width - left - CHART.right),
  };
}

/** The answer at one account: rows of every venue, leaner than what is shown. */
const answerAt = (plan, account) => answerFrom(plan.candidates, { ...plan.trade, account });

function drawChart(plan) {
  const mine = ++charting;
  if (!plan || plan.error) return $("chart").replaceChildren();
  const axis = axisOf(plan.trade.account.number, Math.max(300, Math.min(960, $("result").clientWidth)));
  const answers = [];
  const step = () => {
    if (mine !== charting) return;
    const began = performance.now();
    while (answers.length < CHART.points && performance.now() - began < CHART.slice) answers.push(answerAt(plan, axis.at(answers.length)));
    if (answers.length < CHART.points) setTimeout(step, 0);
    else $("chart").replaceChildren(...present(picture(plan, axis, answers)));
  };
  step();
}

const leaderOf = (rows) => (rows[0]?.status === "ok" ? rows[0].venue : null);

/** Accounts at which the cheapest venue changes, to the cent. */
function changes(plan, axis, answers) {
  const found = [];
  for (let index = 1; index < answers.length && found.length < 8; index += 1) {
    const before = leaderOf(answers[index - 1]);
    let after = leaderOf(answers[index]);
    if (after === before) continue;
    let [low, high] = [axis.at(index - 1), axis.at(index)];
    for (let turn = 0; turn < 22 && high.minus(low).gt(decimal("0.01")); turn += 1) {
      const middle = low.plus(high).times(HALF).fixed(2);
      const there = leaderOf(answerAt(plan, middle));
      if (there === before) low = middle;
      else [high, after] = [middle, there];
    }
    found.push({ account: high, venue: after });
  }
  return found;
}

/** Percent of the risk, or of the position where there is no stop; null where it is not possible. */
function costAt(row) {
  if (row?.status !== "ok" || !row.costs) return null;
  return 100 * (row.costs.r ?? row.costs.bps.over(THOUSANDS)).number;
}

/** Round figures from `bottom` to `top`. */
function ticksOf(bottom, top) {
  const rough = (top - bottom) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((part) => part * power).find((one) => one >= rough);
  const found = [];
  for (let value = Math.ceil(bottom / step) * step; value <= top; value += step) found.push(Number(value.toPrecision(6)));
  return found;
}

function picture(plan, axis, answers) {
  const moved = changes(plan, axis, answers);
  const names = plan.venueRows.filter((row) => row.prepared).map((row) => row.venue);
  const leaders = [...new Set(answers.map(leaderOf).filter(Boolean))];
  const drawn = [...new Set([...leaders, ...names])].slice(0, CHART.drawn);
  const byVenue = answers.map((rows) => new Map(rows.map((row) => [row.venue, row])));
  const costs = drawn.map((venue) => byVenue.map((rows) => costAt(rows.get(venue))));
  const known = costs.flat().filter((one) => one !== null);
  const top = Math.max(1e-6, ...known) * 1.08;
  const bottom = Math.min(0, ...known);
  const base = CHART.top + CHART.high;
  const up = (value) => CHART.top + CHART.high * (1 - (value - bottom) / (top - bottom));
  const xs = answers.map((_, index) => axis.x(axis.at(index).number));
  const height = base + 34 + names.length * CHART.strip;
  const here = axis.x(plan.trade.account.number);
  const nameAt = (venue) => nameOf(venue, market);
  const decades = [10, 100, 1000, 10000, 100000].filter((value) => value >= axis.low && value <= axis.most);
  const anchor = (value) => (value === axis.low ? "start" : value === axis.most ? "end" : "middle");
  const svg = h("svg", { viewBox: `0 0 ${axis.width} ${height}`, width: axis.width, height, role: "img",
    "aria-label": `Cost of the risk over accounts for ${listed(drawn)}; below, where each venue can take the trade` },
  ticksOf(bottom, top).map((value) => h("g", {},
    h("line", { class: "grid", x1: axis.left, x2: axis.width - CHART.right, y1: up(value), y2: up(value) }),
    h("text", { x: axis.left - 6, y: up(value) + 4, "text-anchor": "end" }, `${value} %`))),
  decades.map((value) => h("g", {},
    h("line", { class: "grid", x1: axis.x(value), x2: axis.x(value), y1: CHART.top, y2: height - 4 }),
    h("text", { x: axis.x(value), y: base + 16, "text-anchor": anchor(value) }, decadeText(value, axis.width)))),
  names.map((venue, number) => strip(venue, byVenue, xs, base + 28 + number * CHART.strip, axis)),
  moved.map(({ account, venue }) => h("g", {},
    h("line", { class: "change", x1: axis.x(account.number), x2: axis.x(account.number), y1: CHART.top, y2: base }),
    h("title", {}, `from ${usd(account)}: ${venue ? nameAt(venue) : "none"}`))),
  costs.map((values, number) => h("path", { class: `line l${number}`, d: pathOf(values, xs, up) })),
  h("line", { class: "here", x1: here, x2: here, y1: CHART.top - 6, y2: height - 4 }),
  h("text", { class: "mark", x: here, y: 11, "text-anchor": here > axis.width - 80 ? "end" : here < axis.left + 60 ? "start" : "middle" }, `you: ${accountText(plan.trade.account)}`));
  const what = plan.trade.stop === null ? "Cost as a share of the position" : "Cost of the risk";
  return [
    h("h2", {}, `Other accounts: ${what.toLowerCase()}, and where it is possible`),
    h("ul", { class: "legend" }, drawn.map((venue, number) => h("li", {}, h("svg", { viewBox: "0 0 14 10", width: 14, height: 10, "aria-hidden": "true" },
      h("path", { class: `line l${number}`, d: "M0 5L14 5" })), ` ${nameAt(venue)}`)),
    h("li", {}, h("span", { class: "key can" }), " possible"), h("li", {}, h("span", { class: "key forced" }), " with more risk"), h("li", {}, h("span", { class: "key cannot" }), " not")),
    svg,
    moved.length > 0 && h("p", { class: "repairs" }, "The cheapest venue changes at ", moved.map(({ account, venue }) =>
      h("button", { type: "button", class: "repair", "data-set": "account", "data-value": account.toString() }, `${usd(account)}: ${venue ? nameAt(venue) : "none"}`))),
  ];
}

function pathOf(values, xs, up) {
  let pen = false;
  return values.map((value, index) => {
    const to = value === null ? "" : `${pen ? "L" : "M"}${xs[index].toFixed(1)} ${up(value).toFixed(1)}`;
    pen = value !== null;
    return to;
  }).join("");
}

const decadeText = (value, width) => (width < 500 && value >= 1000 ? `$${value / 1000}k` : `$${grouped(String(value))}`);

const KINDS = { can: "possible", forced: "only with more risk", cannot: "not possible" };

/** One venue: where it can take the trade. */
function strip(venue, byVenue, xs, y, axis) {
  const runs = [];
  byVenue.forEach((rows, index) => {
    const status = rows.get(venue)?.status;
    const kind = status === "ok" ? "can" : status === "over_budget" ? "forced" : "cannot";
    const next = xs[index + 1] ?? xs[index];
    if (runs.at(-1)?.kind === kind) runs.at(-1).to = next;
    else runs.push({ kind, from: xs[index], to: next });
  });
  return h("g", {}, h("text", { x: axis.left - 6, y: y + 9, "text-anchor": "end" }, venue.slice(0, 14)),
    runs.map(({ kind, from, to }) => h("rect", { class: kind, x: from.toFixed(1), y, width: Math.max(0.5, to - from).toFixed(1), height: CHART.strip - 4 },
      h("title", {}, `${venue}: ${KINDS[kind]}`))));
}
