"""How the OpenAPI document is made, with a name for each choice; without one here, the generator makes a name up."""

ENUM_NAMES: dict[str, object] = {
    "PropagationState": ["none", "queued", "running", "paused", "cancelled", "done", "failed"],
    "WorkState": "annotator.work.models.WorkItem.State",
    "Step": "annotator.work.models.WorkItem.Step",
    "ReleaseState": "annotator.releases.models.Release.State",
    "SuggestionState": "annotator.annotations.models.Suggestion.State",
    "SuggestionMethod": "annotator.annotations.models.Suggestion.Method",
    "Origin": "annotator.annotations.models.Origin",
    "SubmissionState": "annotator.review.models.Submission.State",
    "VerdictKind": "annotator.review.models.Verdict.Kind",
    "ThreadState": "annotator.review.models.Thread.State",
    "ChangedFrameKind": ["redrawn", "added", "removed", "absent", "present"],
    "TrackChange": ["added", "redrawn", "reworded", "same"],
    "QuestionState": "annotator.review.models.Question.State",
    "CaptionSource": "annotator.annotations.models.Caption.Source",
    "LengthSource": ["project", "default"],
    "MachineState": ["running", "queued", "paused", "failed", "cancelled"],
    "NeedKind": ["failed", "asked", "late_caption_review", "late_mask_review"],
    "Flag": ["rotated", "stretched", "cut", "hdr", "interlaced"],
    "UploadState": "annotator.videos.models.Upload.State",
    "Verb": "annotator.work.transitions.VERBS",
    "SkipReason": ["language", "too_hard", "unusable", "disturbing", "other"],
    "Role": "annotator.accounts.models.Role",
    "Scope": "annotator.accounts.models.Scope",
    "Skill": ["captions", "masks"],
}

SPECTACULAR: dict[str, object] = {
    "TITLE": "Tether",
    "DESCRIPTION": "Grounded captions and masks for video, by people and machines.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}
