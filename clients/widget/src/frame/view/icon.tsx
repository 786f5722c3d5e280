/** @jsxImportSource preact */
// Every icon of the frame: strokes on a 24-pixel grid in the colour of the text around it. Decoration; labels stand elsewhere.

const PATHS = {
  down: ['m6 9.5 6 6 6-6'],
  send: ['M12 19V5.5', 'm5.5 11.5 6.5-6.5 6.5 6.5'],
  clock: ['M12 7.5V12l3 2', 'M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0Z'],
  check: ['m5 12.5 4.5 4.5L19 7.5'],
  checks: ['m2 12.5 4.5 4.5L16 7.5', 'm11.5 16 1 1L22 7.5'],
  alert: ['M12 8v4.5M12 16h.01', 'M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0Z'],
  arrow: ['M5 12h13.5', 'm12.5 6 6 6-6 6'],
  bag: ['M6 8h12l1 12H5L6 8Z', 'M9 10.5V7a3 3 0 0 1 6 0v3.5'],
  box: ['M4 8l8-4 8 4v8l-8 4-8-4V8Z', 'M4 8l8 4 8-4M12 12v8'],
  file: ['M7 3.5h7l4 4v13H7a1.5 1.5 0 0 1-1.5-1.5V5A1.5 1.5 0 0 1 7 3.5Z', 'M13.5 3.5V8H18'],
  cloud: ['m4 4 16 16', 'M7 9a4.5 4.5 0 0 0 .5 9h9M10 6.2A5.5 5.5 0 0 1 17.3 11 3.8 3.8 0 0 1 19.7 16'],
} as const;

/** Name of an icon. */
export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {PATHS[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}
