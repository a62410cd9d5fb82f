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

// Until a limit: the whole hours or minutes that it is away at most.
export function remaining(seconds) {
  return seconds > 3600 ? `${Math.ceil(seconds / 3600)} h` : `${Math.max(Math.ceil(seconds / 60), 0)} min`;
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
