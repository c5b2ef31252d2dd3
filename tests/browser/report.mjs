// What the checks found, one plain line for each finding, and the count at the end.

const started = process.hrtime.bigint();
const seconds = (since) => (Number(process.hrtime.bigint() - since) / 1e9).toFixed(1);

let passed = 0;
let failed = 0;

/** Runs one named step; `look` returns a list of findings (lines), or throws. `many` says over how much it looked. */
export async function step(name, many, look) {
  const since = process.hrtime.bigint();
  let findings;
  try {
    findings = await look();
  } catch (error) {
    findings = [`${name}: could not run: ${error.stack ?? error}`];
  }
  const good = findings.length === 0;
  good ? passed++ : failed++;
  console.log(`${good ? "ok  " : "FAIL"} ${name} (${many}, ${seconds(since)} s)`);
  for (const finding of findings.slice(0, 40)) console.log(`     ${finding}`);
  if (findings.length > 40) console.log(`     and ${findings.length - 40} more`);
}

/** Prints the closing line and tells whether all is well. */
export function close() {
  console.log(`browser checks: ${seconds(started)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}
