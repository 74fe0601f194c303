"""The invented company's sales accounts: what they sell, and how they are paid."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from common.rules.money import ZERO
from orders.rules.drafts import LineDraft
from reminders.profiles import PHOTO, SHOP
from reminders.rules.ladder import Step

PREPAYMENT = "Vorkasse"
INVOICE = "Rechnung"
PAYPAL = "PayPal"
DIRECT_DEBIT = "SEPA-Lastschrift"
SHIPPING = Decimal("4.90")
FREE_SHIPPING_FROM = Decimal("100.00")


@dataclass(frozen=True, slots=True)
class Method:
    """A payment method; the term counts days after the order, None: the account's."""

    name: str
    term_days: int | None


METHODS = {
    method.name: method
    for method in (
        Method(PREPAYMENT, 7),
        Method(INVOICE, None),
        Method(PAYPAL, 1),
        Method(DIRECT_DEBIT, 5),
    )
}


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold, at which price, and how many of it at once."""

    name: str
    sku: str
    price: str
    most: int = 1
    is_shipped: bool = True


@dataclass(frozen=True, slots=True)
class Shop:
    """One sales account; first_number: the number of its oldest order in the demo."""

    name: str
    sender_name: str
    sender_email: str
    number_format: str
    first_number: int
    term_days: int
    methods: tuple[str, ...]
    products: tuple[Product, ...]
    is_reseller: bool = False
    is_dunning_active: bool = True


ELBFOTO_SHOP = Shop(
    name="Elbfoto Shop",
    sender_name="Elbfoto Kundenservice",
    sender_email="rechnung@elbfoto.example",
    number_format="EF-{year}-{number}",
    first_number=104_210,
    term_days=14,
    methods=(PREPAYMENT, INVOICE, INVOICE),
    products=(
        Product("Fotoabzug 10×15 glänzend", "ABZ-1015", "0.19", 180),
        Product("Fotoabzug 13×18 matt", "ABZ-1318", "0.35", 90),
        Product("Fotobuch A4 Hardcover, 48 Seiten", "BUCH-A4", "49.90"),
        Product("Fotobuch Quadrat 21×21, Layflat", "BUCH-Q21", "64.90", 2),
        Product("Leinwand 60×40 cm", "LW-6040", "59.00", 2),
        Product("Leinwand 90×60 cm", "LW-9060", "89.00"),
        Product("Alu-Dibond 80×60 cm", "ALU-8060", "129.00"),
        Product("Acrylglas 120×80 cm, Wandhalterung", "ACR-12080", "219.00"),
        Product("Wandkalender A3 „Unser Jahr“", "KAL-A3", "29.90", 3),
        Product("Grußkarten Klappformat, 20 Stück", "KARTE-20", "24.90", 3),
        Product("Passbild-Datei, biometrisch geprüft", "DL-PASS", "12.90", 1, is_shipped=False),
        Product("Download Hochzeitsreportage, 320 Bilder", "DL-HZ", "249.00", 1, is_shipped=False),
        Product("Negative digitalisieren, 100 Stück", "DIGI-100", "39.00", 4),
    ),
)
EBAY = Shop(
    name="eBay elbfoto_de",
    sender_name="Elbfoto auf eBay",
    sender_email="ebay@elbfoto.example",
    number_format="14-{number}",
    first_number=8_812_317,
    term_days=14,
    methods=(PREPAYMENT,),
    products=(
        Product("Objektiv 50 mm f/1,8, gebraucht", "EB-5018", "119.00"),
        Product("Objektiv 24–70 mm f/4, gebraucht", "EB-2470", "389.00"),
        Product("Reisestativ Carbon", "EB-STATIV", "94.50"),
        Product("Kameratasche Filz, grau", "EB-TASCHE", "34.90", 2),
        Product("Aufsteckblitz TTL, geprüft", "EB-BLITZ", "79.00"),
        Product("Bilderrahmen Eiche 30×40", "EB-RAHMEN", "22.90", 4),
    ),
)
COURSES = Shop(
    name="Elbfoto Kurse",
    sender_name="Elbfoto Kurse",
    sender_email="kurse@elbfoto.example",
    number_format="K-{year}-{number}",
    first_number=1_180,
    term_days=14,
    methods=(INVOICE,),
    products=(
        Product("Onlinekurs Porträtfotografie", "KURS-PORT", "349.00", 1, is_shipped=False),
        Product("Wochenendkurs Analog und Dunkelkammer", "KURS-ANA", "289.00", 1, is_shipped=False),
        Product("Webinar Bildbearbeitung für Anfänger", "KURS-WEB", "49.00", 1, is_shipped=False),
        Product("Fotospaziergang Speicherstadt", "KURS-SPA", "69.00", 2, is_shipped=False),
    ),
    is_dunning_active=False,
)
RESELLER = Shop(
    name="Kursplattform (Reseller)",
    sender_name="Elbfoto Kurse",
    sender_email="kurse@elbfoto.example",
    number_format="KP-{number}",
    first_number=551_207,
    term_days=14,
    methods=(INVOICE,),
    products=(
        Product("Online-Akademie, Jahreszugang", "KP-JAHR", "199.00", 1, is_shipped=False),
        Product("Online-Akademie, Monatszugang", "KP-MONAT", "24.00", 1, is_shipped=False),
    ),
    is_reseller=True,
)
SCHOOLS = Shop(
    name="Elbfoto Schulfotos",
    sender_name="Elbfoto Schulfotografie",
    sender_email="schule@elbfoto.example",
    number_format="SF-{number}",
    first_number=70_412,
    term_days=14,
    methods=(PREPAYMENT,),
    products=(
        Product("Klassenfoto 13×18", "SF-KLASSE", "9.90", 2),
        Product("Fotomappe Einschulung", "SF-MAPPE", "29.90"),
        Product("Download Porträt, volle Auflösung", "SF-DL", "14.90", 1, is_shipped=False),
    ),
)
SHOPS = (ELBFOTO_SHOP, EBAY, COURSES, RESELLER, SCHOOLS)

DEFAULT_STEPS = tuple(
    Step(step.level, step.days_after_anchor, None, step.payment_period_days) for step in SHOP.steps
)
# Whoever buys on invoice at the shop is a regular customer and gets a little more time.
INVOICE_PROCEDURE = "Rechnung 10/20/35"
INVOICE_STEPS = (Step(1, 10, None, 10), Step(2, 20, None, 10), Step(3, 35, None, 14))
# The last notice on an invoice is a letter, with what it costs and with interest.
LETTER_LEVEL = 3
# The Mahnstufen of the photo profile, counted from a due day that is seven days after the order.
_PHOTO_TERM = 7
SCHOOL_STEPS = tuple(
    Step(step.level, step.days_after_anchor - _PHOTO_TERM, None, step.payment_period_days)
    for step in PHOTO.steps
    if step.level
)


def term_days(shop: Shop, method: str) -> int:
    """Days from the order to its due day."""
    own = METHODS[method].term_days
    return shop.term_days if own is None else own


def steps(shop: Shop, method: str) -> tuple[Step, ...]:
    """The levels of the procedure that an order belongs to."""
    if shop is SCHOOLS:
        return SCHOOL_STEPS
    return INVOICE_STEPS if (shop, method) == (ELBFOTO_SHOP, INVOICE) else DEFAULT_STEPS


def basket(shop: Shop, rng: Random) -> tuple[tuple[LineDraft, ...], Decimal]:
    """One to three different products, and their sum with shipping in euros."""
    count = min(rng.choice((1, 1, 1, 2, 2, 3)), len(shop.products))
    chosen = rng.sample(shop.products, count)
    lines = tuple(_line(product, rng) for product in chosen)
    total = sum((line.quantity * line.unit_price for line in lines), ZERO)
    if any(product.is_shipped for product in chosen) and total < FREE_SHIPPING_FROM:
        total += SHIPPING
    return lines, total


def _line(product: Product, rng: Random) -> LineDraft:
    # Prints are ordered by the dozen, other things one by one.
    quantity = rng.randint(24, product.most) if product.most > 24 else rng.randint(1, product.most)
    return LineDraft(product.name, product.sku, Decimal(quantity), Decimal(product.price))
