// Exact decimals: a BigInt times a power of ten, rounded to 34 digits half even (decimal128).
//
// The figures of this project are decimal from the wire to the screen, and so they are here: what
// decides a lot, a status or a rank is never a float. Values are frozen; every operation takes the
// number of digits it may keep. Mirrors Python's `decimal` where the two are compared.
"use strict";

const DIGITS = 34;
const POWERS = [];
const pow10 = (n) => (POWERS[n] ??= 10n ** BigInt(n));

/** Decimal digits of a BigInt that is not negative. */
function digitsOf(c) {
  if (c < 1000000000000000n) return c < 10n ? 1 : Math.floor(Math.log10(Number(c) + 0.5)) + 1;
  const guess = c < pow10(300) ? Math.floor(Math.log10(Number(c))) : c.toString().length - 1;
  if (c >= pow10(guess + 1)) return guess + 2;
  return c >= pow10(guess) ? guess + 1 : guess;
}

/** `c` / 10^`cut` rounded; `more`: what was cut off before was not zero. Half even, or down. */
function cutOff(c, cut, mode, more) {
  const unit = pow10(cut);
  const whole = c / unit;
  if (mode === "floor") return whole;
  const rest = c % unit;
  if (mode === "ceil") return rest || more ? whole + 1n : whole;
  const twice = rest * 2n;
  const up = twice > unit || (twice === unit && (more || whole % 2n === 1n));
  return up ? whole + 1n : whole;
}

class Decimal {
  constructor(c, e) {
    this.c = c; // BigInt
    this.e = e; // power of ten
  }

  /** Rounded to `digits` significant digits. */
  static fit(c, e, digits = DIGITS) {
    if (digits === DIGITS ? c < LIMIT && c > -LIMIT : digitsOf(c < 0n ? -c : c) <= digits) {
      return new Decimal(c, e);
    }
    const size = c < 0n ? -c : c;
    const cut = digitsOf(size) - digits;
    if (cut <= 0) return new Decimal(c, e);
    const kept = cutOff(size, cut, "even", false);
    return new Decimal(c < 0n ? -kept : kept, e + cut);
  }

  plus(o, digits = DIGITS) {
    if (this.e === o.e) return Decimal.fit(this.c + o.c, this.e, digits);
    if (this.e > o.e) return Decimal.fit(this.c * pow10(this.e - o.e) + o.c, o.e, digits);
    return Decimal.fit(this.c + o.c * pow10(o.e - this.e), this.e, digits);
  }

  minus(o, digits = DIGITS) {
    return this.plus(new Decimal(-o.c, o.e), digits);
  }

  times(o, digits = DIGITS) {
    if (typeof o === "bigint") return Decimal.fit(this.c * o, this.e, digits);
    return Decimal.fit(this.c * o.c, this.e + o.e, digits);
  }

  /** The quotient to `digits` digits; mode "even", or "floor" for values that are not negative. */
  over(o, digits = DIGITS, mode = "even") {
    const negative = this.c < 0n !== o.c < 0n;
    let top = this.c < 0n ? -this.c : this.c;
    const below = o.c < 0n ? -o.c : o.c;
    if (below === 0n) throw new RangeError("division by zero");
    if (top === 0n) return ZERO;
    const shift = Math.max(0, digits + 1 - digitsOf(top) + digitsOf(below));
    top *= pow10(shift);
    let c = top / below;
    let e = this.e - o.e - shift;
    const more = top % below !== 0n;
    if (more || digitsOf(c) > digits + 2) {
      const cut = digitsOf(c) - digits;
      c = cutOff(c, cut, mode, more);
      e += cut;
    } else {
      for (const zeros of [16, 8, 4, 2, 1, 1]) {
        if (c % pow10(zeros) === 0n) {
          c /= pow10(zeros);
          e += zeros;
        }
      }
      if (digitsOf(c) > digits) {
        const cut = digitsOf(c) - digits;
        c = cutOff(c, cut, mode, false);
        e += cut;
      }
    }
    return new Decimal(negative ? -c : c, e);
  }

  negated() {
    return new Decimal(-this.c, this.e);
  }

  abs() {
    return this.c < 0n ? this.negated() : this;
  }

  /** `this` rounded to fewer digits. */
  to(digits) {
    return Decimal.fit(this.c, this.e, digits);
  }

