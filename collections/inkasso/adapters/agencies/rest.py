"""Delivery case by case, to agencies that speak the schema of docs/agency_interface.md."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5

from inkasso.adapters.agencies.base import (
    ChannelRefused,
    ChannelUnavailable,
    ChannelUnreachable,
    FetchedFile,
    NoticeData,
    Package,
    Receipt,
)
from inkasso.adapters.agencies.https import file_headers
from inkasso.adapters.agencies.neutral_file import CASES_JSON, notice_json, to_json
from inkasso.adapters.agencies.web import Answer, WebAccess, call, detail, refusal

MOST_PAGES = 100
SHOWN_REFUSALS = 5
# Fetched reports are told apart from uploaded ones by their name; its end is where to go on.
_FETCHED = "Abruf-"
TRY_OUT_CASE = {"reference": "PROBELAUF", "try_out": True}


class RestChannel:
    """An agency's interface below one address."""

    def __init__(self, access: WebAccess) -> None:
        self.access = access

    def deliver(self, package: Package) -> Receipt:
        """Send every case that is not confirmed yet, each with its documents.

        Raises ChannelRefused naming the cases that the agency does not take, after trying all;
        both exceptions tell which ones arrived, and whether others did without all their papers.
        """
        documents = _documents(package.content)
        accepted: dict[str, str] = {}
        refused: dict[str, str] = {}
        is_begun = False
        for case in package.cases:
            reference = str(case["reference"])
            if reference in package.done:
                continue
            try:
                accepted[reference] = self._hand_over(
                    package.key, case, documents.get(reference, {})
                )
            except _CaseRefused as no:
                refused[reference] = str(no)
                is_begun = is_begun or no.is_there
            except ChannelRefused as no:
                may_be_there = is_begun or no.may_be_there
                raise ChannelRefused(str(no), accepted, may_be_there=may_be_there) from no
            except ChannelUnreachable as fault:
                # Nothing left this time, but perhaps with an earlier case.
                kind = ChannelUnavailable if accepted or refused else ChannelUnreachable
                raise kind(str(fault), accepted) from fault
            except ChannelUnavailable as fault:
                raise ChannelUnavailable(str(fault), accepted) from fault
        if refused:
            words = _refusals(self._host, refused, len(package.cases))
            raise ChannelRefused(words, accepted, may_be_there=is_begun)
        return Receipt(f"{self._host} hat alle Fälle angenommen.", accepted)

    def send_notices(self, notices: Sequence[NoticeData]) -> Receipt:
        """One request for each; the agency knows a repetition by its key."""
        for notice in notices:
            answer = self._post("notices", to_json(notice_json(notice)), notice.key)
            if not answer.is_good:
                raise refusal(answer, self._host)
        return Receipt(f"{self._host} hat die Meldungen angenommen.")

    def fetch_reports(self, seen: Sequence[str]) -> Iterator[FetchedFile]:
        """Every report after the one that was fetched last."""
        after = _last_fetched(seen)
        for _ in range(MOST_PAGES):
            answer = call(
                self.access, "GET", self._url("reports"), query={"after": after} if after else None
            )
            if not answer.is_good:
                raise refusal(answer, self._host)
            page = _page(answer)
            for report_id, content in page:
                after = report_id
                digest = hashlib.sha256(content).hexdigest()
                file = FetchedFile(f"{_FETCHED}{report_id}", content, digest)
                if file.mark not in seen:
                    yield file
            if not page or not answer.json().get("has_more"):
                return

    def try_out(self) -> str:
        """A rehearsal with an invented case that the agency must recognise and not keep."""
        answer = call(
            self.access,
            "POST",
            self._url("cases"),
            headers={"Content-Type": "application/json", "Try-Out": "true"},
            body=to_json(TRY_OUT_CASE),
            query={"try_out": "true"},
        )
        if not answer.is_good:
            raise refusal(answer, self._host)
        if answer.json().get("try_out") is not True:
            raise ChannelRefused(
                f"{self._host} hat den Probelauf nicht als solchen erkannt. Fragen Sie das "
                "Inkassobüro, ob ein Fall PROBELAUF angelegt wurde; er ist zu löschen."
            )
        return f"{self._host} antwortet und nimmt Fälle an."

    @property
    def _host(self) -> str:
        return urlsplit(self.access.url).hostname or self.access.url

    def _url(self, path: str) -> str:
        return f"{self.access.url.rstrip('/')}/{path}"

    def _post(self, path: str, body: bytes, key: UUID) -> Answer:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(key)}
        return call(self.access, "POST", self._url(path), headers=headers, body=body)

    def _hand_over(self, key: UUID, case: Mapping[str, Any], documents: Mapping[str, bytes]) -> str:
        """Send one case, then its documents; the agency's own reference, "" if it told none."""
        reference = str(case["reference"])
        told = {**case, "documents": sorted(documents)}
        answer = self._post("cases", to_json(told), uuid5(key, reference))
        _expect(answer)
        agency_reference = str(answer.json().get("agency_reference") or "")
        for name, content in sorted(documents.items()):
            self._add_document(key, reference, name, content)
        return agency_reference

    def _add_document(self, key: UUID, reference: str, name: str, content: bytes) -> None:
        """Send a paper of a case that the agency has by now, which no refusal takes back."""
        url = self._url(f"cases/{quote(reference, safe='')}/documents")
        headers = file_headers(name, content, uuid5(key, f"{reference}/{name}"))
        try:
            _expect(call(self.access, "POST", url, headers=headers, body=content))
        except _CaseRefused as no:
            raise _CaseRefused(f"Unterlage {name}: {no}", is_there=True) from no
        except ChannelRefused as no:
            raise ChannelRefused(str(no), may_be_there=True) from no
        except ChannelUnreachable as fault:
            raise ChannelUnavailable(str(fault)) from fault


