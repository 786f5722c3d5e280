// The types that we take, by their bytes.

import { describe, expect, it } from 'vitest';

import { fileType } from './file-types.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('the type of a file', () => {
  it.each([
    [
      'PNG',
      hex('89504e470d0a1a0a 0000000d 49484452 00000140 000000f0'),
      { mime: 'image/png', width: 320, height: 240 },
    ],
    ['GIF', hex('474946383961 4001 f000'), { mime: 'image/gif', width: 320, height: 240 }],
    [
      'JPEG',
      hex('ffd8 ffe0 0004 0000 ffc0 000b 08 00f0 0140 01 000000'),
      { mime: 'image/jpeg', width: 320, height: 240 },
    ],
    ['JPEG without a frame', hex('ffd8 ffe0 0004'), { mime: 'image/jpeg' }],
    [
      'extended WebP',
      Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8X'), hex('0a000000 00000000 3f0100 ef0000')]),
      { mime: 'image/webp', width: 320, height: 240 },
    ],
    ['PDF', Buffer.from('%PDF-1.7\n\xff'), { mime: 'application/pdf' }],
    ['text', Buffer.from('Größe 😀\r\n\tok'), { mime: 'text/plain' }],
    ['text whose head ends within a character', Buffer.from('a😀').subarray(0, 3), { mime: 'text/plain' }],
    ['a page, which is given out as text', Buffer.from('<html><script>1</script>'), { mime: 'text/plain' }],
  ])('is found for %s', (_name, bytes, type) => {
    expect(fileType(bytes)).toEqual(type);
  });

  it.each([
    ['a program', hex('4d5a9000 03000000')],
    ['an archive', hex('504b0304 14000000')],
    ['bytes that are no UTF-8', hex('61ff62')],
    ['text with a zero', Buffer.from('a\0b')],
    ['nothing', Buffer.alloc(0)],
  ])('is none for %s', (_name, bytes) => {
    expect(fileType(bytes)).toBeUndefined();
  });

  it('survives any bytes behind a good beginning', () => {
    for (const begin of ['ffd8ff', '89504e470d0a1a0a', '474946383961', '52494646000000005745425056503820']) {
      for (let length = 0; length < 64; length++) {
        const bytes = Buffer.concat([hex(begin), Buffer.alloc(length, 0xff)]);
        expect(fileType(bytes)?.mime).toMatch(/^image\//);
      }
    }
  });
});
