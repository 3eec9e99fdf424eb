"""Write the documents that are made from code, data and tests: `python -m calibration.assurance --write`."""

from __future__ import annotations

import argparse
import sys

from calibration.assurance.statements import StatementError, list_documents, load_document, open_statements
from calibration.assurance.writing import place_of, written
from scenarios.messages import LANGUAGES


def main(arguments: list[str] | None = None) -> int:
    """Say which documents are stale; with --write write them, with --open list what they say is not verified."""
    parser = argparse.ArgumentParser(prog="python -m calibration.assurance", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="write every document in both languages")
    parser.add_argument("--open", action="store_true", help="list what the documents say is not verified")
    asked = parser.parse_args(arguments)
    if asked.open:
        for name, statement in open_statements([load_document(each) for each in list_documents()]):
            print(f"{name}.{statement.id}: {statement.en}")
        return 0
    stale = []
    try:
        for name in list_documents():
            for language in LANGUAGES:
                place, content = place_of(name, language), written(name, language)
                if asked.write:
                    place.write_text(content, encoding="utf-8")
                elif not place.is_file() or place.read_text(encoding="utf-8") != content:
                    stale.append(place.name)
    except StatementError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(stale) if stale else "equal" if not asked.write else "written")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
