/** Times and durations as text. Epoch nanoseconds are bigints: a number cannot hold them. */

export type Zone = "local" | "utc";

const NS_PER_MS = 1_000_000n;

let localZone: string | undefined;

/** Return the IANA name of the zone in which times are shown. */
export function zoneName(zone: Zone): string {
  if (zone === "utc") return "UTC";
  localZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return localZone;
}

const FORMS = {
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  minute: { hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short" },
  dayOfYear: { day: "numeric", month: "short", year: "numeric" },
  month: { month: "short", year: "numeric" },
  year: { year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Form = keyof typeof FORMS;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Format by a kept formatter: making one takes far longer than formatting with it. */
function formatAs(form: Form, millis: number, zone: Zone): string {
  const key = `${form} ${zone}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zoneName(zone), ...FORMS[form] });
    formats.set(key, format);
  }
  return format.format(millis);
}

function epochMillis(epochNs: bigint): number {
  return Number(epochNs / NS_PER_MS);
}

/** Format as "24 Nov, 11:20:14", with the year unless it is the current one. */
export function formatMoment(epochNs: bigint, zone: Zone, now: number = Date.now()): string {
  const millis = epochMillis(epochNs);
  const isOfThisYear = formatAs("year", millis, zone) === formatAs("year", now, zone);
  const day = formatAs(isOfThisYear ? "day" : "dayOfYear", millis, zone);
  return `${day}, ${formatAs("second", millis, zone)}`;
}

/** Format as ISO 8601 in UTC with all nine decimals, for a title or to copy. */
export function formatExact(epochNs: bigint): string {
  const iso = new Date(epochMillis(epochNs)).toISOString();
  const nanos = (((epochNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)
    .toString()
    .padStart(9, "0");
  return `${iso.slice(0, 19)}.${nanos}Z`;
}

/** Format for a filter: as `formatExact`, without trailing zeros. */
export function formatLiteral(epochNs: bigint): string {
  return formatExact(epochNs).replace(/\.?0*Z$/, "Z");
}

const MINUTE_NS = 60e9;
const DAY_NS = 86_400e9;

/** Format a time on an axis: the clock within two days, its seconds within minutes; else the day; over a year with the year. */
export function formatTick(epochNs: bigint, zone: Zone, lengthNs: number): string {
  const form: Form =
    lengthNs <= 5 * MINUTE_NS
      ? "second"
      : lengthNs <= 2 * DAY_NS
        ? "minute"
        : lengthNs <= 365 * DAY_NS
          ? "day"
          : "month";
  return formatAs(form, epochMillis(epochNs), zone);
}

/**
 * Return the function that formats times on the axis from `from` up to `to`: as `formatTick`, with
 * the day where a clock alone would not tell the days apart.
 */
export function tickFormat(from: bigint, to: bigint, zone: Zone): (epochNs: bigint) => string {
  const length = Number(to - from);
  const tick = (epochNs: bigint) => formatTick(epochNs, zone, length);
  const isOneDay = dayOf(from, zone) === dayOf(to - 1n, zone);
  if (isOneDay || length > 2 * DAY_NS) return tick;
  return (epochNs) => `${dayOf(epochNs, zone)}, ${tick(epochNs)}`;
}

/** Format as "24 Nov". */
function dayOf(epochNs: bigint, zone: Zone): string {
  const form = { timeZone: zoneName(zone), day: "numeric", month: "short" } as const;
  return new Intl.DateTimeFormat("en-GB", form).format(epochMillis(epochNs));
}

const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

const COUNTED = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const NOW = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** Format as an age: "3 minutes ago". */
export function formatAge(epochNs: bigint, now: number = Date.now()): string {
  const seconds = (epochMillis(epochNs) - now) / 1_000;
  const [unit, size] = AGES.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const count = Math.trunc(seconds / size);
  // Not "yesterday", which for a day and a half ago can be the day before.
  return (count === 0 ? NOW : COUNTED).format(count, unit);
}

/** Format a duration in 3 or 4 digits: "840 ns", "12.3 ms", "5 s", "3 m 04 s", "2 h 14 m". */
export function formatDuration(ns: number): string {
  return durationText(ns, (value) => withoutTrailingZeros(threeDigits(value)));
}

/** Format a duration for a column, where "5.00 s" stands below "12.4 s". */
export function formatAligned(ns: number): string {
  return durationText(ns, threeDigits);
}

function durationText(ns: number, digitsOf: (value: number) => string): string {
  if (ns < 0) return `−${durationText(-ns, digitsOf)}`;
  if (ns === 0) return "0 s";
  if (ns < 1_000) return `${Math.round(ns)} ns`;
  if (ns < 999_500) return `${digitsOf(ns / 1e3)} µs`;
  if (ns < 999_500_000) return `${digitsOf(ns / 1e6)} ms`;
  if (ns < 59_950_000_000) return `${digitsOf(ns / 1e9)} s`;
  const seconds = Math.round(ns / 1e9);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
  const hours = Math.round(seconds / 3_600);
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
}

/** Format a session's time since its start: "0", "1.5 s", and "2:02:04" from a minute on. */
export function formatOffset(ns: number): string {
  if (ns === 0) return "0";
  if (Math.abs(ns) < 60e9) return formatDuration(ns);
  const seconds = Math.floor(Math.abs(ns) / 1e9);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = clock[0] ? clock : clock.slice(1);
  const whole = parts.map((part, index) => (index ? twoDigits(part) : `${part}`)).join(":");
  const millis = Math.round((Math.abs(ns) % 1e9) / 1e6);
  const rest = millis ? `.${millis.toString().padStart(3, "0").replace(/0+$/, "")}` : "";
  return `${ns < 0 ? "−" : ""}${whole}${rest}`;
}

/** Return the time since a moment in nanoseconds, to whole seconds; 0 if its clock is ahead. */
export function wholeSecondsSince(epochNs: bigint, now: number = Date.now()): number {
  return Math.max(0, Math.floor((now - epochMillis(epochNs)) / 1_000)) * 1e9;
}

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

function withoutTrailingZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, "0");
}
