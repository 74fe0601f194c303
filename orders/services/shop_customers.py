"""Store what a shop says of the customers of a sales account."""

import hashlib
from collections.abc import Sequence

from common.bulk import insert, maker, reserve_keys
from common.rules.german import fold, searchable
from orders.models import Customer, Order, SalesAccount
from orders.rules.drafts import CustomerDraft
from orders.rules.search_keys import customer_keys
from orders.services.mail_failures import trust_new_address

make_customer = maker(Customer)
CUSTOMER_FIELDS = tuple(CustomerDraft.__dataclass_fields__)
KEYS = ("name_key", "company_key", "email_key")


def customer_draft(customer: Customer) -> CustomerDraft:
    """What is stored of the customer, to compare a draft with."""
    return CustomerDraft(**{name: getattr(customer, name) for name in CUSTOMER_FIELDS})


def search_text(order: Order) -> str:
    """What the order list searches: number, names, company and e-mail, folded."""
    customer = order.customer
    return searchable(
        " ".join([order.number, customer.full_name, customer.company, customer.email])
    )


def take_customers(account: SalesAccount, drafts: Sequence[CustomerDraft]) -> list[Customer]:
    """The account's customer of each draft, with the same e-mail and name; made when new.

    The account is locked. Where drafts say different things of one customer, the last one counts.
    """
    identities = [_identity(draft) for draft in drafts]
    latest = dict(zip(identities, drafts, strict=True))
    known = {
        customer.identity: customer
        for customer in Customer.objects.filter(sales_account=account, identity__in=latest)
    }
    for identity, customer in known.items():
        update_customer(customer, latest[identity])
    new = [
        make_customer(
            sales_account_id=account.pk,
            identity=identity,
            **{name: getattr(draft, name) for name in CUSTOMER_FIELDS},
            **keys_of(draft),
        )
        for identity, draft in latest.items()
        if identity not in known
    ]
    for customer, key in zip(new, reserve_keys(Customer, len(new)), strict=True):
        customer.pk = key
    insert(new)
    known |= {customer.identity: customer for customer in new}
    return [known[identity] for identity in identities]


def update_customer(customer: Customer, draft: CustomerDraft) -> None:
    """Take over what the shop says of the customer; all the customer's orders are found by it."""
    changed = [name for name in CUSTOMER_FIELDS if getattr(customer, name) != getattr(draft, name)]
    if not changed:
        return
    for name in changed:
        setattr(customer, name, getattr(draft, name))
    identity = _identity(draft)
    same = Customer.objects.filter(sales_account=customer.sales_account_id, identity=identity)
    if not same.exists():
        customer.identity = identity
    write_keys(customer)
    trusted = trust_new_address(customer, changed)
    customer.save(update_fields=[*changed, "identity", *KEYS, *trusted])
    orders = list(Order.objects.filter(customer=customer).order_by("pk"))
    for order in orders:
        order.customer = customer
        order.search_text = search_text(order)
    Order.objects.bulk_update(orders, ["search_text"], batch_size=200)


def keys_of(person: CustomerDraft | Customer) -> dict[str, str]:
    """What the search in the page's head finds the customer by, by field name."""
    return customer_keys(
        first_name=person.first_name,
        last_name=person.last_name,
        company=person.company,
        email=person.email,
    )


def write_keys(customer: Customer) -> None:
    """Set the customer's keys after his names or his address changed; nothing is stored yet."""
    for name, value in keys_of(customer).items():
        setattr(customer, name, value)


def _identity(draft: CustomerDraft) -> str:
    """Who counts as the same customer: e-mail and names, without an e-mail the address."""
    parts = [draft.email, draft.first_name, draft.last_name, draft.company]
    if not draft.email:
        parts += [draft.street, draft.postcode]
    return hashlib.sha256(fold("\n".join(parts)).encode()).hexdigest()
