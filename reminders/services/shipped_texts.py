"""Install the shipped texts."""

from django.db import transaction

from reminders.default_texts import DEFAULT_TEXTS, DEFAULT_VARIANTS, DefaultText
from reminders.models import ReminderTemplate, TemplateVersion
from reminders.services.texts import TEXTS


@transaction.atomic
def install_default_templates() -> dict[int, ReminderTemplate]:
    """The shipped texts by level, 0 for the payment reminder; those that exist stay as they are.

    Variants come only together with their base, so that a deleted one does not return.
    """
    names = [text.name for text in DEFAULT_TEXTS]
    bases = {one.name: one for one in ReminderTemplate.objects.filter(name__in=names)}
    missing = [text for text in DEFAULT_TEXTS if text.name not in bases]
    if missing:
        bases |= {one.name: one for one in _install(missing, {})}
        new = {text.level: bases[text.name] for text in missing}
        _install([text for text in DEFAULT_VARIANTS if text.level in new], new)
    return {text.level: bases[text.name] for text in DEFAULT_TEXTS}


def _install(
    texts: list[DefaultText], bases: dict[int, ReminderTemplate]
) -> list[ReminderTemplate]:
    """Store the texts as templates, each with its first version."""
    taken = set(ReminderTemplate.objects.values_list("name", flat=True))
    templates = ReminderTemplate.objects.bulk_create(
        ReminderTemplate(
            name=text.name,
            language=text.language,
            product_kind=text.product_kind,
            base=bases.get(text.level),
            **{name: getattr(text, name) for name in TEXTS},
        )
        for text in texts
        if text.name not in taken
    )
    TemplateVersion.objects.bulk_create(
        TemplateVersion(
            template=template,
            version=template.version,
            **{name: getattr(template, name) for name in TEXTS},
        )
        for template in templates
    )
    return templates
