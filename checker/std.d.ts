// Types of the standard library's functions in use. The npm mirror ships no types of its own.

declare module "@std/assert" {
  export function assert(expr: unknown, msg?: string): asserts expr;
  export class AssertionError extends Error {}
  export function assertEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): void;
  export function assertMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertStringIncludes(actual: string, expected: string, msg?: string): void;
  export function assertGreater<T>(actual: T, expected: T, msg?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertLess<T>(actual: T, expected: T, msg?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertThrows<E extends Error = Error>(
    fn: () => unknown,
    // deno-lint-ignore no-explicit-any
    ErrorClass?: new (...args: any[]) => E,
    msgIncludes?: string,
    msg?: string,
  ): E;
  export function assertRejects<E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    // deno-lint-ignore no-explicit-any
    ErrorClass?: new (...args: any[]) => E,
    msgIncludes?: string,
    msg?: string,
  ): Promise<E>;
  export function fail(msg?: string): never;
}

declare module "@std/fmt/colors" {
  export function setColorEnabled(value: boolean): void;
  export function getColorEnabled(): boolean;
  export function bold(text: string): string;
  export function dim(text: string): string;
  export function red(text: string): string;
  export function green(text: string): string;
  export function yellow(text: string): string;
  export function blue(text: string): string;
  export function cyan(text: string): string;
  export function magenta(text: string): string;
  export function stripAnsiCode(text: string): string;
}

declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(str1: string, str2: string): number;
}

declare module "@std/path" {
  export function join(...paths: string[]): string;
  export function dirname(path: string): string;
  export function basename(path: string, suffix?: string): string;
  export function relative(from: string, to: string): string;
  export function resolve(...paths: string[]): string;
  export function fromFileUrl(url: string | URL): string;
  export function toFileUrl(path: string): URL;
  export function globToRegExp(glob: string): RegExp;
  export function isGlob(text: string): boolean;
}

declare module "@std/fmt/duration" {
  export function format(
    ms: number,
    options?: { style?: "narrow" | "digital" | "full"; ignoreZero?: boolean },
  ): string;
}
