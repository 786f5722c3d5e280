// A file of a message: pictures are shown, everything can be saved.

import { IconFile, IconPhoto } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';

import type { FileContent } from '../../sdk/protocol.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { useNotifyFailure } from '../shell/use-problem-text.js';
import { saveFile } from './save-file.js';
import { useFileAddress } from './use-file.js';

const MAX_HEIGHT = 320;
const MAX_WIDTH = 420;

/** The size in which a picture is drawn; it is known before the picture comes, so nothing jumps. */
function sizeOf({ width = 240, height = 180 }: FileContent): { width: number; aspectRatio: string } {
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  return { width: Math.round(width * scale), aspectRatio: `${width} / ${height}` };
}

/** A picture, or a small card with name and size. */
export function FileCard({ content }: { content: FileContent }) {
  const { t, format } = useI18n();
  const { calls } = useServices();
  const notifyFailure = useNotifyFailure();
  const isImage = content.kind === 'image';
  const address = useFileAddress(content.file, isImage);
  const save = useMutation({
    mutationFn: () => calls.file(content.file),
    onSuccess: (bytes) => saveFile(bytes, content.name),
    onError: (error) => notifyFailure('file.failed', error),
  });
  const label = t('file.save', { name: content.name });
  if (isImage && address !== null) {
    return (
      <button type="button" className="sb-plain sb-picture" aria-label={label} onClick={() => save.mutate()}>
        <img src={address} alt={content.name} style={sizeOf(content)} />
      </button>
    );
  }
  const Icon = isImage ? IconPhoto : IconFile;
  return (
    <button type="button" className="sb-plain sb-card" aria-label={label} onClick={() => save.mutate()}>
      <span className="sb-card-picture">
        <Icon size={22} stroke={1.5} role="img" aria-label={t(`file.${content.kind}`)} />
      </span>
      <span className="sb-card-main">
        <span className="sb-card-title sb-cut">{content.name}</span>
        <span className="sb-card-line">{format.bytes(content.size)}</span>
      </span>
    </button>
  );
}
