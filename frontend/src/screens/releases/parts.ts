/** Why: a newcomer looks for what they read, not for a folder: what each part of a release is called, and which come first. */
import type { ReleasePart } from "../../api/types";

const FIRST: Readonly<Record<string, readonly [name: string, about: string]>> = {
  annotations: ["ViCaS JSON", "a file a clip"],
  videos: ["Videos", "constant 30 fps"],
  "video_list.jsonl": ["Video list", "checksums, no videos"],
  splits: ["Splits", "train, val, test"],
};
const FORMATS: Readonly<Record<string, string>> = {
  parquet: "Parquet",
  "youtube-vis": "YouTube-VIS / COCO",
  mevis: "MeViS",
  "refer-youtube-vos": "Refer-YouTube-VOS",
  davis: "DAVIS 2017",
  webdataset: "WebDataset",
  cvat: "CVAT for video",
};
const LAST: Readonly<Record<string, readonly [name: string, about: string]>> = {
  "frames.parquet": ["Frame table", "a row a frame"],
  "provenance.jsonl": ["Provenance", "of masks"],
  predictions: ["Prediction template", "empty"],
  statistics: ["Numbers and figures", ""],
  "stills.jsonl": ["Stills", "hashes"],
  "croissant.json": ["Croissant", "metadata"],
  "README.md": ["Data card", "Markdown"],
  "manifest.json": ["Manifest", "every file's sha256"],
};

export interface NamedPart {
  readonly part: ReleasePart;
  readonly name: string;
  readonly about: string;
}

/** The ViCaS layout, then other tools' formats, then what tells of the release; what has no name here goes by its path. */
export function partsInOrder(parts: readonly ReleasePart[]): readonly NamedPart[] {
  const order = [...Object.keys(FIRST), "formats/", ...Object.keys(LAST)];
  const place = ({ path }: ReleasePart) => {
    const at = order.indexOf(path.startsWith("formats/") ? "formats/" : path);
    return at < 0 ? order.length : at;
  };
  return [...parts].sort((one, other) => place(one) - place(other)).map(named);
}

function named(part: ReleasePart): NamedPart {
  const format = part.path.startsWith("formats/") ? part.path.slice("formats/".length) : null;
  if (format !== null) return { part, name: FORMATS[format] ?? format, about: "" };
  const [name, about] = FIRST[part.path] ?? LAST[part.path] ?? [part.path, ""];
  return { part, name, about };
}
