"""What pages ask when they open, by who opens them."""

from __future__ import annotations

from collections.abc import Iterator

HERE = "projects/large"
EVERYBODY = {
    "session": "session",
    "project": HERE,
    "notices": f"{HERE}/notices",
    "queue": f"{HERE}/queue",
    "queue, oldest": f"{HERE}/queue?order=oldest",
    "list": f"{HERE}/videos",
}
AUTHORS = {
    "day": f"{HERE}/day?since=2026-11-29T00:00:00Z",
    "guideline": f"{HERE}/guideline",
    "caption lengths": f"{HERE}/caption-lengths",
}
OVERSEERS = {
    "list, page 10": f"{HERE}/videos?page=10",
    "list, page 300": f"{HERE}/videos?page=300",
    "list, last page": f"{HERE}/videos?page=400",
    "list, number": f"{HERE}/videos?search=012345",
    "list, words": f"{HERE}/videos?search=grey dog",
    "list, words, page 100": f"{HERE}/videos?search=grey dog&page=100",
    "list, words of nothing": f"{HERE}/videos?search=purple elephant",
    "list, stages": f"{HERE}/videos?stage=mask_review,masks_returned",
    "list, ready": f"{HERE}/videos?stage=ready",
    "list, source and flag": f"{HERE}/videos?source=UVO&flag=rotated",
    "list, by change": f"{HERE}/videos?sort=changed",
    "list, by change, page 300": f"{HERE}/videos?sort=changed&page=300",
    "list, by objects": f"{HERE}/videos?sort=objects",
    "list, by length": f"{HERE}/videos?sort=length&up=true",
    "list, by priority": f"{HERE}/videos?sort=priority",
    "list, by deadline": f"{HERE}/videos?sort=deadline&up=true",
    "list, by trust": f"{HERE}/videos?sort=trust&up=true",
    "list, to review, by trust": f"{HERE}/videos?stage=mask_review&sort=trust&up=true",
    "list, by author": f"{HERE}/videos?author=large-40&step=masks",
    "list, returned for": f"{HERE}/videos?did=returned&reason=flicker",
    "list, approved in a month": f"{HERE}/videos?did=approved&since=2026-10-30&until=2026-11-29",
    "list, waits": f"{HERE}/videos?stage=mask_review&waits=48",
    "list, waits, any stage": f"{HERE}/videos?waits=48",
    "list, round": f"{HERE}/videos?round_least=2",
    "list, machine": f"{HERE}/videos?machine=queued",
    "list, question": f"{HERE}/videos?question=open",
    "list, all at once": f"{HERE}/videos?search=dog&stage=ready&source=UVO&length_least=8&sort=objects",
    "selection": f"{HERE}/videos/selection",
    "selection, approved": f"{HERE}/videos/selection?did=approved&since=2026-10-30&until=2026-11-29",
    "facets": f"{HERE}/facets",
    "views": f"{HERE}/views",
    "dashboard": f"{HERE}/dashboard",
    "dashboard, a year": f"{HERE}/dashboard?since=2025-12-01&until=2026-11-29",
    "dashboard, people as CSV": f"{HERE}/dashboard/people.csv",
    "minutes": f"{HERE}/dashboard/minutes",
    "pace": f"{HERE}/dashboard/pace",
    "pace, a year": f"{HERE}/dashboard/pace?since=2025-12-01&until=2026-11-29",
    "minutes, a year": f"{HERE}/dashboard/minutes?since=2025-12-01&until=2026-11-29",
    "machines": f"{HERE}/machines",
    "quality": f"{HERE}/quality",
    "reasons": f"{HERE}/reasons",
    "releases": f"{HERE}/releases",
    "uploads": f"{HERE}/uploads",
    "wordings": f"{HERE}/wordings",
    "wordings, next": f"{HERE}/wordings/next",
}
KEEPERS = {
    "people": f"{HERE}/people",
    "invitations": f"{HERE}/invitations",
    "sampling": f"{HERE}/sampling",
    "batches": f"{HERE}/batches",
    "batches, stages": f"{HERE}/batches/stages",
    "webhooks": f"{HERE}/webhooks",
    "log": f"{HERE}/log",
    "log, of a clip": f"{HERE}/log?clip=12345",
    "log, of a person": f"{HERE}/log?username=large-40",
    "log, of work": f"{HERE}/log?topic=work",
    "log, of a rare topic": f"{HERE}/log?topic=reasons",
    "log, a person's captions": f"{HERE}/log?username=large-40&topic=caption",
    "log, far back": f"{HERE}/log?before=1000",
}
OF_A_CLIP = {
    "clip": "videos/{clip}",
    "clip, tracks": "videos/{clip}/tracks",
    "clip, caption": "videos/{clip}/captions/en",
    "clip, masks": "videos/{clip}/masks.json",
    "clip, propagation": "videos/{clip}/propagation",
    "clip, threads": "videos/{clip}/threads",
    "clip, questions": "videos/{clip}/questions",
    "clip, earlier captions": "videos/{clip}/captions/en/revisions",
    "clip, doubts": "videos/{clip}/doubts",
    "clip, drafts": "videos/{clip}/drafts",
    "clip, suggestions": "videos/{clip}/suggestions",
    "clip, runs": "videos/{clip}/runs",
    "clip, wordings": "videos/{clip}/wordings",
}


def addresses(role: str, clip: int) -> Iterator[tuple[str, str]]:
    """What somebody's pages ask, as name and path behind `/api/`.

    Args:
        clip: The row number of one whose page they open.
    """
    known = {
        "annotator": (EVERYBODY, AUTHORS),
        "inspector": (EVERYBODY,),
        "lead": (EVERYBODY, AUTHORS, OVERSEERS, KEEPERS, OF_A_CLIP),
    }
    for names in known[role]:
        for name, path in names.items():
            yield name, path.format(clip=clip)
