// Addresses of pages, both ways.

import { describe, expect, it } from 'vitest';

import { addressOf, type Route, routeOf } from './route.js';

const at = (address: string): Route => routeOf(new URL(address, 'https://chat.test'));

describe('routes', () => {
  it.each<Route>([
    { name: 'inbox', view: 'mine', shop: null, conversation: null },
    { name: 'inbox', view: 'resolved', shop: 's1', conversation: 'c/1' },
    { name: 'shop', shop: null },
    { name: 'shop', shop: 's1' },
  ])('finds $name again from its address', (route) => {
    expect(at(addressOf(route))).toEqual(route);
  });

  it('reads the secret of a link behind the hash', () => {
    expect(at('/console/invitation#token=a_b-c')).toEqual({ name: 'invitation', token: 'a_b-c' });
    expect(at('/console/reset#token=x')).toEqual({ name: 'reset', token: 'x' });
    expect(at('/console#/invitations/a_b-c')).toEqual({ name: 'invitation', token: 'a_b-c' });
    expect(at('/console#/reset-password/x')).toEqual({ name: 'reset', token: 'x' });
  });

  it('takes the inbox for what it does not know', () => {
    const inbox = { name: 'inbox', view: 'mine', shop: null, conversation: null };
    expect(at('/console')).toEqual(inbox);
    expect(at('/console/nonsense/1?list=none')).toEqual(inbox);
    expect(at('/console/c/%E0%A4')).toEqual(inbox);
  });
});
