// What happened in a run, as told by the clients, and the judge of promises P1–P6 over it. Linear in the history.

/** One row of a conversation's final log, as the shop's side reads it. */
export interface FinalEvent {
  seq: number;
  id?: string;
  type: string;
  by: { role: string; id: string };
  text: string;
  /** Whether only agents may see it. */
  secret: boolean;
}

/** Everything that clients saw and were told. */
export class History {
  /** Each id that was handed over, with its text, by whom, in the order of handing over. */
  readonly sent: { id: string; text: string; sender: string }[] = [];
  readonly acked = new Map<string, { conversation: string; seq: number }>();
  readonly refused = new Set<string>();
  /** Texts that no shopper may ever see. */
  readonly canaries = new Set<string>();
  /** What a shopper was shown that it may not see. */
  readonly leaks: string[] = [];
}

/** Finds every broken promise; an empty list is the proof. */
export function judge(history: History, logs: ReadonlyMap<string, readonly FinalEvent[]>): string[] {
  const faults: string[] = [...history.leaks];
  const places = new Map<string, { conversation: string; seq: number }>();
  for (const [conversation, log] of logs) {
    log.forEach((event, index) => {
      if (event.seq !== index + 1)
        faults.push(`${conversation} has ${String(event.seq)} where ${String(index + 1)} belongs`);
      if (event.id === undefined || event.type !== 'message') return;
      if (places.has(event.id)) faults.push(`${event.id} stands twice`);
      places.set(event.id, { conversation, seq: event.seq });
    });
  }
  const known = new Set(history.sent.map((sent) => sent.id));
  for (const id of places.keys()) if (!known.has(id)) faults.push(`${id} was never sent`);
  for (const [id, ack] of history.acked) {
    const place = places.get(id);
    if (!place) faults.push(`${id} was acked and is not there`);
    else if (place.conversation !== ack.conversation || place.seq !== ack.seq)
      faults.push(`${id} was acked at another place`);
  }
  for (const id of history.refused) if (places.has(id)) faults.push(`${id} was refused finally and is there`);
  for (const { id } of history.sent) if (!places.has(id) && !history.refused.has(id)) faults.push(`${id} was lost`);
  faults.push(...disorder(history, places));
  return faults;
}

/** What one sender sent to one conversation stands in the order of sending. */
function disorder(history: History, places: ReadonlyMap<string, { conversation: string; seq: number }>): string[] {
  const faults: string[] = [];
  const last = new Map<string, number>();
  for (const { id, sender } of history.sent) {
    const place = places.get(id);
    if (!place) continue;
    const key = `${sender} ${place.conversation}`;
    if (place.seq < (last.get(key) ?? 0)) faults.push(`${id} was overtaken`);
    last.set(key, place.seq);
  }
  return faults;
}
