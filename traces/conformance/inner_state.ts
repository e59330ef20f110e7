/**
 * All that a host keeps, as a text: every field of every object of the implementation's, and every byte of
 * its memory. Two hosts with the same text do the same, whatever they are asked, but for the names of
 * what has arbitrary ones.
 *
 * Lock step is keyed by it. No field of the kernel's is listed to be told: what is there is told, and so
 * is a field that is added tomorrow. What is left out, or told otherwise than by its value, is listed
 * with the reason (`told_fields.ts`). That needs the implementation opened (`opened.ts`), and one that
 * keeps nothing elsewhere: no module and no function has state of its own, and nothing depends on time or
 * chance. A test holds its source to that.
 *
 * @module
 */

import type { InProcessHost } from "./in_process_host.ts";
import { PAGE } from "./layout.ts";
import { type ToldField, toldField } from "./told_fields.ts";

/**
 * Tells all that a host keeps.
 *
 * @throws {Error} if there is something in it that cannot be told: a private field, a function that is
 * not listed, or an object that keeps its state to itself.
 */
export function innerState(host: InProcessHost): string {
  return new Teller(host).tell();
}

/** Where the kernel's frames begin on the bus of a host with an IOMMU. */
const KERNEL_IOVA = 1n << 63n;

/** An IOMMU's tables, as far as they are told in an order of their own. */
type Translations = ReadonlyMap<number, ReadonlyMap<bigint, { readonly frame: number }>>;

class Teller {
  readonly #host: InProcessHost;
  readonly #told: string[] = [];
  /** Objects by the order in which they were come across: an object is told once. */
  readonly #objects = new Map<object, number>();
  /** Frames, and generations of queues, by the order in which they were come across. */
  readonly #frames = new Map<number, number>();
  readonly #generations = new Map<number, number>();
  /** Where addresses of frames begin, and how many bytes of them there are. */
  readonly #starts: readonly bigint[];
  readonly #bytes: bigint;
  /** Memory in words of eight bytes, and in halves of these, which are sooner compared with zero. */
  readonly #words: BigUint64Array;
  readonly #halves: Uint32Array;

  constructor(host: InProcessHost) {
    this.#host = host;
    const { memory } = host.assembly;
    classOf(memory);
    const { buffer } = (memory as unknown as { $bytes: Uint8Array<ArrayBuffer> }).$bytes;
    this.#words = new BigUint64Array(buffer);
    this.#halves = new Uint32Array(buffer);
    this.#starts = [memory.base, KERNEL_IOVA];
    this.#bytes = BigInt(buffer.byteLength);
  }

  tell(): string {
    // Where everything is does not change; what came of the last request is over with the next.
    const { geometry: _, addresses: __, doorbell: ___, woken: ____, assembly, ...kept } =
      this.#host;
    const { iommu, kernel, ...parts } = assembly;
    // Translations are told when the frames have names.
    if (iommu !== null) this.#objects.set(iommu, this.#objects.size);
    for (const part of [kernel, ...Object.values(parts), ...Object.values(kept)]) {
      this.#value(toldField("Host", "part"), part);
    }
    if (iommu !== null) this.#fields(iommu);
    this.#memory();
    return this.#told.join(" ");
  }

