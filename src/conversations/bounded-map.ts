// A map that forgets: at most so many entries, the one unused for longest goes first, and none outlives its time.

export class BoundedMap<V> {
  /** In the order of their last use: the first is the quietest. */
  private readonly entries = new Map<string, { value: V; at: number }>();

  constructor(
    private readonly maxEntries: number,
    /** An entry older than this is not given out any more. */
    private readonly ttlMs = Infinity,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The value, if it was set no longer than `withinMs` ago. */
  get(key: string, withinMs = this.ttlMs): V | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    const ageMs = this.now() - entry.at;
    if (ageMs > this.ttlMs) this.entries.delete(key);
    if (ageMs > withinMs) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, { value, at: this.now() });
    if (this.entries.size <= this.maxEntries) return;
    const [quietest] = this.entries.keys();
    if (quietest !== undefined) this.entries.delete(quietest);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  get size(): number {
    return this.entries.size;
  }
}
