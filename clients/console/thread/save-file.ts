// Hands bytes over to the browser's downloads.

const KEPT_MS = 60_000;

/** Saves under a name. The browser never shows the bytes as a page of ours. */
export function saveFile(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