  #value(field: ToldField, value: unknown): void {
    switch (typeof value) {
      case "object":
        if (value === null) this.#told.push("null");
        else this.#object(field, value);
        break;
      case "number":
        this.#told.push(this.#number(field, value));
        break;
      case "bigint":
        this.#told.push(this.#address(value));
        break;
      case "string":
        this.#told.push(`${value.length}"${value}"`);
        break;
      case "function":
        if (field.manner !== "function") {
          throw new Error(`Cannot tell what ${field.name} keeps: it is a function`);
        }
        break;
      default:
        this.#told.push(String(value));
    }
  }

  #number({ manner }: ToldField, value: number): string {
    if (manner === "frame") return this.#frame(value);
    return manner === "generation" ? `queue${nameIn(this.#generations, value)}` : `${value}`;
  }

  #object(field: ToldField, object: object): void {
    const known = this.#objects.get(object);
    if (known !== undefined) {
      this.#told.push(`@${known}`);
      return;
    }
    this.#objects.set(object, this.#objects.size);
    const { constructor } = object;
    if (constructor === Map) this.#map(field, object as Map<unknown, unknown>);
    else if (constructor === Set) this.#values(field, [...object as Set<unknown>]);
    else if (constructor === Array) this.#values(field, object as unknown[]);
    else if (field.manner !== "work" || !isGenerator(object)) this.#fields(object);
  }

  #map(field: ToldField, map: Map<unknown, unknown>): void {
    if (field.manner === "translations") this.#translations(map as unknown as Translations);
    else if (field.manner === "owners") {
      this.#values(field, ownersWindows(map as Map<number, object>).flat());
    } else this.#values(field, [...map].flat());
  }

  #values(field: ToldField, values: readonly unknown[]): void {
    this.#told.push(`${values.length}:`);
    for (const value of values) this.#value(field, value);
  }

  #fields(object: object): void {
    const name = classOf(object);
    for (const key of Reflect.ownKeys(object)) {
      const field = toldField(name, key);
      if (field.manner === "nothing") continue;
      this.#told.push(field.name);
      this.#value(field, Reflect.get(object, key));
    }
  }

  /** By its name if it is one of the pool, in which all are alike. */
  #frame(frame: number): string {
    const { use } = this.#host.assembly.kernel.platform.frames.at(frame);
    return use === "host" ? `host${frame}` : `frame${nameIn(this.#frames, frame)}`;
  }

  /** A number that may be an address on the bus: then told is in which frame. */
  #address(value: bigint): string {
    for (const start of this.#starts) {
      if (value < start || value - start >= this.#bytes) continue;
      const place = Number(value - start);
      return `${start}+${this.#frame(Math.floor(place / PAGE))}+${place % PAGE}`;
    }
    return `${value}n`;
  }

  #translations(tables: Translations): void {
    for (const [domain, entries] of [...tables].toSorted(([one], [other]) => one - other)) {
      const lines = [...entries].map(([page, { frame, ...mapping }]) =>
        `${this.#address(page * BigInt(PAGE))}>${this.#frame(frame)}${JSON.stringify(mapping)}`
      );
      if (lines.length > 0) this.#told.push(`domain ${domain}:`, ...lines.sort());
    }
  }

  /** Frames that have names, in the order of these, and then whatever there is in others. */
  #memory(): void {
    // What stands in a frame may name another one, which then is told, too.
    for (const [frame, name] of this.#frames) this.#contents(frame, `frame${name}`);
    for (let frame = 0; frame < this.#host.assembly.memory.frames; frame++) {
      if (!this.#frames.has(frame)) this.#contents(frame, `other${frame}`);
    }
  }

  /** A frame's use, and the words in it that are not zero; nothing of a free and empty one. */
  #contents(frame: number, name: string): void {
    const { kernel } = this.#host.assembly;
    const contents: string[] = [];
    const end = (frame + 1) * PAGE / 8;
    for (let word = frame * PAGE / 8; word < end; word++) {
      if (this.#halves[2 * word] === 0 && this.#halves[2 * word + 1] === 0) continue;
      contents.push(`${word - end}=${this.#address(this.#words[word])}`);
    }
    const table = kernel.platform.frames.at(frame);
    const isIdle = !table.dirty && table.owner === null &&
      (table.use === "free" || table.use === "host") && Reflect.ownKeys(table).length === 3;
    if (isIdle && contents.length === 0) return;
    this.#told.push(name, JSON.stringify(table), ...contents);
  }
}

/** The windows of owners, by owner, without those who have none. */
function ownersWindows(indexes: ReadonlyMap<number, object>): [number, object][] {
  const isEmpty = (index: object) => {
    const { addressSpaceEnd: _, $sorted, ...more } = index as { [field: string]: unknown };
    return ($sorted as unknown[]).length === 0 && Object.keys(more).length === 0;
  };
  return [...indexes].filter(([, index]) => !isEmpty(index)).sort(([one], [other]) => one - other);
}

/** The name of what is come across: how many were before it. */
function nameIn(names: Map<number, number>, value: number): number {
  const known = names.get(value) ?? names.size;
  names.set(value, known);
  return known;
}

function isGenerator(object: object): boolean {
  return Object.prototype.toString.call(object) === "[object Generator]";
}

/** Classes that keep nothing to themselves. */
const openClasses = new Set<object>([Object]);

/** @throws {Error} if an object of its class may keep something to itself. */
function classOf(object: object): string {
  const { constructor } = object;
  if (!openClasses.has(constructor)) {
    const text = Function.prototype.toString.call(constructor);
    if (!text.startsWith("class") || /(this\.|^\s*)#/m.test(text)) {
      throw new Error(`Cannot tell what a ${constructor.name} keeps: it has private state`);
    }
    openClasses.add(constructor);
  }
  const isHandle = constructor === Object && "qid" in object && "generation" in object;
  return isHandle ? "QueueHandle" : constructor.name;
}
