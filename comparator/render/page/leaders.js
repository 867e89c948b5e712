// Who is best where: the cheapest venue at every account and stop, or account and holding time.
// The same round figures, places and shares as the report's maps.
"use strict";

const TENTHS = ["1", "1.25", "1.6", "2", "2.5", "3.2", "4", "5", "6.3", "8"].map(decimal); // R10 of ISO 3

/** The round figures from `low` to `high`. */
function rounds(low, high) {
  const found = [];
  for (let power = -3; power < 6; power += 1) found.push(...TENTHS.map((part) => new Decimal(part.c, part.e + power)));
  return found.filter((value) => value.ge(decimal(low)) && value.le(decimal(high)));
}

const MAP_ACCOUNTS = rounds("20", "100000"); // USD
const MAP_VALUES = { // fractions of the price, and hours
  stop: rounds("0.002", "0.2"),
  hold: [1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 120, 168, 240, 360, 480, 720].map((one) => decimal(String(one))),
};
const MAP_FIELDS = { stop: "stop", hold: "hold_hours" };

/** `values` with `own` instead of the nearest of them, or as an end where it is beyond all. */
function withOwn(values, own) {
  if (own.lt(values[0])) return [own, ...values];
  if (own.gt(values.at(-1))) return [...values, own];
  const away = values.map((value) => larger(value.over(own), own.over(value)));
  const nearest = away.reduce((least, one, index) => (one.lt(away[least]) ? index : least), 0);
  return values.with(nearest, own);
}

/** Whether the size follows from the account, and there is a stop. */
const mappable = (trade) => trade.stop !== null && trade.qty === null && trade.notional === null && trade.max_loss === null;

/** The venue that is ranked first; null: nobody can. */
function leaderAt(candidates, trade) {
  let best = null;
  for (const { prepared } of candidates.venues) {
    for (const p of prepared) {
      const row = score(p, trade);
      if (row.status !== "ok" || !row.costs) continue;
      if (best === null || (row.prepared.assumed === best.prepared.assumed ? byCost(row, best) < 0 : best.prepared.assumed)) best = row;
    }
  }
  return best?.venue ?? null;
}

/** [venue, number of fields], the most first. */
function sharesOf(cells) {
  const count = new Map();
  for (const venue of cells.flat()) if (venue !== null) count.set(venue, (count.get(venue) ?? 0) + 1);
  return [...count].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

/** Where letters stand, [row, column]: in each stretch of one venue, at the middle of its largest square. */
function spotsOf(cells, least = 3) {
  const wide = cells[0].length;
  const squares = cells.map((row) => row.map(() => 1));
  for (let row = 1; row < cells.length; row += 1) {
    for (let column = 1; column < wide; column += 1) {
      const around = [[row - 1, column], [row, column - 1], [row - 1, column - 1]];
      if (around.some(([y, x]) => cells[y][x] !== cells[row][column])) continue;
      squares[row][column] = 1 + Math.min(...around.map(([y, x]) => squares[y][x]));
    }
  }
  const seen = cells.map((row) => row.map(() => false));
  const found = new Map(); // by venue: [fields, spot] of its stretches
  for (let from = 0; from < cells.length * wide; from += 1) {
    const begin = [Math.floor(from / wide), from % wide];
    if (seen[begin[0]][begin[1]]) continue;
    const stretch = [begin];
    seen[begin[0]][begin[1]] = true;
    for (const [row, column] of stretch) {
      for (const [y, x] of [[row - 1, column], [row + 1, column], [row, column - 1], [row, column + 1]]) {
        if (cells[y]?.[x] !== cells[row][column] || seen[y][x]) continue;
        seen[y][x] = true;
        stretch.push([y, x]);
      }
    }
    const later = (a, b) => squares[a[0]][a[1]] - squares[b[0]][b[1]] || a[0] - b[0] || a[1] - b[1];
    const [row, column] = stretch.reduce((most, one) => (later(one, most) > 0 ? one : most));
    const half = Math.floor(squares[row][column] / 2);
    const venue = cells[row][column];
    found.set(venue, [...(found.get(venue) ?? []), [stretch.length, [row - half, column - half]]]);
  }
  return [...found.values()].flatMap((own) => {
    const most = Math.max(...own.map(([size]) => size));
    return own.filter(([size]) => size >= least || size === most).map(([, spot]) => spot);
  });
}
