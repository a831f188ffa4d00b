"""Mistakes seen in published figures, each made impossible."""

from tests.support.spec import Chapter, Spec

THE_WRONG_BASE = Spec(
    title="Nineteen upheld decisions are not nineteen investigations",
    text="""
A page said "19 detailed investigations" under the satisfactory remedy rate, where 19 is the number of upheld
decisions; there were 22 investigations. The two bases are two numbers here.
""",
    year=2023,
    cases="""
authority | number | outcome    | remedy offered before
York      | 2      | upheld     | yes
York      | 17     | upheld     | no
York      | 3      | not upheld | no
""",
    expected="""
authority | measure                  | figure
York      | uphold_rate              | 19 of 22
York      | satisfactory_remedy_rate | 2 of 19
""",
)

A_PERCENT_SIGN = Spec(
    title="A rate per head has no percent sign",
    text="""
A page said "3.9 % upheld decisions per 100,000". 63 upheld for, say, 1,610,000 residents are 3.9 per 100,000.
A number, not a percentage.
""",
    year=2025,
    authorities="""
authority | kind   | residents
Kent      | county | 1,610,000
""",
    cases="""
authority | number | outcome
Kent      | 63     | upheld
""",
    expected="""
authority | measure         | figure        | shown
Kent      | upheld_per_100k | 63 of 1610000 | 3.9
""",
)

ROUNDED_TO_ALL = Spec(
    title="A group in which some failed is not at 100%",
    text="""
A group's average was printed as 100 % when 0.3 % had failed. 997 of 1,000 is more than 99 %.
""",
    compliance="""
authority       | number | result
Ash             | 10     | on time
Other_districts | 987    | on time
Other_districts | 3      | not complied
""",
    expected="""
authority | measure         | figure   | shown | similar       | similar sums
Ash       | compliance_rate | 10 of 10 | 100%  | more than 99% | 997 of 1000
""",
)

THE_WRONG_GROUP = Spec(
    title="A council's own group stands beside its figure",
    text="""
A district with 40 % (2 of 5) set itself beside the national 66 %, as the districts' own 51 % was not to hand.
Its figure carries the average of its own group. The sum of all, 264 of 400, is a figure of its own.
""",
    authorities="""
authority       | kind
Ash             | district
Other_districts | district
Counties        | county
""",
    cases="""
authority       | number | outcome
Ash             | 2      | upheld
Ash             | 3      | not upheld
Other_districts | 49     | upheld
Other_districts | 46     | not upheld
Counties        | 213    | upheld
Counties        | 87     | not upheld
""",
    expected="""
authority | measure     | figure     | shown | similar
Ash       | uphold_rate | 2 of 5     | 40%   | 51%
""",
)

BOTH_OR_NEITHER = Spec(
    title="Never both, never neither",
    text="""
In the year of a merger a service showed predecessor and successor both, another neither. On the last day of
the year ending 2023, Craven existed and North Yorkshire did not: one of the two is shown.
""",
    year=2023,
    authorities="""
authority       | kind     | from       | until      | successors
Craven          | district |            | 2023-03-31 | North_Yorkshire
North_Yorkshire | unitary  | 2023-04-01 |            |
""",
    cases="""
authority       | number | outcome | decided
Craven          | 2      | upheld  | 2022-11-01
Craven          | 1      | upheld  | 2023-05-01
""",
    expected="""
authority       | measure     | figure
Craven          | uphold_rate | 2 of 2
North_Yorkshire | uphold_rate | not in this year
""",
)

CHAPTER = Chapter(
    "Slips seen elsewhere",
    "Mistakes that were published, worked as they should have been.",
    (THE_WRONG_BASE, A_PERCENT_SIGN, ROUNDED_TO_ALL, THE_WRONG_GROUP, BOTH_OR_NEITHER),
)
