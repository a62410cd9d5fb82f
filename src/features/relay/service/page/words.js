// Times and money as people read them.

const UNITS = [[86400, "day", "days"], [3600, "h", "h"], [60, "min", "min"]];

// "3 min"; below a minute in steps, so that the page does not flicker.
export function duration(seconds) {
  for (const [size, one, many] of UNITS) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${count === 1 ? one : many}`;
  }
  return `${Math.floor(Math.max(seconds, 0) / 10) * 10} s`;
}

export function ago(seconds) {
  return seconds < 10 ? "just now" : `${duration(seconds)} ago`;
}

const EXACT = new Intl.DateTimeFormat("en-GB", {dateStyle: "medium", timeStyle: "long"});

// The reader's own time zone, named.
export function exact(unixSeconds) {
  return EXACT.format(new Date(unixSeconds * 1000));
}

// Relays cost fractions of a cent.
export function dollars(amount) {
  if (amount > 0 && amount < 0.0001) return "< $0.0001";
  return `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
}
