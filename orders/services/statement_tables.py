"""Files of banks that come without a clerk: tables among them need a saved template."""

from orders.models import ImportTemplate, StatementImport
from orders.services.column_mapping import offered_templates
from orders.services.statement_files import StatementFormatUnknown, keep_file


def keep_file_or_table(*, file_name: str, data: bytes) -> tuple[StatementImport, bool]:
    """Keep a file to be read; a table by the one template whose columns it has. True where new.

    Raises StatementFormatUnknown for a table without such a template, or with several, and
    StatementRefused for what is no statement.
    """
    try:
        return keep_file(file_name=file_name, data=data, actor=None)
    except StatementFormatUnknown as unknown:
        offered = offered_templates(ImportTemplate.Kind.BANK, unknown.headings)
        fitting = [one.mapping for one in offered if one.is_complete]
        if len(fitting) != 1:
            raise
        return keep_file(file_name=file_name, data=data, mapping=fitting[0], actor=None)
