// The switch between a reply and a note.

import { IconLock, IconMessage } from '@tabler/icons-react';

import { useI18n } from '../i18n/i18n.js';
import type { Draft } from './drafts.js';

const MODES = [
  ['reply', IconMessage],
  ['note', IconLock],
] as const;

/** Two buttons, one of them pressed. */
export function ComposerModes({ mode, onChange }: { mode: Draft['mode']; onChange: (mode: Draft['mode']) => void }) {
  const { t } = useI18n();
  return (
    <div className="sb-modes" role="group" aria-label={t('composer.mode')}>
      {MODES.map(([name, Icon]) => (
        <button
          key={name}
          type="button"
          className="sb-plain sb-mode"
          aria-pressed={name === mode}
          onClick={() => onChange(name)}
        >
          <Icon size={14} stroke={1.9} aria-hidden="true" />
          {t(`composer.${name}`)}
        </button>
      ))}
    </div>
  );
}
