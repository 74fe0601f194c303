"""Malformed, hostile and huge files for banks' and shops' readers, built when they are needed."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.orders.adapters.bank.samples import (
    balance,
    camt,
    entry,
    movement,
    mt940,
    namespace,
    one_entry,
    part,
    statement,
)
from tests.orders.adapters.shops.samples import SHOPIFY_LINE, SHOPIFY_ORDER, shopify_csv

Build = Callable[[], bytes]
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OPEN = f'<Document xmlns="{namespace()}"><BkToCstmrStmt>'
_CLOSE = "</BkToCstmrStmt></Document>"


def _bank_file() -> str:
    return one_entry(entry("10.00", part("Bestellung 4711"))).decode()


def _with_dtd(dtd: str, reference: str = "&a;") -> bytes:
    text = _bank_file().replace("Bestellung 4711", reference)
    return text.replace("<Document", f"<!DOCTYPE Document [{dtd}]><Document", 1).encode()


def _billion_laughs() -> bytes:
    levels = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return _with_dtd(f'<!ENTITY a "ha">{levels}', "&i;")


def _quadratic_blow_up() -> bytes:
    return _with_dtd(f'<!ENTITY a "{"x" * 50_000}">', "&a;" * 5_000)


def _in_statement(inside: str) -> bytes:
    return f"{_HEAD}{_OPEN}{inside}{_CLOSE}".encode()


def zip_of(*members: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for number, member in enumerate(members):
            archive.writestr(f"../../{number}.xml", member)
    return target.getvalue()


def _lying_zip() -> bytes:
    """An archive whose directory says that the bomb in it is small."""
    data = bytearray(zip_of(b"\0" * 60_000_000))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1_000)
    return bytes(data)


def _encrypted_zip() -> bytes:
    data = bytearray(zip_of(_bank_file().encode()))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    return bytes(data)


def _damaged_zip() -> bytes:
    data = bytearray(zip_of(_bank_file().encode()))
    data[60:90] = b"\xff" * 30
    return bytes(data)


def _many_movements(count: int) -> bytes:
    return mt940(*[movement()] * count)


def _many_entries(count: int) -> bytes:
    small = (
        '<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<ValDt><Dt>2026-10-02</Dt></ValDt></Ntry>"
    )
    return camt(statement(small * count))


# Refused as a whole.
BANK_REFUSED: Mapping[str, Build] = {
    "empty": lambda: b"",
    "blanks": lambda: b" \r\n\t\r\n",
    "byte order mark alone": lambda: b"\xef\xbb\xbf",
    "one NUL": lambda: b"\0",
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "PDF": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj",
    "program": lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 2_000,
    "web page": lambda: b"<!DOCTYPE html><html><body>Bitte melden Sie sich an</body></html>",
    "web page of XML": lambda: b'<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    "JSON": lambda: b'{"entries": []}',
    "letter": lambda: b"Sehr geehrte Damen und Herren,\nanbei der Auszug.",
    "MT940 in UTF-16": lambda: mt940(movement()).decode().encode("utf-16"),
    "CAMT in UTF-16": lambda: _bank_file().replace("UTF-8", "UTF-16").encode("utf-16"),
    "CAMT in UTF-16 without mark": lambda: _bank_file().encode("utf-16-le"),
    "MT940 with NUL": lambda: mt940(movement()).replace(b"Miete", b"Mi\0te"),
    "CAMT with NUL": lambda: _bank_file().replace("4711", "47\x0011").encode(),
    "CAMT with a control character": lambda: _bank_file().replace("4711", "47\x0811").encode(),
    "CAMT cut in the middle": lambda: _bank_file().encode()[:700],
    "CAMT cut in a tag": lambda: _bank_file().encode()[:-5],
    "CAMT cut after its head": lambda: _HEAD.encode(),
    "CAMT with something behind": lambda: _bank_file().encode() + b"<Document/>",
    "CAMT twice": lambda: _bank_file().encode() * 2,
    "CAMT with crossed tags": lambda: _bank_file().replace("</Ustrd>", "</RmtInf>").encode(),
    "CAMT in latin-1 that says UTF-8": lambda: _bank_file().replace("4711", "für").encode("cp1252"),
    "CAMT in an unknown encoding": lambda: _bank_file().replace("UTF-8", "KLINGON-9").encode(),
    "CAMT in a multi-byte encoding": lambda: _bank_file().replace("UTF-8", "shift_jis").encode(),
    "CAMT in UTF-7": lambda: _bank_file().replace("UTF-8", "UTF-7").encode(),
    "CAMT.054": lambda: _bank_file().replace("camt.053", "camt.054").encode(),
    "pain.001": lambda: _bank_file().replace("camt.053.001.08", "pain.001.001.03").encode(),
    "CAMT without namespace": lambda: _bank_file().replace(f' xmlns="{namespace()}"', "").encode(),
    "CAMT in a foreign namespace": lambda: _bank_file().replace("urn:iso:std", "urn:evil").encode(),
    "CAMT with another root": lambda: _bank_file().replace("Document", "Dokument").encode(),
    "CAMT without a statement": lambda: camt(),
    "DTD": lambda: _with_dtd("", "x"),
    "internal entity": lambda: _with_dtd('<!ENTITY a "x">'),
    "external entity of a file": lambda: _with_dtd('<!ENTITY a SYSTEM "file:///etc/hostname">'),
    "external entity of the network": lambda: _with_dtd('<!ENTITY a SYSTEM "http://127.0.0.1:9/">'),
    "parameter entity": lambda: _with_dtd('<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;', ""),
    "unknown entity": lambda: _bank_file().replace("4711", "&a;").encode(),
    "billion laughs": _billion_laughs,
    "quadratic blow-up": _quadratic_blow_up,
    "100,000 nested tags": lambda: _in_statement("<a>" * 100_000 + "</a>" * 100_000),
    "nested tags in a movement": lambda: one_entry(entry(more="<a>" * 50 + "</a>" * 50)),
    "elements without end": lambda: _in_statement("<Stmt>" + "<a/>" * 1_500_000 + "</Stmt>"),
    "empty statements without end": lambda: _in_statement("<a/>" * 3_000_000),
    "41 MB": lambda: b":20:X\n" + b"x" * 41_000_000,
    "100,001 entries of CAMT": lambda: _many_entries(100_001),
    "100,001 movements of MT940": lambda: _many_movements(100_001),
    "MT940 without a statement": lambda: b":20:X\r\n-\r\n",
    "more than a trillion": lambda: mt940(*[movement("C9999999999,00")] * 101),
    "gzip": lambda: gzip.compress(_bank_file().encode()),
    "zlib": lambda: zlib.compress(_bank_file().encode()),
    "empty ZIP": lambda: zip_of(),
    "ZIP of a letter": lambda: zip_of(b"Guten Tag"),
    "ZIP of a ZIP": lambda: zip_of(zip_of(_bank_file().encode())),
    "ZIP of 201 files": lambda: zip_of(*[_bank_file().encode()] * 201),
    "ZIP bomb": lambda: zip_of(b"\0" * 60_000_000),
    "ZIP of many bombs": lambda: zip_of(*[b" " * 900_000] * 100),
    "ZIP bomb that lies": _lying_zip,
    "encrypted ZIP": _encrypted_zip,
    "damaged ZIP": _damaged_zip,
    "cut ZIP": lambda: zip_of(_bank_file().encode())[:-30],
    "head of a ZIP": lambda: b"PK\x03\x04",
    "ZIP of a shop's workbook": lambda: zip_of(b"<worksheet/>"),
    "shop's table": lambda: shopify_csv(SHOPIFY_ORDER),
}


def _entry_with(before: str, after: str) -> Build:
    return lambda: one_entry(entry("10.00", part("x")).replace(before, after, 1))


def _movement_with(line: str) -> Build:
    return lambda: mt940(f":61:{line}\n:86:166?20x\n", closing="C261002EUR110,00")


# Read, with a problem or a balance that does not fit: never a wrong amount in silence.
BANK_DOUBTFUL: Mapping[str, Build] = {
    "amount NaN": _entry_with("10.00", "NaN"),
    "amount Infinity": _entry_with("10.00", "-Infinity"),
    "amount 1E400": _entry_with("10.00", "1E400"),
    "amount 1_000": _entry_with("10.00", "1_000"),
    "amount in Arabic digits": _entry_with("10.00", "١٠.٠٠"),
    "amount with a comma": _entry_with("10.00", "1.234,56"),
    "amount with commas": _entry_with("10.00", "1,234.56"),
    "amount −0": _entry_with("10.00", "-0"),
    "amount of 30 digits": _entry_with("10.00", "9" * 30),
    "amount of a megabyte": _entry_with("10.00", "9" * 1_000_000),
    "no amount": _entry_with("10.00", ""),
    "no direction": _entry_with("<CdtDbtInd>CRDT</CdtDbtInd>", ""),
    "day that never was": _entry_with("2026-10-02</Dt></BookgDt>", "2026-02-31</Dt></BookgDt>"),
    "year 0": _entry_with("2026-10-02</Dt></BookgDt>", "0000-01-01</Dt></BookgDt>"),
    "movement with thousands": _movement_with("2610021002C1.000,00NMSC"),
    "movement with a point": _movement_with("2610021002C10.00NMSC"),
    "movement of 40 digits": _movement_with(f"2610021002C{'9' * 40},00NMSC"),
    "movement on 31 February": _movement_with("2602311002C10,00NMSC"),
    "movement of Arabic digits": _movement_with("٢٦١٠٠٢C10,00NMSC"),
    "movement of nonsense": _movement_with("☃"),
    "MT940 cut in a movement": lambda: mt940(movement(), movement("C99,00"))[:-60],
    "balance that does not fit": lambda: mt940(movement(), closing="C261002EUR999,00"),
    "balance of nonsense": lambda: mt940(movement(), closing="C261002EURx"),
    "balance NaN": lambda: camt(
        statement(entry(), balances=[balance("OPBD", "NaN"), balance("CLBD", "1.00")])
    ),
}

# Read in full, however odd.
BANK_READ: Mapping[str, Build] = {
    "purpose of a megabyte": lambda: one_entry(entry("10.00", part("x" * 1_000_000))),
    "details of a megabyte": lambda: mt940(movement(details="166?20" + "?20x" * 250_000)),
    "200,000 lines of details": lambda: mt940(f":61:2610021002C10,NMSC\n:86:x{chr(10) * 200_000}"),
    "tags without end": lambda: mt940(movement(details="166?20" + "EREF+" * 3_000)),
    "digits without end": lambda: mt940(movement(details="109?20ORG BT" + "0" * 100_000)),
    "script in a name": lambda: one_entry(entry("1.00", part(name="&lt;script&gt;alert(1)"))),
    "formula in a purpose": lambda: one_entry(entry("1.00", part("=HYPERLINK(1)"))),
    "text that turns around": lambda: one_entry(entry("1.00", part("\u202eabc\u2066"))),
    "comments and instructions": lambda: (
        _bank_file().replace("Bestellung", "Best<!-- -->ell<?x y?>ung").encode()
    ),
    "text in CDATA": lambda: _bank_file().replace("Bestellung 4711", "<![CDATA[<a>]]>").encode(),
    "100,000 entries": lambda: _many_entries(100_000),
    "ZIP of two statements": lambda: zip_of(_bank_file().encode(), mt940(movement())),
}


def _shop_file() -> bytes:
    return shopify_csv(SHOPIFY_ORDER, SHOPIFY_LINE)


def _with_cell(column: str, value: str) -> Build:
    return lambda: shopify_csv(SHOPIFY_ORDER | {column: value})


# Refused as a whole, or without any order.
SHOP_REFUSED: Mapping[str, Build] = {
    "empty": lambda: b"",
    "blanks": lambda: b"\n \n\t\n",
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "headings only": lambda: shopify_csv(),
    "cut in the headings": lambda: _shop_file()[:50],
    "UTF-16": lambda: _shop_file().decode().encode("utf-16"),
    "UTF-16 without mark": lambda: _shop_file().decode().encode("utf-16-le"),
    "UTF-32": lambda: _shop_file().decode().encode("utf-32"),
    "NUL": lambda: _shop_file().replace(b"Kiel", b"K\0el") + b"\0",
    "workbook": lambda: zip_of(b"<worksheet/>"),
    "gzip": lambda: gzip.compress(_shop_file()),
    "bank statement": lambda: mt940(movement()),
    "CAMT": lambda: _bank_file().encode(),
    "open quote": lambda: _shop_file() + b'"#1002,greta@example.com\n',
    "quote within a cell": lambda: _shop_file() + b'"#1002"x,"a"\n',
    "line of a million columns": lambda: b"," * 1_000_000 + b"\n1\n",
    "row of a million columns": lambda: _shop_file() + b"," * 1_000_000 + b"\n",
    "cell of 20 MB": lambda: _shop_file() + b'"' + b"x" * 20_000_000 + b'"\n',
    "one line of 20 MB": lambda: b"x" * 20_000_000,
    "open quote before a million lines": lambda: _shop_file() + b'"' + b"x\n" * 1_000_000,
    "heading twice": lambda: _shop_file().replace(b"Billing Phone", b"Total"),
}

# Read, but the order that is wrong is left out with a problem.
SHOP_REJECTED: Mapping[str, Build] = {
    "total NaN": _with_cell("Total", "NaN"),
    "total Infinity": _with_cell("Total", "Infinity"),
    "total 1E400": _with_cell("Total", "1E400"),
    "total 1_000": _with_cell("Total", "1_000"),
    "total of 40 digits": _with_cell("Total", "9" * 40),
    "total of a fraction of a cent": _with_cell("Total", "1.005"),
    "day that never was": _with_cell("Created at", "2026-02-30 10:00:00 +0100"),
    "no number": _with_cell("Name", ""),
    "currency of nowhere": _with_cell("Currency", "euros please"),
}
