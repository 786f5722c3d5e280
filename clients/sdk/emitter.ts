// Listeners by event name. A listener that throws harms neither the others nor the connection; its error surfaces as an uncaught one.

/** Tells events of the map `M` to listeners. */
export class Emitter<M> {
  private readonly listeners = new Map<keyof M, Set<(data: never) => void>>();

  /** Listens; returns how to stop. */
  on<K extends keyof M>(event: K, listener: (data: M[K]) => void): () => void {
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set.add(listener));
    return () => set.delete(listener);
  }

  /** Calls every listener of an event. */
  emit<K extends keyof M>(event: K, data: M[K]): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) {
      try {
        (listener as (data: M[K]) => void)(data);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
