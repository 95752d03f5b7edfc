"""The migrations that are no more, now that each room begins with one: rows from before have them recorded.

Rows that went through all of them are as those that begin now. Rows that lack some cannot be brought on from here, and
Django would take them for migrated, for what it looks for is recorded there as well.
"""

from __future__ import annotations

from collections.abc import Iterable

WHERE_THEY_WERE = "c6945b8"
OF_ROOMS = {
    "events": "0002_whence_and_presence 0003_append_only 0004_in_turn_and_by_topic 0005_request",
    "accounts": "0002_keymap 0003_token_scopes 0004_closed_accounts 0005_counted 0006_session",
    "jobs": "0002_parts_and_priorities 0003_workers 0004_indexes 0005_unfinished 0006_request",
    "videos": (
        "0002_roles_skills_twins 0003_invitations 0004_views 0005_resumable_uploads 0006_whole_uploads "
        "0007_clips_without_twins 0008_clips_of_a_project 0009_upload_purpose 0010_kept_media"
    ),
    "checkpoints": "0002_curves",
    "work": (
        "0002_partial 0003_partial_masks 0004_reserved 0005_line 0006_moves_by_the_table 0007_stints "
        "0008_ready_in_order 0009_corrected_at 0010_open_work 0011_correctors"
    ),
    "annotations": (
        "0002_suggestions 0003_caption_fields 0004_words_and_names 0005_caption_approved 0006_runs "
        "0007_runs_of_segments 0008_segment_of_a_run 0009_corrections 0010_least_trust 0011_append_only "
        "0012_sizes_and_stale_segments 0013_corrected_round 0014_correctors 0015_drawn_by_a_person "
        "0016_where_a_person_drew 0017_wordings 0018_wordings_by_rule 0019_model_drafts"
    ),
    "review": (
        "0002_questions 0003_reopened 0004_decided 0005_verdicts_and_threads 0006_quality 0007_verdict_correction "
        "0008_rounds_of_a_project 0009_spent 0010_spent_as_bytes 0011_sampled_in_the_index"
    ),
    "releases": "0002_imported_videos 0003_choices 0004_reviewed_prompts 0005_release_files 0006_left_out",
    "notices": "0002_webhooks 0003_mail 0004_threads_and_corrections",
    "benchmark": "0002_studies",
}
FORMER = frozenset(f"{room}.{name}" for room, names in OF_ROOMS.items() for name in names.split())


def lacking(applied: Iterable[str]) -> list[str]:
    """Those that rows have not gone through which went through others of them."""
    went = FORMER.intersection(applied)
    return sorted(FORMER - went) if went else []


def too_old(lacks: list[str]) -> str:
    """Whose rows are that lack some, for a sentence about them."""
    return f"of a Tether too old for this one ({len(lacks)} migrations short, {lacks[0]} first)"
