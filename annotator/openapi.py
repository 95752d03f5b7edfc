"""Names for the choices in the OpenAPI document; without one here, the generator makes a name up."""

ENUM_NAMES: dict[str, object] = {
    "PropagationState": ["none", "queued", "running", "paused", "cancelled", "done", "failed"],
    "WorkState": "annotator.work.models.WorkItem.State",
    "Step": "annotator.work.models.WorkItem.Step",
    "ReleaseState": "annotator.releases.models.Release.State",
    "SuggestionState": "annotator.annotations.models.Suggestion.State",
    "SuggestionMethod": "annotator.annotations.models.Suggestion.Method",
    "Origin": "annotator.annotations.models.Origin",
    "SubmissionState": "annotator.review.models.Submission.State",
    "QuestionState": "annotator.review.models.Question.State",
    "CaptionSource": "annotator.annotations.models.Caption.Source",
    "LengthSource": ["project", "default"],
    "UploadState": "annotator.videos.models.Upload.State",
    "DeliveryState": "annotator.notices.models.Delivery.State",
    "NoticeKind": "annotator.notices.models.Notice.Kind",
    "Decided": ["drawn", "absent", "deleted"],
    "Role": "annotator.accounts.models.Role",
}
