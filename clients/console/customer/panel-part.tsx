// A titled part of the customer's panel.

import type { ReactNode } from 'react';

/** A title, a hint where there is one, and what belongs to it. */
export function PanelPart({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className="sb-part">
      <h3 className="sb-part-title">{title}</h3>
      {hint !== undefined && <p className="sb-part-hint">{hint}</p>}
      {children}
    </section>
  );
}
