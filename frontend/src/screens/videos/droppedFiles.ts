/** Why: people drop whole folders. A folder is walked to its files; what is no video by its name or type is left out. */

const VIDEO_NAME = /\.(mp4|m4v|mov|mkv|webm|avi|mpg|mpeg|wmv|flv|3gp|ts)$/i;

async function walk(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [file];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found.filter((file) => file.type.startsWith("video/") || VIDEO_NAME.test(file.name));
    for (const inside of some) found.push(...(await walk(inside)));
  }
}

/** The files that were dropped. A file dropped by itself is taken as it is: the server says what is wrong with it. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly File[]> {
  // Entries must be taken before the first await: the browser empties the transfer after the event.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry !== null);
  const files = [...transfer.files];
  const folders = entries.filter((entry) => entry?.isDirectory);
  if (folders.length === 0) return files;
  const lists = await Promise.all(entries.map((entry) => (entry ? walk(entry) : [])));
  return lists.flat();
}
