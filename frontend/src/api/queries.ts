/**
 * Why: every read of the server has one name, one key and one hook, so that the socket knows what to fetch again and two
 * screens never hold two copies. Drafts are not here: they live in the outbox.
 */
import {
  keepPreviousData,
  QueryCache,
  QueryClient,
  QueryObserver,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, take } from "./client";
import { ApiError } from "./error";
import type { VideoFilter } from "./library";
import type { Caption, CaptionField, Keyframe, Masks, Session, TrackList } from "./types";

export interface LogFilter {
  readonly clip: number | undefined;
  readonly username: string;
  readonly topic: string;
}

/** The keys of everything that is read. A prefix names a family: `["videos", slug]` is every page of every filter. */
export const keys = {
  session: ["session"] as const,
  project: (slug: string) => ["project", slug] as const,
  videos: (slug: string, filter?: VideoFilter) => (filter ? ["videos", slug, filter] : ["videos", slug]),
  video: (id: number) => ["video", id] as const,
  batches: (slug: string) => ["batches", slug] as const,
  uploads: (slug: string) => ["uploads", slug] as const,
  queue: (slug: string) => ["queue", slug] as const,
  day: (slug: string) => ["day", slug] as const,
  work: (id: number) => ["work", id] as const,
  clipWork: (slug: string, clip: number, step: string) => ["clip-work", slug, clip, step] as const,
  submissions: (work: number) => ["submissions", work] as const,
  /** Without a field: the family of all texts of a video. */
  caption: (video: number, field?: CaptionField) => (field ? ["caption", video, field] : ["caption", video]),
  captionRevisions: (video: number, field?: CaptionField) =>
    field ? ["caption-revisions", video, field] : ["caption-revisions", video],
  tracks: (video: number) => ["tracks", video] as const,
  propagation: (video: number) => ["propagation", video] as const,
  masks: (video: number, version?: string) => (version === undefined ? ["masks", video] : ["masks", video, version]),
  runs: (video: number) => ["runs", video] as const,
  comparison: (video: number, versions: string) => ["comparison", video, versions] as const,
  verdicts: (work: number) => ["verdicts", work] as const,
  changes: (work: number) => ["changes", work] as const,
  blind: (work: number) => ["blind", work] as const,
  drafts: (video: number) => ["drafts", video] as const,
  threads: (video: number) => ["threads", video] as const,
  reasons: (slug: string) => ["reasons", slug] as const,
  questions: (video: number) => ["questions", video] as const,
  guideline: (slug: string, version?: number) =>
    version === undefined ? ["guideline", slug] : ["guideline", slug, version],
  quality: (slug: string) => ["quality", slug] as const,
  sampling: (slug: string) => ["sampling", slug] as const,
  /** Without a clip: the family of all pairs. */
  agreement: (video?: number) => (video === undefined ? ["agreement"] : ["agreement", video]),
  doubts: (video: number) => ["doubts", video] as const,
  machines: (slug: string) => ["machines", slug] as const,
  people: (slug: string) => ["people", slug] as const,
  invitations: (slug: string) => ["invitations", slug] as const,
  me: ["me"] as const,
  sessions: ["sessions"] as const,
  secondFactor: ["second-factor"] as const,
  organisation: ["organisation"] as const,
  tokens: ["tokens"] as const,
  notices: (slug: string) => ["notices", slug] as const,
  log: (slug: string, filter: LogFilter) => ["log", slug, filter] as const,
  wishes: ["wishes"] as const,
  webhooks: (slug: string) => ["webhooks", slug] as const,
  deliveries: (webhook: number) => ["deliveries", webhook] as const,
  trackHistory: (track: number) => ["track-history", track] as const,
  trackAt: (track: number, revision: number) => ["track-at", track, revision] as const,
  releases: (slug: string) => ["releases", slug] as const,
  release: (id: number) => ["release", id] as const,
  modelDrafts: (video: number, step: string) => ["model-drafts", video, step] as const,
  assistRule: (slug: string) => ["assist-rule", slug] as const,
  draftLine: (slug: string) => ["draft-line", slug] as const,
  acceptance: (slug: string) => ["acceptance", slug] as const,
  checkpoints: (slug: string) => ["checkpoints", slug] as const,
  checkpointCurves: (id: number) => ["checkpoint-curves", id] as const,
  wordings: (slug: string) => ["wordings", slug] as const,
  nextWordings: (slug: string, after: number) => ["next-wordings", slug, after] as const,
  wordingEstimate: (slug: string, what: readonly string[]) => ["wording-estimate", slug, what] as const,
  releaseStatistics: (id: number) => ["release", id, "statistics"] as const,
  releaseChanges: (id: number, since: number) => ["release", id, "changes", since] as const,
  releaseCaptions: (id: number, since: number, offset: number) => ["release", id, "captions", since, offset] as const,
  releaseMasks: (id: number, since: number, offset: number) => ["release", id, "masks", since, offset] as const,
  studies: (slug: string) => ["studies", slug] as const,
  study: (id: number) => ["study", id] as const,
  studyResults: (id: number) => ["study", id, "results"] as const,
  board: (slug: string) => ["board", slug] as const,
  predictions: (id: number) => ["predictions", id] as const,
  predictedVideos: (id: number, offset: number) => ["predictions", id, "videos", offset] as const,
  predictedPrompts: (id: number, number: number | null, offset: number) =>
    ["predictions", id, "prompts", number, offset] as const,
  predictedMasks: (id: number, number: number, place: number) => ["predictions", id, "masks", number, place] as const,
  setComparison: (id: number, other: number, offset: number) => ["predictions", id, "compare", other, offset] as const,
  releaseLeaks: (id: number, offset: number) => ["release", id, "leaks", offset] as const,
};

