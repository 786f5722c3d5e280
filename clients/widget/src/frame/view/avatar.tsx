/** @jsxImportSource preact */
// A person or shop as the first letter of its name.

export function Avatar({ name }: { name: string }) {
  const [letter = ''] = name.trim();
  return (
    <span class="avatar" aria-hidden="true">
      {letter.toLocaleUpperCase()}
    </span>
  );
}
