// Random choices that a seed repeats. The seed comes from SEED, else anew; whoever uses it prints it.

/** mulberry32: small, quick, good enough to choose what a test does. */
export class SeededRandom {
  private state: number;

  constructor(readonly seed: number = seedFromEnvironment()) {
    this.state = seed >>> 0;
  }

  /** 0 ≤ n < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, `from` ≤ n < `to`. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from));
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const found = list[this.whole(0, list.length)];
    if (found === undefined) throw new Error('Nothing to pick from');
    return found;
  }
}

function seedFromEnvironment(): number {
  const given = Number(process.env['SEED']);
  return Number.isSafeInteger(given) && given > 0 ? given : Math.floor(Math.random() * 2 ** 31);
}
