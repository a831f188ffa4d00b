"""Public reports with what a bundle tells of their answers. Bundles of earlier versions tell nothing of them."""

from __future__ import annotations

from upheld.publication.website.in_use import Bundle

ANSWERED = """
    (SELECT r.*, n.state, n.required_by, n.received_on, n.considered_on, n.response, n.satisfied_on
     FROM reports r LEFT JOIN report_answers n ON n.authority = r.authority AND n.position = r.position)
"""
UNTOLD = """
    (SELECT r.*, NULL AS state, NULL AS required_by, NULL AS received_on, NULL AS considered_on, NULL AS response,
     NULL AS satisfied_on FROM reports r)
"""


def answered(bundle: Bundle) -> str:
    """The bundle's reports with their answers, to be selected from; ``state`` is null where nothing is told."""
    return ANSWERED if bundle.holds("report_answers") else UNTOLD
