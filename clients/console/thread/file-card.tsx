// A file or picture of a message, by its name and size.

import { IconFile, IconPhoto } from '@tabler/icons-react';

import type { FileContent } from '../../sdk/protocol.js';
import { useI18n } from '../i18n/i18n.js';

/** A small card. */
export function FileCard({ content }: { content: FileContent }) {
  const { t, format } = useI18n();
  const Icon = content.kind === 'image' ? IconPhoto : IconFile;
  return (
    <span className="sb-card">
      <span className="sb-card-picture">
        <Icon size={22} stroke={1.5} role="img" aria-label={t(`file.${content.kind}`)} />
      </span>
      <span className="sb-card-main">
        <span className="sb-card-title sb-cut">{content.name}</span>
        <span className="sb-card-line">{format.bytes(content.size)}</span>
      </span>
    </span>
  );
}
