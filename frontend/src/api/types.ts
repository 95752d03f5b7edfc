/** Why: screens speak of a `Track` or a `WorkCard`, not of a path through the generated schema. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["Session"];
export type Membership = Schemas["ProjectRole"];
export type Role = Membership["role"];
export type Person = Schemas["Person"];
export type Token = Schemas["Token"];
export type Project = Schemas["Project"];
export type Reason = Schemas["Reason"];
export type VideoRow = Schemas["VideoRow"];
export type Stage = VideoRow["stage"];
export type VideoPage = Schemas["VideoPage"];
export type Video = Schemas["Video"];
export type Still = Schemas["Still"];
export type Upload = Schemas["Upload"];
export type Queue = Schemas["Queue"];
export type WorkItem = Schemas["WorkItem"];
export type WorkCard = Schemas["WorkCard"];
export type Step = WorkItem["step"];
export type Finding = Schemas["Finding"];
export type NewFinding = Schemas["FindingBodyRequest"];
export type Submission = Schemas["Submission"];
export type Caption = Schemas["Caption"];
export type CaptionRevision = Schemas["CaptionRevision"];
export type Phrase = Schemas["Phrase"];
export type Track = Schemas["Track"];
export type TrackList = Schemas["Tracks"];
export type OpenCell = Schemas["OpenCell"];
export type Keyframe = Schemas["Keyframe"];
export type Suggestion = Schemas["Suggestion"];
export type Repaired = Schemas["Repaired"];
export type Propagation = Schemas["Propagation"];
export type Masks = Schemas["Masks"];
export type Release = Schemas["Release"];
export type ReleaseFile = Schemas["ReleaseFile"];
export type ErrorBody = Schemas["ErrorBody"];
