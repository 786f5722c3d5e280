// What the customer looks at, as its page tells. Nobody has checked it, so it is only shown, and links only where they are https.

import { IconExternalLink } from '@tabler/icons-react';

import { useI18n } from '../i18n/i18n.js';
import { isHttps } from '../thread/is-https.js';
import { type ContextLine, contextLines } from './context-lines.js';
import { PanelPart } from './panel-part.js';

function Line({ line }: { line: ContextLine }) {
  if (line.name === null) {
    return isHttps(line.text) ? (
      <a className="sb-context-page" href={line.text} target="_blank" rel="noopener noreferrer nofollow">
        <span className="sb-cut">{line.text.replace(/^https:\/\//, '')}</span>
        <IconExternalLink size={14} aria-hidden="true" />
      </a>
    ) : (
      <p className="sb-context-page">{line.text}</p>
    );
  }
  return (
    <dl className="sb-facts">
      <div>
        <dt className="sb-cut">{line.name}</dt>
        <dd>{line.text}</dd>
      </div>
    </dl>
  );
}

/** `context`: null while nothing is known. */
export function PageContext({ context }: { context: Readonly<Record<string, unknown>> | null }) {
  const { t } = useI18n();
  const lines = contextLines(context ?? {});
  if (lines.length === 0) {
    return (
      <PanelPart title={t('customer.context')}>
        <p className="sb-part-hint">{t('customer.noContext')}</p>
      </PanelPart>
    );
  }
  return (
    <PanelPart title={t('customer.context')} hint={t('customer.contextHint')}>
      {lines.map((line, index) => (
        <Line key={index} line={line.name === 'cart' ? { ...line, name: t('customer.cart') } : line} />
      ))}
    </PanelPart>
  );
}
