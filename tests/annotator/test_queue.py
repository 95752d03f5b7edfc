"""What people see of their project: what waits for whom, where every clip is, and how to find one among many."""

from __future__ import annotations

import pytest

from annotator.annotations.models import Caption
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.review import actions as review
from annotator.videos.models import Upload, Video
from annotator.work import actions as work
from tests import factories as make

pytestmark = pytest.mark.django_db
SHORT = {"frame_count": 31}
ALONE = "[A red box]<mask_1> slides past a wall."


@pytest.fixture
def project():
    return make.project()


def get(person, path: str):
    answer = make.browser(person).get(f"/api/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(person, path: str, body: object = None):
    return make.browser(person).post(f"/api/{path}", body or {}, content_type="application/json")


def stage(watcher, video) -> tuple[str, str | None]:
    """A clip's stage and with whom, as its detail, the list and the list's filter say alike."""
    slug = video.project.slug
    shown = get(watcher, f"videos/{video.pk}")
    name = shown["stage"]
    listed = {row["id"]: row for row in get(watcher, f"projects/{slug}/videos")["videos"]}
    filtered = [row["id"] for row in get(watcher, f"projects/{slug}/videos?stage={name}")["videos"]]
    counts = get(watcher, f"projects/{slug}")["counts"]
    assert listed[video.pk]["stage"] == name
    assert video.pk in filtered
    assert counts[name] == len(filtered)
    assert counts["videos"] == len(listed) == sum(counts[name] for name in counts if name not in ("videos", "refused"))
    return name, shown["stage_with"] and shown["stage_with"]["username"]


def test_the_stage_of_a_clip_is_named_alike_everywhere_all_its_life_long(project):
    make.video(project)
    video = make.video(project, **SHORT)
    writer, drawer, inspector = make.annotator(project), make.annotator(project), make.inspector(project)
    seen = [stage(inspector, video)]

    caption, masks = make.caption_item(video), make.masks_item(video)
    make.submitted_caption(video, writer, ALONE)
    seen.append(stage(inspector, video))
    review.return_submission(inspector, item_id=caption.pk, findings=[{"reason": "language"}])
    seen.append(stage(inspector, video))
    review.submit(writer, item_id=caption.pk)
    review.approve(inspector, item_id=caption.pk)
    seen.append(stage(inspector, video))
    work.claim(drawer, item_id=masks.pk)
    seen.append(stage(inspector, video))
    make.draw_all(video, drawer)
    review.submit(drawer, item_id=masks.pk)
    seen.append(stage(inspector, video))
    make.propagate(video)
    seen.append(stage(inspector, video))
    review.return_submission(inspector, item_id=masks.pk, findings=[{"reason": "flicker"}])
    seen.append(stage(inspector, video))
    review.submit(drawer, item_id=masks.pk)
    seen.append(stage(inspector, video))
    review.approve(inspector, item_id=masks.pk)
    seen.append(stage(inspector, video))

    assert seen == [
        ("to_caption", None),
        ("caption_review", writer.username),
        ("caption_returned", writer.username),
        ("to_mask", None),
        ("masking", drawer.username),
        ("propagating", drawer.username),
        ("mask_review", drawer.username),
        ("masks_returned", drawer.username),
        ("mask_review", drawer.username),
        ("ready", drawer.username),
    ]


def test_a_clip_being_captioned_says_by_whom(project):
    video, writer = make.video(project), make.annotator(project)
    work.claim(writer, item_id=make.caption_item(video).pk)

    assert stage(writer, video) == ("captioning", writer.username)


def test_a_clip_whose_propagation_failed_is_not_shown_as_ready_for_review(project):
    video = make.video(project, **SHORT)
    make.masking(video, drawer := make.annotator(project), text=ALONE)
    make.draw_all(video, drawer)
    review.submit(drawer, item_id=make.masks_item(video).pk)
    for job in Job.objects.all():
        jobs.fail(jobs.claim(job.pk, "worker"), code="out_of_memory", text="It did not fit.")

    assert stage(drawer, video)[0] == "propagating"
    assert get(drawer, f"videos/{video.pk}/propagation")["state"] == "failed"


def test_the_queue_offers_what_is_next_and_starting_it_hands_it_out(project):
    first, second = make.video(project), make.video(project)
    writer = make.annotator(project)

    offered = get(writer, f"projects/{project.slug}/queue")["next"]
    started = post(writer, f"projects/{project.slug}/queue/next")
    queue = get(writer, f"projects/{project.slug}/queue")

    assert (offered["video"], offered["step"], offered["can"]["claim"]) == (first.pk, "caption", True)
    assert started.json()["id"] == offered["id"]
    assert (started.json()["state"], started.json()["mine"]) == ("annotating", True)
    assert [card["id"] for card in queue["in_progress"]] == [offered["id"]]
    assert queue["next"]["video"] == second.pk


def test_masks_come_before_captions_and_a_step_may_be_chosen(project):
    make.video(project)
    video = make.video(project)
    make.submitted_caption(video, make.annotator(project))
    review.approve(make.inspector(project), item_id=make.caption_item(video).pk)
    person = make.annotator(project)

    offered = get(person, f"projects/{project.slug}/queue")["next"]
    chosen = post(person, f"projects/{project.slug}/queue/next", {"step": "caption"}).json()

    assert (offered["step"], offered["video"], offered["caption_text"]) == ("masks", video.pk, make.CAPTION)
    assert offered["progress"] == {"done": 0, "total": 12}
    assert chosen["step"] == "caption"


def test_an_empty_queue_says_so(project):
    answer = post(make.annotator(project), f"projects/{project.slug}/queue/next")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "nothing_to_do")


