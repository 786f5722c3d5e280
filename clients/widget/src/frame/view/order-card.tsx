/** @jsxImportSource preact */
// An order that was sent as a card.

import type { OrderContent } from '../../../../sdk/index.js';
import { httpsOnly } from '../text/linkify.js';
import { amountOf } from '../text/times.js';
import { fill } from '../words/language.js';
import { Icon } from './icon.js';
import { useLanguage } from './language-context.js';

/** So many lines of an order are shown. */
const SHOWN = 3;

export function OrderCard({ content: { order, verified } }: { content: OrderContent }) {
  const language = useLanguage();
  const { words } = language;
  const items = Array.isArray(order.items) ? order.items : [];
  const href = httpsOnly(order.url);
  return (
    <div class="card">
      <div class="card-body">
        <div class="card-head">
          <Icon name="box" />
          <strong dir="auto">{fill(words.order, { number: order.number })}</strong>
          <span class="tag">{order.status}</span>
        </div>
        {items.slice(0, SHOWN).map((item, index) => (
          <div class="line" key={index}>
            <span dir="auto">{item.title}</span>
            <span>× {item.quantity}</span>
          </div>
        ))}
        {items.length > SHOWN && <span class="hint">{fill(words.moreItems, { count: items.length - SHOWN })}</span>}
        <div class="line total">
          <span>{words.total}</span>
          <span class="price">{amountOf(order.total, language)}</span>
        </div>
        {verified === false && <span class="hint">{words.unverified}</span>}
      </div>
      {href && (
        <a class="card-link" href={href} rel="noopener noreferrer" target="_blank">
          {words.viewOrder}
          <Icon name="arrow" />
        </a>
      )}
    </div>
  );
}