class _CaseRefused(Exception):
    """The agency does not take this one case, or a paper of it; the message is its reason.

    is_there: the case itself it has taken.
    """

    def __init__(self, message: str, *, is_there: bool = False) -> None:
        super().__init__(message)
        self.is_there = is_there


def _expect(answer: Answer) -> None:
    if not answer.is_good:
        raise _CaseRefused(detail(answer) or f"Status {answer.status}")


def _refusals(host: str, refused: Mapping[str, str], among: int) -> str:
    """How many cases were not taken, and the first of them with their reasons."""
    shown = [f"{reference} ({reason})" for reference, reason in refused.items()][:SHOWN_REFUSALS]
    more = "" if len(refused) <= SHOWN_REFUSALS else " und weitere"
    return f"{host} hat {len(refused)} von {among} Fällen abgelehnt: {', '.join(shown)}{more}."


def _documents(content: bytes) -> dict[str, dict[str, bytes]]:
    """The documents of each case out of the stored file, by reference and file name."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as fault:
        raise ChannelRefused(
            "Die Übergabedatei ist verschlüsselt; so kann sie nicht über die Schnittstelle gehen. "
            "Leeren Sie beim Inkassopartner den öffentlichen Schlüssel und wiederholen Sie es."
        ) from fault
    with archive:
        return {
            str(case["reference"]): {
                path.rpartition("/")[2]: archive.read(path) for path in case["documents"]
            }
            for case in json.loads(archive.read(CASES_JSON))
        }


def _last_fetched(seen: Sequence[str]) -> str:
    """The id of the report that was fetched last; "" at the first time."""
    names = [mark.rpartition(":")[0] for mark in seen]
    fetched = [name for name in names if name.startswith(_FETCHED)]
    return fetched[-1].removeprefix(_FETCHED) if fetched else ""


def _page(answer: Answer) -> list[tuple[str, bytes]]:
    """The reports of an answer with their ids. Raises ChannelUnavailable if it is no such page."""
    reports = answer.json().get("reports")
    if not isinstance(reports, list) or not all(
        isinstance(one, dict) and one.get("id") and isinstance(one.get("report"), dict)
        for one in reports
    ):
        raise ChannelUnavailable("Die Antwort des Servers enthält keine Liste von Rückmeldungen.")
    return [(str(one["id"])[:100], to_json(one["report"])) for one in reports]
