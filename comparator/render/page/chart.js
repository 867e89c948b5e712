// Cost of the risk and feasibility over accounts, drawn by hand as SVG: a few lines and strips need
// no library, and one would weigh more than the page. Worked out in slices, so that nothing waits.
"use strict";

const CHART = { width: 720, top: 14, high: 190, left: 44, right: 12, strip: 13, low: 10, most: 1e5, points: 72 };
let charting = 0;

function accountAt(index) {
  const value = CHART.low * (CHART.most / CHART.low) ** (index / (CHART.points - 1));
  return decimal(value.toPrecision(3)).normal();
}

const across = (account) => CHART.left + (Math.log(account / CHART.low) / Math.log(CHART.most / CHART.low)) *
  (CHART.width - CHART.left - CHART.right);

/** The answer at one account: rows of every venue, leaner than what is shown. */
const answerAt = (plan, account) => answerFrom(plan.candidates, { ...plan.trade, account });

function drawChart(plan) {
  const mine = ++charting;
  if (!plan || plan.error) return $("chart").replaceChildren();
  const answers = [];
  const step = () => {
    if (mine !== charting) return;
    const began = performance.now();
    while (answers.length < CHART.points && performance.now() - began < 10) {
      answers.push(answerAt(plan, accountAt(answers.length)));
    }
    if (answers.length < CHART.points) setTimeout(step, 0);
    else paint(plan, answers);
  };
  step();
}

/** Accounts at which the cheapest venue changes, to the cent. */
function changes(plan, answers) {
  const leader = (rows) => (rows[0]?.status === "ok" ? rows[0].venue : null);
  const found = [];
  for (let index = 1; index < answers.length && found.length < 8; index += 1) {
    if (leader(answers[index]) === leader(answers[index - 1])) continue;
    let [low, high] = [accountAt(index - 1), accountAt(index)];
    const before = leader(answers[index - 1]);
    let after = leader(answers[index]);
    for (let turn = 0; turn < 22 && high.minus(low).gt(decimal("0.01")); turn += 1) {
      const middle = low.plus(high).times(HALF).fixed(2);
      const there = leader(answerAt(plan, middle));
      if (there === before) low = middle;
      else [high, after] = [middle, there];
    }
    found.push({ account: high, venue: after });
  }
  return found;
}

function paint(plan, answers) {
  const names = plan.rows.filter((row) => row.prepared).map((row) => row.venue);
  const drawn = names.slice(0, 6);
  const at = (rows, venue) => rows.find((row) => row.venue === venue);
  const costs = drawn.map((venue) => answers.map((rows) => {
    const row = at(rows, venue);
    return row?.status === "ok" && row.costs?.r ? row.costs.r.number * 100 : null;
  }));
  const top = Math.max(1e-9, ...costs.flat().filter((one) => one !== null)) * 1.08;
  const bottom = Math.min(0, ...costs.flat().filter((one) => one !== null));
  const up = (value) => CHART.top + CHART.high * (1 - (value - bottom) / (top - bottom));
  const lines = costs.map((values, number) => {
    let pen = false;
    const path = values.map((value, index) => {
      const to = value === null ? "" : `${pen ? "L" : "M"}${across(accountAt(index).number).toFixed(1)} ${up(value).toFixed(1)}`;
      pen = value !== null;
      return to;
    }).join("");
    return h("path", { class: `line l${number}`, d: path });
  });
  const base = CHART.top + CHART.high;
  const grid = [10, 100, 1000, 10000, 100000].map((account) => h("g", {},
    h("line", { class: "grid", x1: across(account), x2: across(account), y1: CHART.top, y2: base }),
    h("text", { x: across(account), y: base + 14, "text-anchor": account === 10 ? "start" : account === 1e5 ? "end" : "middle" }, `$${grouped(String(account))}`)));
  const ticks = [bottom, (bottom + top) / 2, top].map((value) => h("text", { x: CHART.left - 6, y: up(value) + 4, "text-anchor": "end" }, `${value.toPrecision(2)}%`));
  const strips = names.map((venue, number) => {
    const y = base + 28 + number * CHART.strip;
    const cells = answers.map((rows, index) => {
      const status = at(rows, venue)?.status;
      const kind = status === "ok" ? "can" : status === "over_budget" ? "forced" : "cannot";
      const x = across(accountAt(index).number);
      const next = index + 1 < CHART.points ? across(accountAt(index + 1).number) : x;
      return [kind, x, next];
    });
    const runs = [];
    for (const [kind, x, next] of cells) {
      if (runs.length && runs.at(-1)[0] === kind) runs.at(-1)[2] = next;
      else runs.push([kind, x, next]);
    }
    return h("g", {}, runs.map(([kind, x, next]) => h("rect", { class: kind, x: x.toFixed(1), y, width: Math.max(0.5, next - x).toFixed(1), height: CHART.strip - 4 },
      h("title", {}, `${venue}: ${{ can: "possible", forced: "only over budget", cannot: "not possible" }[kind]}`))));
  });
  const height = base + 34 + names.length * CHART.strip;
  const here = Math.min(Math.max(plan.trade.account.number, CHART.low), CHART.most);
  const moved = changes(plan, answers);
  const marks = moved.map(({ account }) => h("line", { class: "change", x1: across(account.number), x2: across(account.number), y1: CHART.top, y2: base }));
  const picture = h("svg", { viewBox: `0 0 ${CHART.width} ${height}`, role: "img",
    "aria-label": `Cost of the risk over accounts from $10 to $100,000 for ${drawn.join(", ")}; below, where each venue can take the trade` },
  grid, ticks, marks, lines, strips,
  h("line", { class: "here", x1: across(here), x2: across(here), y1: CHART.top - 8, y2: height - 4 }));
  $("chart").replaceChildren(...present([
    h("h2", {}, "Other accounts"),
    h("ul", { class: "legend" }, drawn.map((venue, number) => h("li", {}, h("svg", { viewBox: "0 0 14 10", width: 14, height: 10, "aria-hidden": "true" },
      h("path", { class: `line l${number}`, d: "M0 5L14 5" })), ` ${nameOf({ venue })}`)), h("li", {}, "dashed: your account")),
    picture,
    h("p", { class: "sub" }, `Strips, top to bottom: ${names.map((venue) => nameOf({ venue })).join(", ")}; solid where the trade is possible, pale where only over budget.`),
    moved.length ? h("p", {}, "The cheapest venue changes at ", moved.map(({ account, venue }, number) => [number ? ", " : "",
      h("button", { type: "button", class: "repair", "data-set": "account", "data-value": account.toString() }, `${usd(account)}: ${venue ? nameOf({ venue }) : "none"}`)])) : null]));
}