/** A new cache. A refusal is not asked for again; what never arrived is, twice. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache(),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      },
    },
  });
}

export const sessionOptions = queryOptions({
  queryKey: keys.session,
  queryFn: ({ signal }): Promise<Session> => take(api.GET("/api/session", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

export const useSession = () => useQuery(sessionOptions);

export const useProject = (slug: string) =>
  useQuery({
    queryKey: keys.project(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}", { params: { path: { slug } }, signal })),
  });

/** Pages of clips; the rows of the filter before stay while the next are fetched. */
export const useVideos = (slug: string, filter: VideoFilter) =>
  useInfiniteQuery({
    queryKey: keys.videos(slug, filter),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, page: pageParam };
      return take(api.GET("/api/projects/{slug}/videos", { params: { path: { slug }, query }, signal }));
    },
    initialPageParam: 1,
    getNextPageParam: (page) => page.next_page ?? undefined,
    placeholderData: keepPreviousData,
  });

export const videoOptions = (id: number) =>
  queryOptions({
    queryKey: keys.video(id),
    queryFn: ({ signal }) => take(api.GET("/api/videos/{video_id}", { params: { path: { video_id: id } }, signal })),
  });

export const useVideo = (id: number | undefined) => useQuery({ ...videoOptions(id ?? 0), enabled: id !== undefined });

