from datetime import timedelta

import pytest
from django.utils import timezone

from orders import tasks
from orders.models import IdempotentRequest
from orders.services.api_tokens import create_token
from orders.services.idempotency import KEPT_FOR, Answer, answer_once
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def token():
    account = factories.sales_account()
    return create_token(account, name="Kasse", scopes=["payments"], actor=factories.user("ruth"))[0]


def test_old_answers_are_forgotten_and_young_ones_kept(token):
    for key in ("alt", "jung"):
        answer_once(token, key=key, request=b"", act=lambda: Answer(201, "{}"))
    long_ago = timezone.now() - KEPT_FOR - timedelta(minutes=1)
    IdempotentRequest.objects.filter(key="alt").update(created_at=long_ago)

    said = tasks.forget_answers()

    assert said == "1 Antworten gelöscht"
    assert IdempotentRequest.objects.get().key == "jung"


def test_a_failure_leaves_no_trace(token):
    def fails():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        answer_once(token, key="a1", request=b"", act=fails)

    assert not IdempotentRequest.objects.exists()


def test_a_new_token_repeats_what_the_old_one_asked(token):
    account, actor = token.sales_account, factories.user("ina")
    renewed = create_token(account, name="Kasse neu", scopes=["payments"], actor=actor)[0]
    acts = []

    def act():
        acts.append(1)
        return Answer(201, "{}")

    answer_once(token, key="a1", request=b"x", act=act)
    again = answer_once(renewed, key="a1", request=b"x", act=act)

    assert again.is_replay
    assert len(acts) == 1
