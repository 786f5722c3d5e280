// The order of every list of conversations: latest activity first, the same on every client.

interface Active {
  id: string;
  lastEventAt: string | null;
}

/** Compares two rows or states for `sort`; what never had an event comes last. */
export function latestFirst(a: Active, b: Active): number {
  const left = (a.lastEventAt ?? '') + a.id;
  const right = (b.lastEventAt ?? '') + b.id;
  return left < right ? 1 : left > right ? -1 : 0;
}
