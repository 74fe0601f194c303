"""Bank files built for tests: invented people, real shapes."""

from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).parents[3] / "data" / "bank"
ACCOUNT = "DE89370400440532013000"
PAYER = "DE02120300000000202051"


def read_sample(name: str) -> bytes:
    """A file of tests/data/bank."""
    return (DATA / name).read_bytes()


def namespace(kind: str = "053", version: int = 8) -> str:
    """The namespace of one version of CAMT."""
    return f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version:02}"


def balance(code: str, amount: str, *, direction: str = "CRDT", currency: str = "EUR") -> str:
    """A balance of 1 October 2026."""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
        "<Dt><Dt>2026-10-01</Dt></Dt></Bal>"
    )


def part(
    text: str = "",
    *,
    amount: str = "",
    name: str = "Greta Hansen",
    iban: str = PAYER,
    side: str = "Dbtr",
    more: str = "",
) -> str:
    """One TxDtls with the parties of version 8."""
    amounts = f'<Amt Ccy="EUR">{amount}</Amt>' if amount else ""
    return (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{amounts}<RltdPties>"
        f"<{side}><Pty><Nm>{name}</Nm></Pty></{side}>"
        f"<{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf>{more}</TxDtls>"
    )


def entry(
    amount: str = "10.00",
    *parts: str,
    direction: str = "CRDT",
    status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    code: str = "NTRF+166+9249+000",
    day: str = "2026-10-02",
    currency: str = "EUR",
    more: str = "",
) -> str:
    """One Ntry of version 8."""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{status}'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<BkTxCd><Prtry><Cd>{code}</Cd><Issr>DK</Issr></Prtry></BkTxCd>{more}"
        f"<NtryDtls>{''.join(parts)}</NtryDtls></Ntry>"
    )


def statement(
    *entries: str, balances: Sequence[str] = (), account: str = ACCOUNT, tag: str = "Stmt"
) -> str:
    """One Stmt, or one Rpt of CAMT.052."""
    return (
        f"<{tag}><Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb><Acct><Id><IBAN>{account}</IBAN></Id>"
        f"<Ccy>EUR</Ccy></Acct>{''.join(balances)}{''.join(entries)}</{tag}>"
    )


def camt(*statements: str, kind: str = "053", version: int = 8) -> bytes:
    """A whole file of CAMT."""
    body = {"053": "BkToCstmrStmt", "052": "BkToCstmrAcctRpt"}[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{namespace(kind, version)}">'
        f"<{body}><GrpHdr><MsgId>M</MsgId></GrpHdr>{''.join(statements)}</{body}></Document>"
    ).encode()


def one_entry(entry: str) -> bytes:
    """A file of CAMT.053 with one entry and no balances."""
    return camt(statement(entry))


def wrapped(details: str) -> str:
    """A field :86: broken after 65 characters, as banks do."""
    return "\n".join(details[at : at + 65] for at in range(0, len(details), 65))


def movement(amount: str = "C10,00", details: str = "166?00GUTSCHRIFT?20SVWZ+Miete") -> str:
    """The fields :61: and :86: of one movement."""
    return f":61:2610021002{amount}NTRFNONREF//B1\n:86:{wrapped(details)}\n"


def mt940(
    *movements: str,
    account: str = "37040044/0532013000",
    opening: str = "C261001EUR100,00",
    closing: str = "",
) -> bytes:
    """One message of MT940."""
    last = f":62F:{closing}\n" if closing else ""
    return (
        f":20:STARTUMS\n:25:{account}\n:28C:7/1\n:60F:{opening}\n{''.join(movements)}{last}-\n"
    ).encode()
