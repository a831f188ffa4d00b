"""What the words mean."""

from tests.support.spec import Chapter, Spec

FAULT_ACCEPTED_EARLY = Spec(
    title="Fault accepted early is upheld",
    text="""
Whitby accepted fault in one complaint before anyone investigated; the ombudsman still decided it *upheld*. In
another, fault was found by investigation. In a third, none was found. All three are investigations, and two
of the three are upheld: 2 of 3 is 66.7 %, shown as 67 %. An accepted fault is not a case apart.
""",
    cases="""
authority | number | outcome    | remedy offered before
Whitby    | 1      | upheld     | yes
Whitby    | 1      | upheld     | no
Whitby    | 1      | not upheld | no
""",
    expected="""
authority | measure                  | figure | shown
Whitby    | uphold_rate              | 2 of 3 | 67%
Whitby    | satisfactory_remedy_rate | 1 of 2 | 50%
""",
)

ONLY_INVESTIGATIONS_ARE_A_BASE = Spec(
    title="Only investigations are the base of the uphold rate",
    text="""
Ten cases were decided about Ripon: one was invalid, advice was given in two, three were sent back to the
council, two were closed after initial enquiries, one was not upheld and one was upheld. Two of the ten are
investigations; one of those two is upheld, so the rate is 1 of 2, 50 %. It is not 1 of 10.

The overview has three parts that add up to the ten: 1 + 2 + 3 = 6 not for the ombudsman, 2 assessed and
closed, 2 investigated.
""",
    cases="""
authority | number | outcome
Ripon     | 1      | invalid
Ripon     | 2      | advice
Ripon     | 3      | referred back
Ripon     | 2      | closed
Ripon     | 1      | not upheld
Ripon     | 1      | upheld
""",
    expected="""
authority | measure     | figure | shown | decided | overview
Ripon     | uphold_rate | 1 of 2 | 50%   | 10      | not_for_us 6, assessed_and_closed 2, investigated 2
""",
)

LATE_IS_COMPLIED = Spec(
    title="Late is complied",
    text="""
Four compliance outcomes were recorded for Malton: two on time, one late, one not complied. Late is complied,
so 3 of 4 were complied with: 75 %. Lateness is a measure of its own from the same base: 1 of 4, 25 %.
""",
    compliance="""
authority | number | result
Malton    | 2      | on time
Malton    | 1      | late
Malton    | 1      | not complied
""",
    expected="""
authority | measure         | figure | shown | compliance outcomes
Malton    | compliance_rate | 3 of 4 | 75%   | on_time 2, late 1, not_complied 1
Malton    | lateness        | 1 of 4 | 25%   | on_time 2, late 1, not_complied 1
""",
)

CHAPTER = Chapter(
    "Words",
    "What a case, an investigation, an upheld decision and a compliance outcome are.",
    (FAULT_ACCEPTED_EARLY, ONLY_INVESTIGATIONS_ARE_A_BASE, LATE_IS_COMPLIED),
)
