/** Why: a newcomer looks for what they read, not for a folder: what each part of a release is called, and which come first. */
import { t } from "@lingui/core/macro";
import type { ReleasePart } from "../../api/types";

const FIRST: Readonly<Record<string, readonly [name: string, about: string]>> = {
  annotations: [t`ViCaS JSON`, t`a file a clip`],
  videos: [t`Videos`, t`constant 30 fps`],
  "video_list.jsonl": [t`Video list`, t`checksums, no videos`],
  splits: [t`Splits`, t`train, val, test`],
};
const FORMATS: Readonly<Record<string, string>> = {
  parquet: t`Parquet`,
  "youtube-vis": t`YouTube-VIS / COCO`,
  mevis: t`MeViS`,
  "refer-youtube-vos": t`Refer-YouTube-VOS`,
  davis: "DAVIS 2017",
  webdataset: t`WebDataset`,
  cvat: t`CVAT for video`,
};
const LAST: Readonly<Record<string, readonly [name: string, about: string]>> = {
  "frames.parquet": [t`Frame table`, t`a row a frame`],
  "provenance.jsonl": [t`Provenance`, t`of masks`],
  predictions: [t`Prediction template`, t`empty`],
  statistics: [t`Numbers and figures`, ""],
  "stills.jsonl": [t`Stills`, t`hashes`],
  "croissant.json": [t`Croissant`, t`metadata`],
  "README.md": [t`Data card`, t`Markdown`],
  "manifest.json": [t`Manifest`, t`every file's sha256`],
};

interface NamedPart {
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
