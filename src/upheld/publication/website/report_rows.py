"""Public reports with what a bundle tells of their answers. Bundles of earlier versions tell nothing of them."""

from __future__ import annotations

from upheld.publication.website.in_use import Bundle

ANSWERED = """
    SELECT r.*, a.code, a.name, n.state, n.required_by, n.received_on, n.considered_on, n.response, n.satisfied_on
    FROM reports r JOIN authorities a ON a.id = r.authority
    LEFT JOIN report_answers n ON n.authority = r.authority AND n.position = r.position
"""
UNTOLD = """
    SELECT r.*, a.code, a.name, NULL AS state, NULL AS required_by, NULL AS received_on, NULL AS considered_on,
           NULL AS response, NULL AS satisfied_on
    FROM reports r JOIN authorities a ON a.id = r.authority
"""


def answered(bundle: Bundle) -> str:
    """Select the bundle's reports (r), whose they are (a) and their answers; ``state`` is null where none is told."""
    return ANSWERED if bundle.holds("report_answers") else UNTOLD
