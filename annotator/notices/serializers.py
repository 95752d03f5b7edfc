"""Notices, webhooks and deliveries as the API writes and reads them."""

from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.notices.models import Delivery as DeliveryRow
from annotator.notices.models import Notice as Row
from annotator.work.models import WorkItem


class Notice(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Row.Kind.choices)
    by = Person(allow_null=True, help_text="who did it; null for the machine")
    clip = serializers.IntegerField(help_text="the clip's number")
    step = serializers.ChoiceField(
        choices=WorkItem.Step.choices, allow_null=True, help_text="the work it is about, or where to answer"
    )
    phrase = serializers.CharField(allow_null=True, help_text="the words that a question is about")
    thread = serializers.IntegerField(allow_null=True, help_text="that it is about")
    frame = serializers.IntegerField(allow_null=True, help_text="that the thread is pinned to")
    number = serializers.IntegerField(allow_null=True, help_text="of the object that the thread is about")
    made = serializers.DateTimeField()
    read = serializers.BooleanField()


class Notices(serializers.Serializer[Any]):
    unread = serializers.IntegerField(help_text="of all, also those too old to be listed")
    notices = Notice(many=True, help_text="newest first, 100 at most")


class ReadBody(serializers.Serializer[Any]):
    until = serializers.IntegerField(min_value=0, help_text="the newest that was read")


class Topics(serializers.Serializer[Any]):
    topics = serializers.ListField(
        child=serializers.RegexField(r"^[a-z_]{1,40}$"), max_length=40, help_text="see docs/events.md; none means all"
    )


class Webhook(Topics):
    id = serializers.IntegerField()
    url = serializers.CharField()
    active = serializers.BooleanField()
    by = Person()
    made = serializers.DateTimeField()


class NewWebhook(Webhook):
    secret = serializers.CharField(help_text="Only in the answer that made it.")


class Webhooks(serializers.Serializer[Any]):
    hosts = serializers.ListField(child=serializers.CharField(), help_text="that may be called; none means off")
    webhooks = Webhook(many=True)


class WebhookBody(Topics):
    url = serializers.CharField(max_length=500)


class WebhookChange(Topics):
    active = serializers.BooleanField()


class Delivery(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    event = serializers.IntegerField(allow_null=True, help_text="null for a try")
    type = serializers.CharField()
    state = serializers.ChoiceField(choices=DeliveryRow.State.choices)
    attempt = serializers.IntegerField()
    next = serializers.DateTimeField(allow_null=True)
    status = serializers.IntegerField(allow_null=True, help_text="HTTP; null where nothing answered")
    text = serializers.CharField(help_text="what went wrong last")
    milliseconds = serializers.IntegerField(allow_null=True)
    made = serializers.DateTimeField()
    tried = serializers.DateTimeField(allow_null=True)


class Deliveries(serializers.Serializer[Any]):
    deliveries = Delivery(many=True, help_text="newest first, 100 at most")


class WishesBody(serializers.Serializer[Any]):
    mail = serializers.ListField(
        child=serializers.ChoiceField(choices=Row.Kind.choices), help_text="kinds of notices that go by e-mail"
    )


class Wishes(WishesBody):
    possible = serializers.BooleanField(help_text="the operator set up e-mail and the account has an address")
