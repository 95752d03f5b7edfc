"""Every address, in one list."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from annotator import pages
from annotator.accounts import views as accounts
from annotator.annotations import views as annotations
from annotator.guidelines import views as guidelines
from annotator.insights import views as insights
from annotator.notices import views as notices
from annotator.releases import views as releases
from annotator.review import views as review
from annotator.videos import views as videos
from annotator.work import views as work

urlpatterns = [
    path("healthz", pages.healthz),
    path("readyz", pages.readyz),
    path("api/schema", SpectacularAPIView.as_view()),
    path("api/session", pages.SessionView.as_view()),
    path("api/tokens", accounts.TokensView.as_view()),
    path("api/tokens/<int:token_id>", accounts.TokenView.as_view()),
    path("api/me/keymap", accounts.KeymapView.as_view()),
    path("api/me/wishes", notices.WishesView.as_view()),
    path("api/projects/<slug:slug>", insights.ProjectView.as_view()),
    path("api/projects/<slug:slug>/videos", insights.VideosView.as_view()),
    path("api/projects/<slug:slug>/clips/<int:number>/<slug:step>", insights.ClipWorkView.as_view()),
    path("api/projects/<slug:slug>/uploads", videos.UploadsView.as_view()),
    path("api/projects/<slug:slug>/caption-lengths", insights.CaptionLengthsView.as_view()),
    path("api/projects/<slug:slug>/guideline", guidelines.GuidelineView.as_view()),
    path("api/projects/<slug:slug>/guideline/seen", guidelines.GuidelineSeenView.as_view()),
    path("api/projects/<slug:slug>/queue", insights.QueueView.as_view()),
    path("api/projects/<slug:slug>/queue/next", work.NextWorkView.as_view()),
    path("api/projects/<slug:slug>/machines", insights.MachinesView.as_view()),
    path("api/projects/<slug:slug>/log", insights.LogView.as_view()),
    path("api/projects/<slug:slug>/notices", notices.NoticesView.as_view()),
    path("api/projects/<slug:slug>/notices/read", notices.ReadView.as_view()),
    path("api/projects/<slug:slug>/webhooks", notices.WebhooksView.as_view()),
    path("api/webhooks/<int:webhook_id>", notices.WebhookView.as_view()),
    path("api/webhooks/<int:webhook_id>/try", notices.TryWebhookView.as_view()),
    path("api/webhooks/<int:webhook_id>/deliveries", notices.DeliveriesView.as_view()),
    path("api/deliveries/<int:delivery_id>/again", notices.DeliveryView.as_view()),
    path("api/projects/<slug:slug>/releases", releases.ReleasesView.as_view()),
    path("api/videos/<int:video_id>", insights.VideoView.as_view()),
    path("api/videos/<int:video_id>/captions/en/consequences", annotations.ConsequencesView.as_view()),
    path("api/videos/<int:video_id>/captions/<str:field>", annotations.CaptionView.as_view()),
    path("api/videos/<int:video_id>/captions/<str:field>/revisions", annotations.CaptionRevisionsView.as_view()),
    path("api/videos/<int:video_id>/tracks", annotations.TracksView.as_view()),
    path("api/videos/<int:video_id>/propagation", annotations.PropagationView.as_view()),
    path("api/videos/<int:video_id>/propagation/<str:verb>", annotations.SteeringView.as_view()),
    path("api/videos/<int:video_id>/masks.json", annotations.MasksView.as_view()),
    path("api/videos/<int:video_id>/runs", annotations.RunsView.as_view()),
    path("api/videos/<int:video_id>/runs/compare", annotations.CompareRunsView.as_view()),
    path("api/videos/<int:video_id>/runs/<int:run_id>", annotations.RunView.as_view()),
    path("api/videos/<int:video_id>/runs/<int:run_id>/choose", annotations.ChooseRunView.as_view()),
    path("api/videos/<int:video_id>/z_order", annotations.ZOrderView.as_view()),
    path("api/videos/<int:video_id>/repair", annotations.RepairView.as_view()),
    path("api/videos/<int:video_id>/suggestions", annotations.SuggestionsView.as_view()),
    path("api/videos/<int:video_id>/questions", review.QuestionsView.as_view()),
    path("api/questions/<int:question_id>", review.QuestionView.as_view()),
    path("api/questions/<int:question_id>/answer", review.AnswerView.as_view()),
    path("api/tracks/<int:track_id>/confirm", annotations.ConfirmView.as_view()),
    path("api/tracks/<int:track_id>/history", annotations.TrackHistoryView.as_view()),
    path("api/tracks/<int:track_id>/at/<int:revision>", annotations.TrackAtView.as_view()),
    path("api/tracks/<int:track_id>/keyframes/<int:frame>", annotations.KeyframeView.as_view()),
    path("api/tracks/<int:track_id>/keyframes/<int:frame>/suggestions", annotations.AskView.as_view()),
    path("api/tracks/<int:track_id>/previews", annotations.AskPreviewView.as_view()),
    path("api/previews/<int:preview_id>", annotations.PreviewView.as_view()),
    path("api/suggestions/<uuid:key>", annotations.SuggestionView.as_view()),
    path("api/work/<int:item_id>", insights.WorkView.as_view()),
    path("api/work/<int:item_id>/claim", work.ClaimView.as_view()),
    path("api/work/<int:item_id>/heartbeat", work.HeartbeatView.as_view()),
    path("api/work/<int:item_id>/give_up", work.GiveUpView.as_view()),
    path("api/work/<int:item_id>/submit", review.SubmitView.as_view()),
    path("api/work/<int:item_id>/approve", review.ApproveView.as_view()),
    path("api/work/<int:item_id>/return", review.ReturnView.as_view()),
    path("api/work/<int:item_id>/reopen", review.ReopenView.as_view()),
    path("api/work/<int:item_id>/submissions", review.SubmissionsView.as_view()),
    path("api/releases/<int:release_id>", releases.ReleaseView.as_view()),
    path("api/releases/<int:release_id>/archive.zip", releases.ArchiveView.as_view()),
    path("api/releases/<int:release_id>/files/<path:path>", releases.FileView.as_view()),
    path("media/videos/<int:video_id>/<str:version>/<path:path>", videos.MediaView.as_view()),
    re_path(r"^(?!api/|media/|static/|ws/)(?P<path>.*)$", pages.app_page),
]
