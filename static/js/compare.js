// Whether a result is what a case expects, both as JSON texts. Whole and broken numbers of one value are alike; true is no 1.

const NEAR = 1e-6; // of the larger value, and of one

export function isAsExpected(compare, expected, got) {
  try {
    return same(compare, JSON.parse(expected), JSON.parse(got));
  } catch {
    return false; // no JSON: a number that is none, for instance
  }
}

function same(compare, a, b) {
  if (typeof a === "number" && typeof b === "number") return compare === "close" ? isNear(a, b) : a === b;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && (compare === "any_order" ? match(a, [...b]) : everyOne(compare, a, b));
  if (isObject(a) && isObject(b)) return Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => key in b && same(compare, a[key], b[key]));
  return a === b;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isNear = (a, b) => Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(a), Math.abs(b));
const everyOne = (compare, a, b) => a.every((part, n) => same(compare, part, b[n]));

// Equality is transitive here, so that whichever partner is taken first is as good as any other.
function match(wanted, left) {
  return wanted.every((part) => {
    const found = left.findIndex((other) => same("any_order", part, other));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}
