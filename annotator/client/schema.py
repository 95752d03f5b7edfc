"""What the server takes and answers, as far as the client asks.

`make schema` writes this file from the OpenAPI document; it is not changed by hand.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class Abilities(TypedDict):
    edit: bool
    submit: bool
    review: bool
    correct: bool
    claim: bool
    take_over: bool
    release: bool
    reassign: bool
    plan: bool


class BuildProgress(TypedDict):
    done: int
    total: int


DraftState: TypeAlias = Literal["waiting", "ready", "failed", "accepted", "dismissed"]


Flag: TypeAlias = Literal["rotated", "stretched", "cut", "hdr", "interlaced"]


FormatsEnum: TypeAlias = Literal[
    "parquet",
    "youtube-vis",
    "mevis",
    "refer-youtube-vos",
    "davis",
    "webdataset",
    "cvat",
]


class HandedInCellRequest(TypedDict):
    number: int
    frame: int
    rings: list[list[list[float]]]
    score: NotRequired[float]


class HandedInDraftRequest(TypedDict):
    model: str
    text: NotRequired[str]
    score: NotRequired[float | None]
    cells: NotRequired[list[HandedInCellRequest]]


class JudgeReport(TypedDict):
    CA: float | None
    withheld: str | None
    reading: str
    interval: dict[str, Any] | None
    videos: int
    videos_without_score: int
    verdicts: int
    unreadable: int
    judge: dict[str, Any]


class LeastTrusted(TypedDict):
    trust: float
    least: float
    frame: int
    first: int
    last: int
    track: int
    number: int
    cycle: float | None


class Limits(TypedDict):
    min_seconds: float
    max_seconds: float
    max_side: int
    max_bytes: int


class Person(TypedDict):
    id: int
    username: str
    name: str


PredictionState: TypeAlias = Literal["queued", "scoring", "scored", "refused"]


TrainedOnItem: TypeAlias = int


class Progress(TypedDict):
    done: int
    total: int


PromptsEnum: TypeAlias = Literal["reviewed", "by-rule"]


ProtocolEnum: TypeAlias = Literal["official", "corrected"]


class ProtocolScores(TypedDict):
    protocol: ProtocolEnum
    map: float | None
    ap50: float | None
    ap75: float | None
    ap90: float | None
    stops: str
    ar10: float | None
    intervals: dict[str, list[float]]
    matching: str
    counts: dict[str, int]
    environment: dict[str, Any]


class QuestionAbilities(TypedDict):
    answer: bool
    withdraw: bool


QuestionState: TypeAlias = Literal["open", "answered", "withdrawn"]


class Quoted(TypedDict):
    protocol: ProtocolEnum
    map: float | None
    ap50: float | None
    ap75: float | None
    ap90: float | None
    name: str
    split: str
    caption_accuracy: float | None
    source: str


ReasonStepEnum: TypeAlias = Literal["caption", "masks"]


class ReleaseFormat(TypedDict):
    name: str
    purpose: str


class ReleasePart(TypedDict):
    path: str
    folder: bool
    files: int
    bytes: int


ReleaseSplit: TypeAlias = Literal["train", "val", "test"]


ReleaseState: TypeAlias = Literal[
    "frozen", "building", "verifying", "published", "failed"
]


Role: TypeAlias = Literal[
    "annotator", "inspector", "researcher", "lead", "admin", "viewer"
]


class Splits(TypedDict):
    train: int
    val: int
    test: int


StageEnum: TypeAlias = Literal[
    "to_caption",
    "captioning",
    "caption_review",
    "caption_returned",
    "to_mask",
    "masking",
    "propagating",
    "mask_review",
    "masks_returned",
    "ready",
]


Step: TypeAlias = Literal["caption", "masks"]


class ThreadAbilities(TypedDict):
    comment: bool
    resolve: bool
    reopen: bool


ThreadState: TypeAlias = Literal["open", "resolved"]


UploadPurpose: TypeAlias = Literal["clip", "predictions"]


UploadState: TypeAlias = Literal[
    "sending", "received", "checking", "accepted", "refused"
]


class Version(TypedDict):
    id: int
    version: str


class VideoRow(TypedDict):
    id: int
    number: int
    name: str
    source: str
    width: int
    height: int
    frame_count: int
    seconds: float
    source_fps: float
    objects: int
    stage: StageEnum
    stage_with: Person | None
    round: int
    priority: int
    deadline: str | None
    asked: bool
    sure: float | None
    notes: list[str]
    flags: list[Flag]
    thumbnail: str
    changed: str


VideosEnum: TypeAlias = Literal["files", "list"]


class WorkBatch(TypedDict):
    id: int
    name: str
    frozen: str | None


WorkState: TypeAlias = Literal[
    "blocked", "ready", "annotating", "submitted", "returned", "approved"
]


class Choices(TypedDict):
    splits: NotRequired[str]
    seed: NotRequired[int]
    formats: NotRequired[list[FormatsEnum]]
    licence: NotRequired[str]
    videos: NotRequired[VideosEnum]
    prompts: NotRequired[PromptsEnum]


class Comment(TypedDict):
    id: int
    text: str
    by: Person
    at: str
    mine: bool


class DamagedClip(TypedDict):
    number: int
    name: str
    split: ReleaseSplit
    reason: str


class DamagedClips(TypedDict):
    total: int
    clips: list[DamagedClip]


class Finding(TypedDict):
    id: int
    reason: str
    reason_text: str
    text: str
    track: int | None
    number: int | None
    frame: int | None
    x: float | None
    y: float | None
    start: int | None
    end: int | None
    by: Person
    created: str


class ModelDraft(TypedDict):
    id: int
    step: Step
    state: DraftState
    text: str
    score: float | None
    model: str
    shapes: int
    error: str | None
    asked: str


class PredictionSet(TypedDict):
    id: int
    name: str
    notes: str
    licence: str
    release: Version
    split: ReleaseSplit
    checkpoint: str
    trained_on: int
    state: PredictionState
    progress: BuildProgress
    code: str
    text: str
    faults: list[str]
    faults_total: int
    scores: list[ProtocolScores]
    captions: JudgeReport | None
    by: Person | None
    created: str
    scored: str | None


class PredictionsBodyRequest(TypedDict):
    upload: str
    release: int
    split: ReleaseSplit
    name: str
    notes: NotRequired[str]
    licence: NotRequired[str]
    checkpoint: NotRequired[str]
    trained_on: NotRequired[list[TrainedOnItem]]
    trained_on_release: NotRequired[int | None]
    trained_on_split: NotRequired[ReleaseSplit]


class ProjectRole(TypedDict):
    slug: str
    name: str
    role: Role
    role_name: str


class Question(TypedDict):
    id: int
    video: int
    clip: int
    track: int | None
    number: int | None
    phrase: str
    start: int
    end: int
    caption_revision: int
    frame: int
    x: float | None
    y: float | None
    text: str
    by: Person
    asked: str
    state: QuestionState
    answer: str
    answered_by: Person | None
    answered: str | None
    mine: bool
    can: QuestionAbilities


class Reason(TypedDict):
    code: str
    text: str
    step: ReasonStepEnum


class Release(TypedDict):
    id: int
    version: str
    note: str
    state: ReleaseState
    progress: BuildProgress
    error: str | None
    videos: int
    tracks: int
    masks_human: int
    masks_automatic: int
    prompts: int
    manifest_sha256: str
    created: str
    published: str | None
    by: Person | None
    splits: Splits
    choices: Choices
    without_reviewed_prompts: int | None
    leaks: int | None
    paused: bool
    parts: list[ReleasePart]
    damaged: DamagedClips | None
    left_out: DamagedClips | None


class Releases(TypedDict):
    releases: list[Release]
    ready: int
    ready_without_reviewed_prompts: int
    formats: list[ReleaseFormat]


class Session(TypedDict):
    person: Person | None
    projects: list[ProjectRole]
    organisation: str | None


class Thread(TypedDict):
    id: int
    video: int
    clip: int
    work: int
    step: Step
    finding: int | None
    reason: str
    reason_text: str
    track: int | None
    number: int | None
    frame: int | None
    x: float | None
    y: float | None
    start: int | None
    end: int | None
    caption_revision: int | None
    phrase: str
    asks: bool
    state: ThreadState
    opened_by: Person
    opened: str
    resolved_by: Person | None
    resolved: str | None
    mine: bool
    comments: list[Comment]
    can: ThreadAbilities


class Upload(TypedDict):
    id: int
    key: str
    purpose: UploadPurpose
    name: str
    bytes: int
    offset: int
    fingerprint: str
    state: UploadState
    progress: float
    code: str
    text: str
    video: int | None
    number: int | None
    created: str
    expires: str | None
    by: Person | None


class Uploads(TypedDict):
    uploads: list[Upload]


class WorkCard(TypedDict):
    id: int
    video: int
    step: Step
    state: WorkState
    round: int
    partial: bool
    author: Person | None
    inspector: Person | None
    lease_until: str | None
    priority: int
    deadline: str | None
    reserved_for: Person | None
    batch: WorkBatch | None
    mine: bool
    can: Abilities
    changed: str
    clip: VideoRow
    caption_text: str | None
    findings: list[Finding]
    progress: Progress | None
    trust: LeastTrusted | None


class Board(TypedDict):
    sets: list[PredictionSet]
    quoted: list[Quoted]


class Project(TypedDict):
    slug: str
    name: str
    role: Role
    limits: Limits
    counts: dict[str, int]
    reasons: list[Reason]


class Queue(TypedDict):
    next: WorkCard | None
    returned: list[WorkCard]
    in_progress: list[WorkCard]
    to_review: list[WorkCard]
    finished: list[WorkCard]
    questions: list[Question]
    threads: list[Thread]


OPERATIONS: dict[str, tuple[str, str]] = {
    "get_session": ("GET", "/api/session"),
    "get_project": ("GET", "/api/projects/{slug}"),
    "get_queue": ("GET", "/api/projects/{slug}/queue"),
    "list_uploads": ("GET", "/api/projects/{slug}/uploads"),
    "begin_upload": ("POST", "/api/projects/{slug}/uploads"),
    "get_upload": ("GET", "/api/uploads/{upload}"),
    "append_upload": ("PATCH", "/api/uploads/{upload}"),
    "list_releases": ("GET", "/api/projects/{slug}/releases"),
    "get_release_file": ("GET", "/api/releases/{release_id}/files/{path}"),
    "get_board": ("GET", "/api/projects/{slug}/predictions"),
    "enter_predictions": ("POST", "/api/projects/{slug}/predictions"),
    "get_predictions": ("GET", "/api/predictions/{set_id}"),
    "get_clip_work": ("GET", "/api/projects/{slug}/clips/{number}/{step}"),
    "hand_in_model_draft": ("POST", "/api/videos/{video_id}/model_drafts/{step}/hand_in"),
}