export const uploadsOptions = (slug: string) =>
  queryOptions({
    queryKey: keys.uploads(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/uploads", { params: { path: { slug } }, signal })),
  });

export const useUploads = (slug: string) => useQuery(uploadsOptions(slug));

/** In which order an inspector takes what waits: where the machine is least sure first, or the longest waiting first. */
export type ReviewOrder = "trust" | "oldest";

export const useQueue = (slug: string, order: ReviewOrder = "trust") =>
  useQuery({
    queryKey: [...keys.queue(slug), order],
    queryFn: ({ signal }) =>
      take(api.GET("/api/projects/{slug}/queue", { params: { path: { slug }, query: { order } }, signal })),
    placeholderData: keepPreviousData,
  });

export const workOptions = (id: number) =>
  queryOptions({
    queryKey: keys.work(id),
    queryFn: ({ signal }) => take(api.GET("/api/work/{item_id}", { params: { path: { item_id: id } }, signal })),
  });

export const useWork = (id: number) => useQuery(workOptions(id));

/** A task by the names in its address; the answer is kept as the task's own too. */
export const useClipWork = (project: string, clip: number, step: string) => {
  const client = useQueryClient();
  return useQuery({
    queryKey: keys.clipWork(project, clip, step),
    queryFn: async ({ signal }) => {
      const path = { slug: project, number: clip, step };
      const work = await take(api.GET("/api/projects/{slug}/clips/{number}/{step}", { params: { path }, signal }));
      client.setQueryData(keys.work(work.id), work);
      return work.id;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
};

export const useSubmissions = (work: number) =>
  useQuery({
    queryKey: keys.submissions(work),
    queryFn: ({ signal }) =>
      take(api.GET("/api/work/{item_id}/submissions", { params: { path: { item_id: work } }, signal })),
  });

const field = (video_id: number, field: CaptionField) => ({ params: { path: { video_id, field } } });

const captionOptions = (video: number, of: CaptionField = "en") =>
  queryOptions({
    queryKey: keys.caption(video, of),
    queryFn: ({ signal }) => take(api.GET("/api/videos/{video_id}/captions/{field}", { ...field(video, of), signal })),
  });

export const useCaption = (video: number, of: CaptionField = "en") => useQuery(captionOptions(video, of));

/** Whether the person may write the caption. Unlike `useCaption`, it draws nothing again for each save under the typing hand. */
export const useCaptionEditable = (video: number) =>
  useQuery({ ...captionOptions(video), select: ({ editable }) => editable });

/** The written caption in the cache; the screen that shows it has waited for it. */
export function heldCaption(client: QueryClient, video: number): Caption | undefined {
  return client.getQueryData(captionOptions(video).queryKey);
}

/** Call `act` with every version of the written caption that the cache comes to hold, drawing nothing; the answer ends it. */
export function followCaption(client: QueryClient, video: number, act: (caption: Caption) => void): () => void {
  const observer = new QueryObserver(client, { ...captionOptions(video), enabled: false });
  return observer.subscribe(({ data }) => data && act(data));
}

/** The raw caption that the clip's masks belong to: a caption that came back says something else until it is approved again. */
export const useApprovedCaption = (video_id: number) =>
  useQuery({
    queryKey: [...keys.caption(video_id), "approved"],
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/videos/{video_id}/captions/{field}", {
          params: { path: { video_id, field: "en" }, query: { approved: true } },
          signal,
        }),
      ),
  });

export const useCaptionRevisions = (video: number, of: CaptionField = "en") =>
  useQuery({
    queryKey: keys.captionRevisions(video, of),
    queryFn: ({ signal }) =>
      take(api.GET("/api/videos/{video_id}/captions/{field}/revisions", { ...field(video, of), signal })),
  });

export const useTracks = (video: number) =>
  useQuery({
    queryKey: keys.tracks(video),
    queryFn: ({ signal }) =>
      take(api.GET("/api/videos/{video_id}/tracks", { params: { path: { video_id: video } }, signal })),
  });

export const usePropagation = (video: number) =>
  useQuery({
    queryKey: keys.propagation(video),
    queryFn: ({ signal }) =>
      take(api.GET("/api/videos/{video_id}/propagation", { params: { path: { video_id: video } }, signal })),
  });

/** The propagated masks of `version`; nothing is fetched while there is none. */
export const useMasks = (video: number, version: string | null | undefined) =>
  useQuery({
    queryKey: keys.masks(video, version ?? ""),
    queryFn: ({ signal }): Promise<Masks> =>
      take(api.GET("/api/videos/{video_id}/masks.json", { params: { path: { video_id: video } }, signal })),
    enabled: Boolean(version),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Workers and unfinished propagations. Asked for again now and then: a worker that fell silent announces nothing. */
export const useMachines = (slug: string) =>
  useQuery({
    queryKey: keys.machines(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/machines", { params: { path: { slug } }, signal })),
    refetchInterval: 5_000,
  });

export const useReleases = (slug: string) =>
  useQuery({
    queryKey: keys.releases(slug),
    queryFn: ({ signal }) => take(api.GET("/api/projects/{slug}/releases", { params: { path: { slug } }, signal })),
  });

export const useRelease = (id: number | undefined) =>
  useQuery({
    queryKey: keys.release(id ?? 0),
    queryFn: ({ signal }) =>
      take(api.GET("/api/releases/{release_id}", { params: { path: { release_id: id ?? 0 } }, signal })),
    enabled: id !== undefined,
  });

type SavedKeyframe = Keyframe & { readonly deleted?: boolean };

function withKeyframe(list: TrackList, track: number, saved: SavedKeyframe): TrackList {
  const { frame, revision } = saved;
  const tracks = list.tracks.map((each) => {
    if (each.id !== track) return each;
    const keyframes = each.keyframes.filter((other) => other.frame !== frame);
    // Whoever draws an object anew has said that it fits its words.
    const reopened = each.reopened === "open" ? "settled" : each.reopened;
    const deleted = each.deleted.filter((other) => other.frame !== frame);
    return saved.deleted
      ? { ...each, reopened, keyframes, deleted: [...deleted, { frame, revision }] }
      : { ...each, reopened, keyframes: [...keyframes, saved].sort((a, b) => a.frame - b.frame), deleted };
  });
  const number = list.tracks.find(({ id }) => id === track)?.number;
  const stillOpen = list.open.filter((cell) => cell.track !== track || cell.frame !== frame);
  const due = saved.deleted && number !== undefined && list.frames.includes(frame);
  return { ...list, tracks, open: due ? [...stillOpen, { track, number, frame }] : stillOpen };
}

/** Put what the server now holds, as the outbox reports it, into the cache under the outbox's `key`. */
export function storeSaved(client: QueryClient, key: string, answer: unknown): void {
  const [kind, video, track] = key.split(":").map((part, at) => (at === 0 ? part : Number(part)));
  if (kind === "caption" && typeof video === "number") {
    const caption = answer as Caption;
    client.setQueryData<Caption>(keys.caption(video, caption.field), caption);
  }
  if (kind === "order" && typeof video === "number") {
    const { z_order } = answer as Pick<TrackList, "z_order">;
    client.setQueryData<TrackList>(keys.tracks(video), (list) => list && { ...list, z_order });
  }
  if (kind === "keyframe" && typeof video === "number" && typeof track === "number") {
    client.setQueryData<TrackList>(
      keys.tracks(video),
      (list) => list && withKeyframe(list, track, answer as SavedKeyframe),
    );
  }
}
