// Makes a screenshot small enough for a repository: the same picture with 256 well chosen colours, about a third of its bytes.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const COLOURS = 256;
const HEAD_BYTES = 8;

/** @param {Buffer} png as browsers write it: 8 bits of red, green and blue, not interlaced */
export function withPalette(png) {
  const { width, height, pixels } = read(png);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const boxes = split([...counts].map(([pixel, count]) => ({ pixel, rgb: rgbOf(pixel), count })));
  const indexOf = new Map(boxes.flatMap(({ colours }, index) => colours.map(({ pixel }) => [pixel, index])));
  const rows = Buffer.alloc(height * (width + 1));
  pixels.forEach((pixel, at) => rows.writeUInt8(indexOf.get(pixel), at + Math.floor(at / width) + 1));
  const header = Buffer.from(png.subarray(HEAD_BYTES + 8, HEAD_BYTES + 8 + 13));
  header[9] = 3;
  const palette = Buffer.from(boxes.flatMap(({ mean }) => mean.map(Math.round)));
  const body = [chunk('IHDR', header), chunk('PLTE', palette), chunk('IDAT', deflateSync(rows, { level: 9 }))];
  return Buffer.concat([png.subarray(0, HEAD_BYTES), ...body, chunk('IEND', Buffer.alloc(0))]);
}

const rgbOf = (pixel) => [pixel >> 16, (pixel >> 8) & 255, pixel & 255];

/** Cuts the box that is furthest from its mean, along the colour in which it is, until there are enough. */
function split(colours) {
  const boxes = [boxOf(colours)];
  while (boxes.length < COLOURS) {
    const worst = boxes.reduce((most, box) => (box.error > most.error ? box : most));
    if (worst.error === 0) break;
    const { axis, mean } = worst;
    const [low, high] = [(c) => c.rgb[axis] <= mean[axis], (c) => c.rgb[axis] > mean[axis]];
    boxes.splice(boxes.indexOf(worst), 1, boxOf(worst.colours.filter(low)), boxOf(worst.colours.filter(high)));
  }
  return boxes;
}

function boxOf(colours) {
  const total = colours.reduce((sum, { count }) => sum + count, 0);
  const weighted = (valueOf) => colours.reduce((sum, colour) => sum + colour.count * valueOf(colour), 0);
  const mean = [0, 1, 2].map((axis) => weighted(({ rgb }) => rgb[axis]) / total);
  const errors = mean.map((middle, axis) =>
    colours.length === 1 ? 0 : weighted(({ rgb }) => (rgb[axis] - middle) ** 2),
  );
  const error = Math.max(...errors);
  return { colours, mean, error, axis: errors.indexOf(error) };
}

/** The pixels as numbers `0xrrggbb`. */
function read(png) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png.readUInt16BE(24) !== 0x0802) throw new Error('Not a screenshot of 8 bit red, green and blue');
  const parts = [];
  for (let at = HEAD_BYTES; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(data);
  }
  const raw = inflateSync(Buffer.concat(parts));
  const bytes = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) unfilter(raw, bytes, y, width * 3);
  return {
    width,
    height,
    pixels: Uint32Array.from({ length: width * height }, (_, at) => bytes.readUIntBE(at * 3, 3)),
  };
}

/** Takes one line's prediction back (PNG, section 9). */
function unfilter(raw, bytes, y, lineBytes) {
  const kind = raw[y * (lineBytes + 1)];
  for (let x = 0; x < lineBytes; x++) {
    const at = y * lineBytes + x;
    const left = x < 3 ? 0 : bytes[at - 3];
    const above = y === 0 ? 0 : bytes[at - lineBytes];
    const corner = x < 3 || y === 0 ? 0 : bytes[at - lineBytes - 3];
    const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][kind];
    bytes[at] = raw[y * (lineBytes + 1) + 1 + x] + predicted;
  }
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const distance = (value) => Math.abs(guess - value);
  if (distance(left) <= distance(above) && distance(left) <= distance(corner)) return left;
  return distance(above) <= distance(corner) ? above : corner;
}

function chunk(name, data) {
  const framed = Buffer.alloc(12 + data.length);
  framed.writeUInt32BE(data.length, 0);
  framed.write(name, 4, 'latin1');
  data.copy(framed, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, 8 + data.length)), 8 + data.length);
  return framed;
}
