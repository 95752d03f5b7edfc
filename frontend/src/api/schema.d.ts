/**
 * Why: the shape of everything the server says and hears, in the layout of openapi-typescript. `npm run schema` writes
 * this file from openapi.yaml; component names are the contract that src/api/types.ts re-exports.
 */
type Body<B> = { content: { "application/json": B } };
type Answer<R, S extends number = 200> = {
  parameters: { query?: never; header?: never; path?: never; cookie?: never };
  requestBody?: never;
  responses: { [status in S]: { headers: { [name: string]: unknown }; content: { "application/json": R } } };
};
type Empty = {
  parameters: { query?: never; header?: never; path?: never; cookie?: never };
  requestBody?: never;
  responses: { 204: { headers: { [name: string]: unknown }; content?: never } };
};
type At<P, O> = Omit<O, "parameters"> & {
  parameters: { query?: never; header?: never; path: P; cookie?: never };
};
type Where<P, Q, O> = Omit<O, "parameters"> & {
  parameters: { query?: Q; header?: never; path: P; cookie?: never };
};
type Sent<B, O> = Omit<O, "requestBody"> & { requestBody: Body<B> };
type Schemas = components["schemas"];
type VideoId = { video_id: number };
type ItemId = { item_id: number };
type ReleaseId = { release_id: number };
type Slug = { slug: string };

export interface paths {
  "/api/session": {
    get: Answer<Schemas["Session"]>;
    post: Sent<{ username: string; password: string }, Answer<Schemas["Session"]>>;
    delete: Answer<Schemas["Session"]>;
  };
  "/api/tokens": {
    get: Answer<{ tokens: Schemas["Token"][] }>;
    post: Sent<{ label: string }, Answer<Schemas["Token"], 201>>;
  };
  "/api/tokens/{token_id}": { delete: At<{ token_id: number }, Empty> };
  "/api/projects/{slug}": { get: At<Slug, Answer<Schemas["Project"]>> };
  "/api/projects/{slug}/videos": {
    get: Where<Slug, { search?: string; stage?: string; page?: number }, Answer<Schemas["VideoPage"]>>;
  };
  "/api/videos/{video_id}": { get: At<VideoId, Answer<Schemas["Video"]>> };
  "/api/projects/{slug}/uploads": {
    get: At<Slug, Answer<{ uploads: Schemas["Upload"][] }>>;
    post: At<Slug, Answer<Schemas["Upload"], 201>>;
  };
  "/api/projects/{slug}/queue": { get: At<Slug, Answer<Schemas["Queue"]>> };
  "/api/projects/{slug}/queue/next": {
    post: At<Slug, Sent<{ step?: Schemas["WorkItem"]["step"] }, Answer<Schemas["WorkCard"]>>>;
  };
  "/api/work/{item_id}": { get: At<ItemId, Answer<Schemas["WorkCard"]>> };
  "/api/work/{item_id}/claim": { post: At<ItemId, Answer<Schemas["WorkCard"]>> };
  "/api/work/{item_id}/heartbeat": { post: At<ItemId, Answer<{ lease_until: string }>> };
  "/api/work/{item_id}/give_up": { post: At<ItemId, Answer<Schemas["WorkCard"]>> };
  "/api/work/{item_id}/submit": { post: At<ItemId, Answer<Schemas["WorkCard"]>> };
  "/api/work/{item_id}/approve": { post: At<ItemId, Answer<Schemas["WorkCard"]>> };
  "/api/work/{item_id}/return": {
    post: At<ItemId, Sent<{ findings: Schemas["FindingBody"][] }, Answer<Schemas["WorkCard"]>>>;
  };
  "/api/work/{item_id}/submissions": { get: At<ItemId, Answer<{ submissions: Schemas["Submission"][] }>> };
  "/api/videos/{video_id}/caption": {
    get: At<VideoId, Answer<Schemas["Caption"]>>;
    put: At<VideoId, Sent<{ text: string; seen_revision: number }, Answer<Schemas["Caption"]>>>;
  };
  "/api/videos/{video_id}/caption/revisions": {
    get: At<VideoId, Answer<{ revisions: Schemas["CaptionRevision"][] }>>;
  };
  "/api/videos/{video_id}/tracks": { get: At<VideoId, Answer<Schemas["Tracks"]>> };
  "/api/tracks/{track_id}/keyframes/{frame}": {
    put: At<
      { track_id: number; frame: number },
      Sent<{ rings: number[][][] | null; absent: boolean; seen_revision: number }, Answer<Schemas["Keyframe"]>>
    >;
    delete: Omit<Answer<{ frame: number; revision: number; deleted: boolean }>, "parameters"> & {
      parameters: {
        query: { seen_revision: number };
        header?: never;
        path: { track_id: number; frame: number };
        cookie?: never;
      };
    };
  };
  "/api/videos/{video_id}/propagation": {
    get: At<VideoId, Answer<Schemas["Propagation"]>>;
    post: At<VideoId, Answer<Schemas["Propagation"], 202>>;
  };
  "/api/videos/{video_id}/masks.json": { get: At<VideoId, Answer<Schemas["Masks"]>> };
  "/api/projects/{slug}/releases": {
    get: At<Slug, Answer<{ releases: Schemas["Release"][]; ready: number }>>;
    post: At<Slug, Sent<{ version: string; note?: string }, Answer<Schemas["Release"], 201>>>;
  };
  "/api/releases/{release_id}": { get: At<ReleaseId, Answer<Schemas["Release"]>> };
}

