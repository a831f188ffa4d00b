"""Why a file is not taken, and the scanners' test file, which no part of any file may hold."""

from __future__ import annotations

from upheld.casework.refusal import Refusal

# In two parts, so that a scanner that looks at this file finds no virus in it. https://www.eicar.org
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
IN_WORDS = "PDF, PNG, JPEG, DOCX, XLSX, ODT, CSV or plain text (UTF-8)"
NOT_WHAT_IT_SEEMS = "the file holds more than one kind of content."
WRONG_KIND = f"this kind of file is not taken. It can be {IN_WORDS}."
BROKEN = "the file is damaged."


def refuse_virus(content: bytes) -> None:
    """Refuse the test file that every scanner knows; a real scanner is a setting."""
    if EICAR in content:
        raise Refusal("the virus scanner does not let it through.")