def test_a_queue_shows_each_person_their_own_part(project):
    video = make.video(project)
    writer, inspector, researcher = make.annotator(project), make.inspector(project), make.researcher(project)
    item = make.submitted_caption(video, writer)

    of_writer = get(writer, f"projects/{project.slug}/queue")
    of_inspector = get(inspector, f"projects/{project.slug}/queue")
    of_researcher = get(researcher, f"projects/{project.slug}/queue")

    assert ([c["id"] for c in of_writer["finished"]], of_writer["to_review"]) == ([item.pk], [])
    assert [card["id"] for card in of_inspector["to_review"]] == [item.pk]
    assert [verb for verb, may in of_inspector["to_review"][0]["can"].items() if may] == ["review", "correct"]
    nothing = {name: [] for name in ("returned", "in_progress", "to_review", "finished", "questions", "threads")}
    assert of_researcher == nothing | {"next": None}


def test_taking_up_work_whose_lease_ran_out_makes_it_editable_again(project):
    video, writer = make.video(project), make.annotator(project)
    item = work.claim(writer, item_id=make.caption_item(video).pk)
    type(item).objects.filter(pk=item.pk).update(lease_until="2000-01-01T00:00Z")

    again = post(writer, f"work/{item.pk}/claim")
    saved = make.browser(writer).put(
        f"/api/videos/{video.pk}/captions/en", {"text": "A draft.", "seen_revision": 0}, content_type="application/json"
    )

    assert again.status_code == 200
    assert saved.status_code == 200, saved.content


