// One line of the doctor: what was looked at, whether it is well, and what helps if not.

export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  /** What to do about it. */
  remedy?: string;
}

export function well(name: string, detail: string): Finding {
  return { name, ok: true, detail };
}

export function ill(name: string, detail: string, remedy: string): Finding {
  return { name, ok: false, detail, remedy };
}
