"""Which text an order gets, and what happens when a text changes."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.models import Order, OrderLine
from reminders.models import DunningLevel, Reminder, ReminderTemplate, TemplateVersion
from reminders.services.texts import TEXTS

ProductKind = ReminderTemplate.ProductKind
# What a text may speak of where all lines are of one kind.
ONLY = {
    OrderLine.Kind.DOWNLOAD: ProductKind.DOWNLOADS,
    OrderLine.Kind.COURSE: ProductKind.COURSES,
}


class TemplateRefused(Exception):
    """The template cannot be changed this way; the message tells the clerk why."""


def template_for(base: ReminderTemplate, order: Order, *others: Order) -> ReminderTemplate:
    """The variant of a text that fits the order best, the text itself where none does.

    The customer's language comes before the kind of product; of two kinds a business's first.
    Others: further orders in the same reminder, whose text speaks of no product.
    """
    languages = dict.fromkeys((_language(order), base.language))
    variants = {(one.language, one.product_kind): one for one in base.variants.all()}
    # Of two with the same language and kind the text itself is the one that was chosen.
    variants[base.language, base.product_kind] = base
    for language in languages:
        for kind in (*_kinds(order, others), ProductKind.ANY):
            if (language, kind) in variants:
                return variants[language, kind]
    return base


def _language(order: Order) -> str:
    return order.customer.language or order.sales_account.language or "de"


def _kinds(order: Order, others: Sequence[Order]) -> list[ProductKind]:
    """What a text for the orders may speak of, the most fitting first."""
    kinds = [ProductKind.BUSINESS] if order.customer.is_business else []
    return kinds if others else [*kinds, _product_kind(order)]


def _product_kind(order: Order) -> ProductKind:
    """What was ordered: rates as such, else what all lines are."""
    is_subscription = order.payment_plan == Order.PaymentPlan.SUBSCRIPTION
    rates = [rate for rate in order.installments.all() if rate.amount]
    if len(rates) > 1 and not is_subscription:
        return ProductKind.INSTALMENTS
    kinds = {OrderLine.Kind(line.kind) for line in order.lines.all()}
    if OrderLine.Kind.GOODS in kinds:
        return ProductKind.GOODS
    return ONLY.get(kinds.pop(), ProductKind.ANY) if len(kinds) == 1 else ProductKind.ANY


@transaction.atomic
def store_template(
    template: ReminderTemplate, *, actor: AbstractBaseUser | None
) -> ReminderTemplate:
    """Store a new text or a changed one, and keep its texts as a version; the name makes none."""
    if template.pk is None:
        template.version = 1
        template.save()
        _keep(template, actor)
        return template
    stored = ReminderTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    is_changed = any(getattr(stored, name) != getattr(template, name) for name in TEXTS)
    template.version = stored.version + 1 if is_changed else stored.version
    template.save()
    if is_changed:
        _keep(template, actor)
    return template


@transaction.atomic
def restore_version(
    template_id: int, version: int, *, actor: AbstractBaseUser | None
) -> ReminderTemplate:
    """Make the texts of an old version the newest one. Raises TemplateRefused."""
    old = TemplateVersion.objects.filter(template=template_id, version=version).first()
    if old is None:
        raise TemplateRefused(f"Eine Fassung {version} gibt es nicht.")
    template = ReminderTemplate.objects.select_for_update(no_key=True).get(pk=template_id)
    if all(getattr(old, name) == getattr(template, name) for name in TEXTS):
        raise TemplateRefused(f"Die Texte der Fassung {version} gelten schon.")
    for name in TEXTS:
        setattr(template, name, getattr(old, name))
    return store_template(template, actor=actor)


@transaction.atomic
def delete_template(template_id: int) -> None:
    """Delete a text that nothing needs any more. Raises TemplateRefused.

    Its variants go with it; what a sent reminder or a Mahnverfahren names is kept.
    """
    template = ReminderTemplate.objects.select_for_update(no_key=True).get(pk=template_id)
    family = [template.pk, *template.variants.values_list("pk", flat=True)]
    if DunningLevel.objects.filter(template__in=family).exists():
        raise TemplateRefused(
            "Ein Mahnverfahren verwendet diese Vorlage. Wählen Sie dort zuerst eine andere."
        )
    if Reminder.objects.filter(template__in=family).exists():
        raise TemplateRefused("Mit dieser Vorlage wurde schon gemahnt; deshalb bleibt sie stehen.")
    template.delete()


def _keep(template: ReminderTemplate, actor: AbstractBaseUser | None) -> None:
    TemplateVersion.objects.create(
        template=template,
        version=template.version,
        created_by=actor,
        **{name: getattr(template, name) for name in TEXTS},
    )
