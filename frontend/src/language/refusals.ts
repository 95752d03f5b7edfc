/**
 * Why: the server refuses in English, with values in its sentence and a code that never changes. In another language a refusal is
 * said by its code; a code that is not here is said as the server said it. The English below is what translators start from.
 */
import { t } from "@lingui/core/macro";

/** What a refusal says to a person, by its code; English pages show the server's own text. */
export const REFUSALS: Readonly<Record<string, string>> = {
  not_found: t({ id: "refusal.not_found", message: "There is nothing here that you may see." }),
  not_allowed: t({ id: "refusal.not_allowed", message: "Your role does not allow this. Ask the project's lead." }),
  permission_denied: t({
    id: "refusal.permission_denied",
    message: "This is not allowed. Load the page again, or ask the project's lead.",
  }),
  scope_missing: t({ id: "refusal.scope_missing", message: "The token was not made for this." }),
  invalid_body: t({
    id: "refusal.invalid_body",
    message: "The server does not understand what was sent. Load the page again.",
  }),
  body_too_large: t({ id: "refusal.body_too_large", message: "This is too much at once. Send less." }),
  keymap_invalid: t({
    id: "refusal.keymap_invalid",
    message: "These keys cannot be kept: one of them is no combination of keys.",
  }),
  database_unavailable: t({
    id: "refusal.database_unavailable",
    message: "The database does not answer. Your work is kept here and sent again.",
  }),
  unknown_stage: t({ id: "refusal.unknown_stage", message: "A filter names a state that there is not." }),
  period_refused: t({
    id: "refusal.period_refused",
    message: "The period must end after it begins, and have a year at most.",
  }),
  view_refused: t({
    id: "refusal.view_refused",
    message: "There is a view of this name already, or there are a hundred views.",
  }),
  password_refused: t({
    id: "refusal.password_refused",
    message: "This password is not taken: the present one is wrong, or the new one breaks a rule.",
  }),
  sign_in_locked: t({
    id: "refusal.sign_in_locked",
    message: "Too many wrong tries. Wait 15 minutes, or ask the lead.",
  }),
  code_needed: t({ id: "refusal.code_needed", message: "Type the code that your app shows." }),
  code_refused: t({ id: "refusal.code_refused", message: "This code is wrong or was used. Type the next one." }),
  second_factor_on: t({
    id: "refusal.second_factor_on",
    message: "There is a second factor already. Turn it off first.",
  }),
  last_lead: t({ id: "refusal.last_lead", message: "The project would be without a lead. Name another one first." }),
  invitation_gone: t({
    id: "refusal.invitation_gone",
    message: "This invitation is not valid any more. Ask for a new one.",
  }),
  invitation_refused: t({
    id: "refusal.invitation_refused",
    message: "Nobody can come in like this: the user name is taken, or they are in the project already.",
  }),
  unknown_project: t({ id: "refusal.unknown_project", message: "There is no such project." }),
  invalid_account: t({ id: "refusal.invalid_account", message: "This name cannot be used." }),
  duplicate: t({ id: "refusal.duplicate", message: "The project holds this file already." }),
  not_a_video: t({ id: "refusal.not_a_video", message: "This is no video that can be read." }),
  no_video_stream: t({ id: "refusal.no_video_stream", message: "The file has no moving picture." }),
  several_video_streams: t({
    id: "refusal.several_video_streams",
    message: "The file has more than one moving picture. Export one.",
  }),
  unsupported_codec: t({
    id: "refusal.unsupported_codec",
    message: "The video is coded in a way that is not read here.",
  }),
  too_short: t({ id: "refusal.too_short", message: "The video is shorter than the project allows." }),
  too_long: t({ id: "refusal.too_long", message: "The video is longer than the project allows." }),
  one_frame: t({ id: "refusal.one_frame", message: "The file is a single picture." }),
  truncated: t({ id: "refusal.truncated", message: "The file was cut off. Send it again." }),
  side_too_large: t({
    id: "refusal.side_too_large",
    message: "A side of the picture is longer than the project allows.",
  }),
  too_many_pixels: t({ id: "refusal.too_many_pixels", message: "A frame has too many pixels." }),
  file_too_large: t({ id: "refusal.file_too_large", message: "The file is larger than the project allows." }),
  size_changes: t({ id: "refusal.size_changes", message: "The picture changes its size midway." }),
  decode_failed: t({ id: "refusal.decode_failed", message: "A frame of the video cannot be decoded." }),
  admission_failed: t({
    id: "refusal.admission_failed",
    message: "The file could not be looked at, by no fault of its own. Send it again.",
  }),
  not_predictions: t({ id: "refusal.not_predictions", message: "This is no file of predictions." }),
  offset_conflict: t({
    id: "refusal.offset_conflict",
    message: "The upload went on elsewhere. It goes on from what has arrived.",
  }),
  checksum_mismatch: t({
    id: "refusal.checksum_mismatch",
    message: "What arrived is not what was sent. It is sent again.",
  }),
  upload_complete: t({ id: "refusal.upload_complete", message: "The file has arrived as a whole." }),
  upload_expired: t({
    id: "refusal.upload_expired",
    message: "Nothing came for three days, so the upload was given up. Send it anew.",
  }),
  disk_full: t({ id: "refusal.disk_full", message: "The server has too little room. Tell the person who runs it." }),
  frame_missing: t({ id: "refusal.frame_missing", message: "The video has no such frame." }),
  caption_invalid: t({
    id: "refusal.caption_invalid",
    message: "The caption cannot be handed in as it is. Mend what the checks show.",
  }),
  caption_refused: t({
    id: "refusal.caption_refused",
    message: "This text cannot be kept. Look at the place that is marked.",
  }),
  invalid_ring: t({ id: "refusal.invalid_ring", message: "The outline is not valid in this frame. Draw it again." }),
  stale_order: t({
    id: "refusal.stale_order",
    message: "Somebody changed the drawing order first. Look at it and try again.",
  }),
  order_refused: t({ id: "refusal.order_refused", message: "The drawing order does not name each object once." }),
  request_taken: t({ id: "refusal.request_taken", message: "This request was made before. Ask again." }),
  nothing_to_carry: t({ id: "refusal.nothing_to_carry", message: "This object is drawn on no keyframe near enough." }),
  clicks_refused: t({
    id: "refusal.clicks_refused",
    message: "The clicks do not say where the object is. Click on it.",
  }),
  empty_shape: t({ id: "refusal.empty_shape", message: "Draw an outline, or say that the object is absent." }),
  not_a_keyframe: t({ id: "refusal.not_a_keyframe", message: "The clip has no such frame." }),
  stale_revision: t({
    id: "refusal.stale_revision",
    message: "Somebody saved a newer version. Compare the two and choose.",
  }),
  track_locked: t({ id: "refusal.track_locked", message: "This object keeps its approval and cannot be changed now." }),
  track_reopened: t({
    id: "refusal.track_reopened",
    message: "Objects have new words. Draw on them, or say that their masks fit.",
  }),
  masks_incomplete: t({
    id: "refusal.masks_incomplete",
    message: "There are cells that are neither drawn nor absent.",
  }),
  nothing_to_propagate: t({ id: "refusal.nothing_to_propagate", message: "No keyframe is drawn yet." }),
  nothing_to_preview: t({ id: "refusal.nothing_to_preview", message: "The object is not decided on this frame." }),
  predictor_refused: t({ id: "refusal.predictor_refused", message: "This predictor is not offered here." }),
  runs_full: t({ id: "refusal.runs_full", message: "The clip has as many runs as it may. Delete one." }),
  run_unfinished: t({ id: "refusal.run_unfinished", message: "This run does not cover the clip as it is drawn now." }),
  run_is_current: t({
    id: "refusal.run_is_current",
    message: "The run that counts cannot be deleted. Choose another one first.",
  }),
  propagation_pending: t({
    id: "refusal.propagation_pending",
    message: "The masks are not computed yet. Wait for them.",
  }),
  bundle_missing: t({ id: "refusal.bundle_missing", message: "Stored masks are missing. Compute them again." }),
  nothing_to_do: t({ id: "refusal.nothing_to_do", message: "There is nothing for you to do now." }),
  wrong_state: t({
    id: "refusal.wrong_state",
    message: "This work is not where this step starts. Somebody may have been faster: load the page again.",
  }),
  own_work: t({
    id: "refusal.own_work",
    message: "This is your own work, or you did the other step of this clip. Somebody else has to do it.",
  }),
  person_unfit: t({ id: "refusal.person_unfit", message: "This person cannot be given this work." }),
  work_frozen: t({ id: "refusal.work_frozen", message: "A lead has frozen the batch of this work." }),
  skip_refused: t({ id: "refusal.skip_refused", message: "Say why you skip it." }),
  batch_holds_work: t({ id: "refusal.batch_holds_work", message: "The batch holds work, so it is not deleted." }),
  batch_refused: t({
    id: "refusal.batch_refused",
    message: "There is a batch of this name already, or no such batch.",
  }),
  finding_refused: t({ id: "refusal.finding_refused", message: "This finding does not fit the work." }),
  blind_refused: t({ id: "refusal.blind_refused", message: "This cannot be tested." }),
  verdict_refused: t({ id: "refusal.verdict_refused", message: "This verdict does not fit what was handed in." }),
  verdicts_open: t({
    id: "refusal.verdicts_open",
    message: "Decide each object first, and give a reason for each rejection.",
  }),
  reasons_refused: t({ id: "refusal.reasons_refused", message: "The list of reasons cannot be kept like this." }),
  stale_reasons: t({
    id: "refusal.stale_reasons",
    message: "Somebody saved other reasons first. Look at them and try again.",
  }),
  thread_refused: t({ id: "refusal.thread_refused", message: "This remark cannot be kept like this." }),
  question_refused: t({ id: "refusal.question_refused", message: "This question or answer cannot be kept like this." }),
  gold_refused: t({
    id: "refusal.gold_refused",
    message: "This clip cannot be gold: it is not finished, or is a second annotation itself.",
  }),
  sampling_refused: t({ id: "refusal.sampling_refused", message: "Name gold clips before mixing them in." }),
  guideline_refused: t({ id: "refusal.guideline_refused", message: "This text cannot be a guideline." }),
  stale_guideline: t({
    id: "refusal.stale_guideline",
    message: "Somebody saved a newer guideline first. Look at it and try again.",
  }),
  release_refused: t({ id: "refusal.release_refused", message: "This version cannot be frozen as asked." }),
  invalid_splits: t({ id: "refusal.invalid_splits", message: "The sizes of the splits do not add up." }),
  unknown_format: t({ id: "refusal.unknown_format", message: "A release cannot be written in this format." }),
  not_comparable: t({ id: "refusal.not_comparable", message: "These two releases cannot be compared." }),
  contents_unknown: t({
    id: "refusal.contents_unknown",
    message: "This release is too old to be compared. Freeze the next version.",
  }),
  build_refused: t({ id: "refusal.build_refused", message: "The build cannot be started, paused or resumed now." }),
  predictions_refused: t({
    id: "refusal.predictions_refused",
    message: "These predictions cannot be put forward as asked.",
  }),
  not_scored: t({ id: "refusal.not_scored", message: "There are no numbers yet." }),
  report_refused: t({ id: "refusal.report_refused", message: "This report is not of these predictions." }),
  synthetic_judge: t({
    id: "refusal.synthetic_judge",
    message: "A stand-in answered in the judge's place; such a report goes onto no board.",
  }),
  study_not_possible: t({ id: "refusal.study_not_possible", message: "A study cannot be dealt out like this." }),
  study_not_open: t({ id: "refusal.study_not_open", message: "The study is closed." }),
  study_not_closed: t({ id: "refusal.study_not_closed", message: "Close the study first." }),
  trained_on_it: t({
    id: "refusal.trained_on_it",
    message: "The model learned from videos of this split, so it is not scored on it.",
  }),
  language_off: t({
    id: "refusal.language_off",
    message: "No language endpoint is set. Prompts can be written by rule.",
  }),
  nothing_to_word: t({ id: "refusal.nothing_to_word", message: "No clip with an approved caption lacks this." }),
  wording_run_refused: t({
    id: "refusal.wording_run_refused",
    message: "Another run has not ended, or this one is not where this step starts.",
  }),
  wording_decided: t({ id: "refusal.wording_decided", message: "Somebody decided this draft first." }),
  wording_outdated: t({
    id: "refusal.wording_outdated",
    message: "The draft is of a caption that does not stand any more.",
  }),
  wording_refused: t({
    id: "refusal.wording_refused",
    message: "No release may hold this text. Look at the place that is marked.",
  }),
  webhook_refused: t({ id: "refusal.webhook_refused", message: "This address cannot be called, or is known already." }),
  webhooks_off: t({ id: "refusal.webhooks_off", message: "The operator has allowed no address for webhooks." }),
  lease_lost: t({ id: "refusal.lease_lost", message: "This work is held by somebody else now." }),
  no_model: t({ id: "refusal.no_model", message: "No model is active in this project." }),
  without_drafts: t({ id: "refusal.without_drafts", message: "This work goes without drafts." }),
  draft_decided: t({ id: "refusal.draft_decided", message: "This draft was decided already." }),
  checkpoint_refused: t({ id: "refusal.checkpoint_refused", message: "This checkpoint cannot be registered." }),
  checkpoint_state_refused: t({
    id: "refusal.checkpoint_state_refused",
    message: "The checkpoint is not where this step starts.",
  }),
  not_authenticated: t({ id: "refusal.not_authenticated", message: "Sign in first." }),
  authentication_failed: t({
    id: "refusal.authentication_failed",
    message: "This user name and password do not belong together. Check both, or ask the lead.",
  }),
  throttled: t({ id: "refusal.throttled", message: "Too many tries. Wait a little." }),
};