export interface components {
  schemas: {
    ErrorBody: { error: { code: string; text: string; fields: { [name: string]: unknown } } };
    Person: { id: number; username: string; name: string };
    ProjectRole: {
      slug: string;
      name: string;
      role: "annotator" | "inspector" | "lead" | "researcher";
      role_name: string;
    };
    Session: { person: components["schemas"]["Person"] | null; projects: components["schemas"]["ProjectRole"][] };
    Token: { id: number; label: string; created: string; last_used: string | null; key?: string };
    Reason: { code: string; text: string; step: "caption" | "masks" };
    Project: {
      slug: string;
      name: string;
      role: "annotator" | "inspector" | "lead" | "researcher";
      limits: { min_seconds: number; max_seconds: number; max_side: number; max_bytes: number };
      counts: {
        videos: number;
        to_caption: number;
        caption_review: number;
        to_mask: number;
        propagating: number;
        mask_review: number;
        ready: number;
        refused: number;
      };
      reasons: components["schemas"]["Reason"][];
    };
    VideoRow: {
      id: number;
      number: number;
      name: string;
      source: string;
      width: number;
      height: number;
      frame_count: number;
      seconds: number;
      source_fps: number;
      objects: number;
      stage:
        | "to_caption"
        | "captioning"
        | "caption_review"
        | "caption_returned"
        | "to_mask"
        | "masking"
        | "propagating"
        | "mask_review"
        | "masks_returned"
        | "ready";
      stage_with: components["schemas"]["Person"] | null;
      notes: string[];
      thumbnail: string;
      changed: string;
    };
    VideoPage: { count: number; next_page: number | null; videos: components["schemas"]["VideoRow"][] };
    Still: { frame: number; url: string };
    Video: components["schemas"]["VideoRow"] & {
      project: string;
      media: string;
      stills: components["schemas"]["Still"][];
      work: components["schemas"]["WorkItem"][];
      frame_table: string;
      sha256: string;
    };
    Upload: {
      id: number;
      name: string;
      bytes: number;
      state: "received" | "checking" | "accepted" | "refused";
      progress: number;
      code: string | null;
      text: string | null;
      video: number | null;
      created: string;
      by: components["schemas"]["Person"] | null;
    };
    Queue: {
      next: components["schemas"]["WorkCard"] | null;
      returned: components["schemas"]["WorkCard"][];
      in_progress: components["schemas"]["WorkCard"][];
      to_review: components["schemas"]["WorkCard"][];
      finished: components["schemas"]["WorkCard"][];
    };
    WorkItem: {
      id: number;
      video: number;
      step: "caption" | "masks";
      state: "blocked" | "ready" | "annotating" | "submitted" | "returned" | "approved";
      round: number;
      author: components["schemas"]["Person"] | null;
      inspector: components["schemas"]["Person"] | null;
      lease_until: string | null;
      mine: boolean;
      can: { edit: boolean; submit: boolean; review: boolean; claim: boolean };
      changed: string;
    };
    WorkCard: components["schemas"]["WorkItem"] & {
      clip: components["schemas"]["VideoRow"];
      caption_text: string | null;
      findings: components["schemas"]["Finding"][];
      progress: { done: number; total: number } | null;
    };
    FindingBody: {
      reason: string;
      text: string;
      track?: number | null;
      frame?: number | null;
      x?: number | null;
      y?: number | null;
      start?: number | null;
      end?: number | null;
    };
    Finding: {
      id: number;
      reason: string;
      reason_text: string;
      text: string;
      track: number | null;
      number: number | null;
      frame: number | null;
      x: number | null;
      y: number | null;
      start: number | null;
      end: number | null;
      by: components["schemas"]["Person"] | null;
      created: string;
    };
    Submission: {
      id: number;
      round: number;
      author: components["schemas"]["Person"];
      submitted: string;
      state: "open" | "approved" | "returned";
      inspector: components["schemas"]["Person"] | null;
      decided: string | null;
      findings: components["schemas"]["Finding"][];
    };
    Phrase: { text: string; ids: string[]; start: number; end: number };
    CaptionFault: { code: string; position: number; message: string };
    Caption: {
      text: string;
      revision: number;
      plain: string | null;
      phrases: components["schemas"]["Phrase"][];
      error: components["schemas"]["CaptionFault"] | null;
      saved: string | null;
      by: components["schemas"]["Person"] | null;
      editable: boolean;
    };
    CaptionRevision: {
      revision: number;
      text: string;
      by: components["schemas"]["Person"] | null;
      saved: string;
    };
    Keyframe: {
      frame: number;
      revision: number;
      absent: boolean;
      rings: number[][][];
      by: components["schemas"]["Person"] | null;
      saved: string;
    };
    Track: {
      id: number;
      number: number;
      label: string;
      phrases: string[];
      keyframes: components["schemas"]["Keyframe"][];
      deleted: components["schemas"]["Tombstone"][];
    };
    Tombstone: { frame: number; revision: number };
    OpenCell: { track: number; number: number; frame: number };
    Tracks: {
      tracks: components["schemas"]["Track"][];
      frames: number[];
      editable: boolean;
      open: components["schemas"]["OpenCell"][];
    };
    Propagation: {
      state: "none" | "queued" | "running" | "done" | "failed";
      segments_done: number;
      segments_total: number;
      stale: number;
      error: string | null;
      version: string;
      predictor: string;
    };
    Masks: {
      size: number[];
      tracks: { id: number; number: number }[];
      frames: (string | null)[][];
      human: number[];
      confidence: number[][];
      version: string;
    };
    ReleaseFile: { path: string; bytes: number; sha256: string };
    Release: {
      id: number;
      version: string;
      note: string;
      state: "frozen" | "building" | "verifying" | "published" | "failed";
      progress: { done: number; total: number };
      error: string | null;
      videos: number;
      tracks: number;
      masks_human: number;
      masks_automatic: number;
      prompts: number;
      manifest_sha256: string;
      created: string;
      published: string | null;
      by: components["schemas"]["Person"] | null;
      splits: { train: number; val: number; test: number };
      files: components["schemas"]["ReleaseFile"][];
    };
  };
}