def test_the_project_names_limits_reasons_and_refused_files(project):
    Upload.objects.create(project=project, name="x.mp4", bytes=1, offset=1, state="refused", code="too_short")

    shown = get(make.annotator(project), f"projects/{project.slug}")

    assert (shown["slug"], shown["role"]) == (project.slug, "annotator")
    assert shown["limits"] == {"min_seconds": 4, "max_seconds": 30, "max_side": 4096, "max_bytes": 2 * 2**30}
    assert shown["counts"] == dict.fromkeys(shown["counts"], 0) | {"refused": 1}
    assert {"code": "flicker", "text": "Flicker", "step": "masks"} in shown["reasons"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("beach", [1]), ("BEACH", [1]), ("_2", [2]), ("000003", [3]), ("3", [3]), ("red box", [2]), ("%", []),
     ("99999999999", []), ("'; DROP", []), ("", [3, 2, 1])],
)  # fmt: skip
def test_a_clip_is_found_by_number_name_or_caption(project, words, found):
    for number in (1, 2, 3):
        video = make.video(project, **SHORT)
        video.number, video.name = number, f"clip_{'beach' if number == 1 else number}.mp4".replace("_3", "_x")
        video.save()
    make.submitted_caption(Video.objects.get(project=project, number=2), make.annotator(project), ALONE)

    listed = make.browser(make.annotator(project)).get(f"/api/projects/{project.slug}/videos", {"search": words}).json()

    assert [row["number"] for row in listed["videos"]] == found
    assert listed["count"] == len(found)


def test_a_clip_whose_words_stand_in_several_of_its_captions_is_found_once(project):
    video = make.video(project)
    make.submitted_caption(video, make.annotator(project), ALONE)
    for field in ("en_gpt", "cn"):
        Caption.objects.create(video=video, field=field, text="[A red box]<mask_1> is pushed.", revision=1)

    found = [
        get(make.annotator(project), f"projects/{project.slug}/videos?search={words}")
        for words in ("red box", "pushed")
    ]

    assert [(page["count"], [row["id"] for row in page["videos"]]) for page in found] == [(1, [video.pk])] * 2


def test_a_long_list_comes_in_pages_newest_first_without_gaps_or_repeats(project):
    for _ in range(103):
        make.video(project)
    member = make.annotator(project)

    pages = [get(member, f"projects/{project.slug}/videos?page={page}") for page in (1, 2, 3, 4)]

    numbers = [row["number"] for page in pages for row in page["videos"]]
    assert numbers == sorted(Video.objects.filter(project=project).values_list("number", flat=True), reverse=True)
    assert [len(page["videos"]) for page in pages] == [50, 50, 3, 0]
    assert [page["next_page"] for page in pages] == [2, 3, None, None]
    assert {page["count"] for page in pages} == {103}


@pytest.mark.parametrize("asked", ["stage=nonsense", "page=0", "page=-1", "page=x", "page=99999999999999999999"])
def test_a_filter_that_is_none_is_refused(project, asked):
    answer = make.browser(make.annotator(project)).get(f"/api/projects/{project.slug}/videos?{asked}")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in ("unknown_stage", "invalid_body")


def test_what_a_person_opens_takes_few_queries_however_much_there_is(project, django_assert_max_num_queries):
    inspector, drawer = make.inspector(project), make.annotator(project)
    for _ in range(6):
        video = make.video(project, **SHORT)
        make.masking(video, drawer, text=ALONE)
        make.draw_all(video, drawer)
        review.submit(drawer, item_id=make.masks_item(video).pk)
    for _ in range(6):
        make.submitted_caption(make.video(project), drawer)
    browser = make.browser(inspector)

    for path, most in [
        (f"projects/{project.slug}", 8),
        (f"projects/{project.slug}/videos", 9),
        (f"projects/{project.slug}/queue", 24),
        (f"videos/{video.pk}", 10),
        (f"work/{make.masks_item(video).pk}", 13),
        (f"projects/{project.slug}/uploads", 7),
    ]:
        with django_assert_max_num_queries(most):
            assert browser.get(f"/api/{path}").status_code == 200


def test_a_task_is_found_by_the_names_in_its_address(project):
    video = make.video(project)
    watcher = make.lead(project)

    found = get(watcher, f"projects/{project.slug}/clips/{video.number:06d}/masks")

    assert (found["step"], found["clip"]["number"]) == ("masks", video.number)
    assert found == get(watcher, f"work/{found['id']}")


@pytest.mark.parametrize("address", ["clips/999999/masks", "clips/1/dance"])
def test_an_address_of_nothing_says_what_is_not_there(project, address):
    make.video(project)

    answer = make.browser(make.lead(project)).get(f"/api/projects/{project.slug}/{address}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
