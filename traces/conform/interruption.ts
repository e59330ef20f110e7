/**
 * What is still to be done when somebody interrupts the run.
 *
 * @module
 */

/** The signals, and the exit codes by which a shell knows them. Windows has but the first. */
const SIGNALS = (["SIGINT", "SIGTERM"] as const).slice(0, Deno.build.os === "windows" ? 1 : 2);
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Does something when the program is interrupted, and then ends it as the signal would have.
 *
 * An adapter that hangs may not heed Ctrl-C, and does not get a signal that is sent to the harness
 * alone. Without this it would outlive the run.
 *
 * @returns what to call when there is nothing more to be done.
 */
export function onInterruption(last: () => void): () => void {
  const ends = SIGNALS.map((signal) => {
    const listener = () => {
      last();
      Deno.exit(EXIT_CODES[signal]);
    };
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  return () => ends.forEach((end) => end());
}
