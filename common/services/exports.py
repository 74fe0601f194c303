"""The record of who took which rows out of the house."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from common.models import ExportLog

_FILTERS_LENGTH = ExportLog._meta.get_field("filters").max_length or 0
_PAGE_LENGTH = ExportLog._meta.get_field("page").max_length or 0


def begin_export(
    user: AbstractBaseUser | AnonymousUser, *, page: str, format: str, filters: str
) -> ExportLog:
    """Note an export before its first row leaves; page and filters in words, cut to what fits."""
    return ExportLog.objects.create(
        user=user if user.is_authenticated else None,
        page=page[:_PAGE_LENGTH],
        format=ExportLog.Format(format),
        filters=filters[:_FILTERS_LENGTH],
    )


def finish_export(log: ExportLog, row_count: int) -> None:
    """Note that all rows were made; an export that broke off never gets here."""
    ExportLog.objects.filter(pk=log.pk).update(row_count=row_count)
