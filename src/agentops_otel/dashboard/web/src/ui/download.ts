/** Hand a file over to the browser, to be kept under that name. */
export function download(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken the content by then; a click is answered in the same turn.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
