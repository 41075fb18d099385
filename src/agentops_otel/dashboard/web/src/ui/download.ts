/** Let the browser save a file under a name. */
export function download(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken the content by then: it handles the click synchronously.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
