"""Rounding and the figures that must not be rounded away."""

from tests.support.spec import Chapter, Spec

TIES = Spec(
    title="Ties go away from zero",
    text="""
1 of 8 is 12.5 %, shown as 13 %. 5 of 8 is 62.5 %, shown as 63 %: a rule that rounds ties to the even number
would say 12 and 62.
""",
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Ash       | 7      | not upheld
Elm       | 5      | upheld
Elm       | 3      | not upheld
""",
    expected="""
authority | measure     | figure | shown
Ash       | uphold_rate | 1 of 8 | 13%
Elm       | uphold_rate | 5 of 8 | 63%
""",
)

NEVER_QUITE_NONE = Spec(
    title="Almost none is not none",
    text="""
1 of 300 is 0.33 %. To the nearest whole that would be 0 %, which says that there was none. It is shown as
less than 1 %. A true 0 of 300 is 0 %.
""",
    compliance="""
authority | number | result
Ash       | 1      | late
Ash       | 299    | on time
Elm       | 300    | on time
""",
    expected="""
authority | measure  | figure   | shown
Ash       | lateness | 1 of 300 | less than 1%
Elm       | lateness | 0 of 300 | 0%
""",
)

NEVER_QUITE_ALL = Spec(
    title="Almost all is not all",
    text="""
299 of 300 is 99.67 %, shown as more than 99 %: one remedy was not carried out. 199 of 200 is 99.5 %, a tie
that would go to 100 %: also more than 99 %. 198 of 200 is 99 %.
""",
    compliance="""
authority | number | result
Ash       | 299    | on time
Ash       | 1      | not complied
Elm       | 199    | on time
Elm       | 1      | not complied
Fir       | 198    | on time
Fir       | 2      | not complied
""",
    expected="""
authority | measure         | figure     | shown
Ash       | compliance_rate | 299 of 300 | more than 99%
Elm       | compliance_rate | 199 of 200 | more than 99%
Fir       | compliance_rate | 198 of 200 | 99%
""",
)

TRUE_NOUGHT = Spec(
    title="A true nought of one stays nought",
    text="""
One upheld decision about Dartford, and the council had not offered a remedy before: 0 of 1 is 0 %. Beside it
Bexley, with no upheld decision: that is no base, not 0 %.
""",
    cases="""
authority | number | outcome    | remedy offered before
Dartford  | 1      | upheld     | no
Bexley    | 1      | not upheld | no
""",
    expected="""
authority | measure                  | figure  | shown
Dartford  | satisfactory_remedy_rate | 0 of 1  | 0%
Bexley    | satisfactory_remedy_rate | no base | no upheld decisions
Bexley    | uphold_rate              | 0 of 1  | 0%
""",
)

ONE_FAILURE = Spec(
    title="One failure in forty-five",
    text="""
44 of 45 complied is 97.78 %, the nearest whole of which is 98 %. The one failure stands beside it as a count:
1 of 45 not complied.
""",
    compliance="""
authority | number | result
Ash       | 44     | on time
Ash       | 1      | not complied
""",
    expected="""
authority | measure         | figure   | shown | compliance outcomes
Ash       | compliance_rate | 44 of 45 | 98%   | on_time 44, not_complied 1
""",
)

TINY_PER_HEAD = Spec(
    title="Per 100,000 with one decimal",
    text="""
1 upheld for 2,500,000 residents is 0.04 per 100,000. One decimal would make it 0.0, none; it is shown as
<0.1. 3 for 2,500,000 are 0.12, shown as 0.1. 1 for 2,000,000 is 0.05, a tie, shown as 0.1. None at all is
0.0.
""",
    authorities="""
authority | residents
Ash       | 2,500,000
Elm       | 2,500,000
Fir       | 2,000,000
Oak       | 2,000,000
""",
    cases="""
authority | number | outcome
Ash       | 1      | upheld
Elm       | 3      | upheld
Fir       | 1      | upheld
""",
    expected="""
authority | measure         | figure       | shown
Ash       | upheld_per_100k | 1 of 2500000 | <0.1
Elm       | upheld_per_100k | 3 of 2500000 | 0.1
Fir       | upheld_per_100k | 1 of 2000000 | 0.1
Oak       | upheld_per_100k | 0 of 2000000 | 0.0
""",
)

CHAPTER = Chapter(
    "Arithmetic",
    "Figures are exact fractions until they are shown; how they are shown then.",
    (TIES, NEVER_QUITE_NONE, NEVER_QUITE_ALL, TRUE_NOUGHT, ONE_FAILURE, TINY_PER_HEAD),
)
