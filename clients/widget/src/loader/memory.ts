// Whether the chat was used, and stood open, on the page before in this tab. Where storage is denied, every page begins anew.

const KEY = 'shopbell:panel:';

export type PanelMemory = 'open' | 'closed' | null;

/** How the panel stood on the page before; null: never opened in this tab. */
export function recall(shop: string): PanelMemory {
  try {
    const value = sessionStorage.getItem(KEY + shop);
    return value === 'open' || value === 'closed' ? value : null;
  } catch {
    return null;
  }
}

export function remember(shop: string, memory: PanelMemory): void {
  try {
    if (memory === null) sessionStorage.removeItem(KEY + shop);
    else sessionStorage.setItem(KEY + shop, memory);
  } catch {
    // Denied: the next page begins anew.
  }
}
