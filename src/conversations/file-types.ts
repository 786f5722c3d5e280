// What an uploaded file is, by its bytes and never by what its sender says; and the pixels of images.

/** A type that we take. */
export interface FileType {
  mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'application/pdf' | 'text/plain';
  width?: number;
  height?: number;
}

/** So many of the first bytes tell the type, and nearly always the pixels. */
export const HEAD_BYTES = 256 * 1024;

/** By a file's first bytes; undefined for what we do not take. */
export function fileType(head: Buffer): FileType | undefined {
  if (begins(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return { mime: 'image/png', ...pngPixels(head) };
  if (begins(head, [0xff, 0xd8, 0xff])) return { mime: 'image/jpeg', ...jpegPixels(head) };
  const word = head.toString('latin1', 0, 6);
  if (word === 'GIF87a' || word === 'GIF89a') return { mime: 'image/gif', ...gifPixels(head) };
  if (word.startsWith('RIFF') && head.toString('latin1', 8, 12) === 'WEBP')
    return { mime: 'image/webp', ...webpPixels(head) };
  if (word.startsWith('%PDF-')) return { mime: 'application/pdf' };
  return isText(head) ? { mime: 'text/plain' } : undefined;
}

type Pixels = Pick<FileType, 'width' | 'height'>;

function begins(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

/** Only what a picture can be; else none are told. */
function pixels(width: number, height: number): Pixels {
  const isGood = (side: number): boolean => side > 0 && side <= 100_000;
  return isGood(width) && isGood(height) ? { width, height } : {};
}

function pngPixels(head: Buffer): Pixels {
  return head.length < 24 ? {} : pixels(head.readUInt32BE(16), head.readUInt32BE(20));
}

function gifPixels(head: Buffer): Pixels {
  return head.length < 10 ? {} : pixels(head.readUInt16LE(6), head.readUInt16LE(8));
}

/** Walks the segments to the first start of frame. */
function jpegPixels(head: Buffer): Pixels {
  for (let at = 2; at + 9 <= head.length && head[at] === 0xff;) {
    const marker = head.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return pixels(head.readUInt16BE(at + 7), head.readUInt16BE(at + 5));
    at += marker === 0xff ? 1 : 2 + head.readUInt16BE(at + 2);
  }
  return {};
}

function webpPixels(head: Buffer): Pixels {
  if (head.length < 30) return {};
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8X':
      return pixels(head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1);
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return pixels((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
    }
    case 'VP8 ':
      return pixels(head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff);
    default:
      return {};
  }
}

/** UTF-8 without control characters but tab and ends of lines. The head may end within a character. */
function isText(head: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return head.length > 0 && !/[^\P{Cc}\t\n\r\f]/u.test(text);
  } catch {
    return false;
  }
}
