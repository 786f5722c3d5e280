// Addresses of the console's pages, both ways. The list and the shop stand in the query, secrets of links after `#`.

import { type View, viewOf } from '../api/inbox-query.js';

/** A page of the console. */
export type Route =
  | { readonly name: 'inbox'; readonly view: View; readonly shop: string | null; readonly conversation: string | null }
  | { readonly name: 'shop'; readonly shop: string | null }
  | { readonly name: 'invitation'; readonly token: string }
  | { readonly name: 'reset'; readonly token: string };

const BASE = '/console';
/** Links as they stand in mails: `/console#/invitations/…`. */
const MAILED = /^#\/(invitations|reset-password)\/([\w-]+)$/;

/** The page at an address; the inbox for one that is not known. */
export function routeOf(url: Pick<URL, 'pathname' | 'search' | 'hash'>): Route {
  const query = new URLSearchParams(url.search);
  const [page, id] = url.pathname.slice(BASE.length).split('/').filter(Boolean);
  const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? '';
  const mailed = MAILED.exec(url.hash);
  if (mailed?.[1] !== undefined && mailed[2] !== undefined) {
    return { name: mailed[1] === 'invitations' ? 'invitation' : 'reset', token: mailed[2] };
  }
  const shop = query.get('shop');
  if (page === 'invitation') return { name: 'invitation', token };
  if (page === 'reset') return { name: 'reset', token };
  if (page === 'settings') return { name: 'shop', shop };
  const conversation = page === 'c' && id !== undefined ? readable(id) : null;
  return { name: 'inbox', view: viewOf(query.get('list')), shop, conversation };
}

/** The address of a page. */
export function addressOf(route: Route): string {
  if (route.name === 'invitation' || route.name === 'reset') return `${BASE}/${route.name}`;
  const query = new URLSearchParams();
  if (route.name === 'inbox' && route.view !== 'mine') query.set('list', route.view);
  if (route.shop !== null) query.set('shop', route.shop);
  const path =
    route.name === 'shop'
      ? '/settings'
      : route.conversation === null
        ? '/'
        : `/c/${encodeURIComponent(route.conversation)}`;
  return `${BASE}${path}${query.size > 0 ? `?${query.toString()}` : ''}`;
}

function readable(id: string): string | null {
  try {
    return decodeURIComponent(id);
  } catch {
    return null;
  }
}
