"""Secrets at rest."""

import pytest

from common.secret_box import BoxLocked, lock_secrets, open_secrets

SECRETS = {"password": "geheim ä", "token": "t"}


def test_the_box_hides_what_it_holds():
    box = lock_secrets(SECRETS, ["neu"])

    assert "geheim" not in box
    assert open_secrets(box, ["neu"]) == SECRETS


def test_the_old_key_of_the_installation_still_opens_it():
    box = lock_secrets(SECRETS, ["alt"])

    assert open_secrets(box, ["neu", "alt"]) == SECRETS


def test_another_key_does_not_open_it():
    box = lock_secrets(SECRETS, ["alt"])

    with pytest.raises(BoxLocked):
        open_secrets(box, ["neu"])


def test_a_changed_box_does_not_open():
    box = lock_secrets(SECRETS, ["neu"])

    with pytest.raises(BoxLocked):
        open_secrets(box[:-4] + "AAAA", ["neu"])


def test_nothing_is_kept_of_empty_secrets():
    assert lock_secrets({"password": ""}, ["neu"]) == ""
    assert open_secrets("", ["neu"]) == {}