  /** -1, 0 or 1. */
  compare(o) {
    let [a, b] = [this.c, o.c];
    if (this.e > o.e) a *= pow10(this.e - o.e);
    else if (this.e < o.e) b *= pow10(o.e - this.e);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  lt(o) { return this.compare(o) < 0; }
  le(o) { return this.compare(o) <= 0; }
  gt(o) { return this.compare(o) > 0; }
  ge(o) { return this.compare(o) >= 0; }
  eq(o) { return this.compare(o) === 0; }
  get positive() { return this.c > 0n; }
  get zero() { return this.c === 0n; }

  /** Both coefficients at the smaller exponent. */
  aligned(o) {
    if (this.e === o.e) return [this.c, o.c, this.e];
    if (this.e > o.e) return [this.c * pow10(this.e - o.e), o.c, o.e];
    return [this.c, o.c * pow10(o.e - this.e), this.e];
  }

  /** The remainder with the sign of `this`. */
  modulo(o) {
    const [a, b, e] = this.aligned(o);
    return Decimal.fit(a % b, e);
  }

  /** The square root to 34 digits, half even; `this` is not negative. */
  root() {
    if (this.c === 0n) return ZERO;
    let shift = Math.max(0, 2 * (DIGITS + 2) - digitsOf(this.c));
    if ((this.e - shift) % 2 !== 0) shift += 1;
    const square = this.c * pow10(shift);
    let found = BigInt(Math.floor(Math.sqrt(Number(square / pow10(shift > 40 ? 40 : 0)))) + 1);
    if (shift > 40) found *= pow10(20);
    for (;;) {
      const next = (found + square / found) / 2n;
      if (next === found || next === found + 1n) break;
      found = next;
    }
    while (found * found > square) found -= 1n;
    while ((found + 1n) * (found + 1n) <= square) found += 1n;
    const cut = digitsOf(found) - DIGITS;
    const kept = cut > 0 ? cutOff(found, cut, "even", found * found !== square) : found;
    return new Decimal(kept, (this.e - shift) / 2 + Math.max(cut, 0));
  }

  /** Rounded to `places` behind the point: "even", "ceil" or "floor" (towards that side). */
  fixed(places, mode = "even") {
    if (this.e >= -places) return new Decimal(this.c * pow10(this.e + places), -places);
    const negative = this.c < 0n;
    const size = negative ? -this.c : this.c;
    const side = negative && mode !== "even" ? (mode === "ceil" ? "floor" : "ceil") : mode;
    const c = cutOff(size, -places - this.e, side, false);
    return new Decimal(negative ? -c : c, -places);
  }

  /** The power of ten of the first digit: 0 for 1 to 9.99. */
  get adjusted() {
    return digitsOf(this.c < 0n ? -this.c : this.c) + this.e - 1;
  }

  /** Without trailing zeros. */
  normal() {
    if (this.c === 0n) return ZERO;
    let { c, e } = this.to(DIGITS);
    while (c % 10n === 0n) {
      c /= 10n;
      e += 1;
    }
    return new Decimal(c, e);
  }

  get number() {
    return Number(`${this.c}e${this.e}`);
  }

  /** In full, without an exponent. */
  toString() {
    const text = (this.c < 0n ? -this.c : this.c).toString();
    const sign = this.c < 0n ? "-" : "";
    if (this.e >= 0) return sign + (text === "0" ? "0" : text + "0".repeat(this.e));
    const padded = text.padStart(1 - this.e, "0");
    return `${sign}${padded.slice(0, this.e)}.${padded.slice(this.e)}`;
  }
}

/** A decimal of its text, as `"0.001"` or `"1E-8"`. */
function decimal(text) {
  const [digits, power] = String(text).toLowerCase().split("e");
  const [whole, part = ""] = digits.split(".");
  return new Decimal(BigInt(whole + part), (power ? Number(power) : 0) - part.length);
}

const LIMIT = pow10(DIGITS);
const ZERO = new Decimal(0n, 0);
const ONE = new Decimal(1n, 0);
const TWO = new Decimal(2n, 0);
const HALF = new Decimal(5n, -1);

const smaller = (a, b) => (b.lt(a) ? b : a);
const larger = (a, b) => (b.gt(a) ? b : a);
/** The smallest of those that are known; null for none. */
const smallestOf = (values) =>
  values.reduce((found, one) => (one === null ? found : found === null ? one : smaller(found, one)), null);
const largestOf = (values) =>
  values.reduce((found, one) => (one === null ? found : found === null ? one : larger(found, one)), null);

/** ROUND: how many whole steps fit into `value` (not negative), exactly. */
function whole(value, step) {
  const [a, b] = value.aligned(step);
  return a / b;
}

/** ROUND: how many steps it takes to reach `value`, exactly. */
function wholeUp(value, step) {
  const [a, b] = value.aligned(step);
  return a / b + (a % b === 0n ? 0n : 1n);
}

const stepDown = (value, step) => step.times(whole(value, step));
const stepUp = (value, step) => step.times(wholeUp(value, step));
