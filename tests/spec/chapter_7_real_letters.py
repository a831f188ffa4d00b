"""Figures of real letters and pages, worked again. The others of each group are made up to give its published
average.
"""

from tests.support.spec import Chapter, Spec

DARTFORD = Spec(
    title="Dartford 2021-22",
    text="""
The annual review letter of July 2022 shows 50 % of 2 investigations beside 51 % in similar organisations; 100
% of 1 compliance outcome; and 0 % of 1 upheld decision beside 20 %. The other districts here have 50 of 98,
so 51 of 100 with Dartford, and 10 of 50 remedies, so 10 of 51 = 19.6 % with Dartford's 0 of 1. The interval
and the verdict are ours: two cases are too few to tell.
""",
    cases="""
authority       | number | outcome    | remedy offered before
Dartford        | 1      | upheld     | no
Dartford        | 1      | not upheld | no
Other_districts | 10     | upheld     | yes
Other_districts | 40     | upheld     | no
Other_districts | 48     | not upheld | no
""",
    compliance="""
authority       | number | result
Dartford        | 1      | on time
Other_districts | 44     | on time
""",
    expected="""
authority | measure                  | figure | shown | similar | interval | verdict
Dartford  | uphold_rate              | 1 of 2 | 50%   | 51%     | 9–91%    | too few to tell
Dartford  | compliance_rate          | 1 of 1 | 100%  | 100%    | 21–100%  | in line
Dartford  | satisfactory_remedy_rate | 0 of 1 | 0%    | 20%     | 0–79%    | too few to tell
""",
)

YORK = Spec(
    title="York 2022-23",
    text="""
The ombudsman's page shows 86 % of 22 (19 upheld) beside 72 %; 17 of 17 remedies complied with, beside 99 %; 2
of 19 satisfactory remedies, 11 %, beside 13 %; and 9.4 upheld per 100,000 residents beside 4.7. The other
unitary councils here make the group 144 of 200, 99 of 100, 19 of 144, and 144 for 3,063,800 residents.
""",
    year=2023,
    authorities="""
authority      | kind    | residents
York           | unitary | 202,800
Other_unitaries | unitary | 2,861,000
""",
    cases="""
authority       | number | outcome    | remedy offered before
York            | 2      | upheld     | yes
York            | 17     | upheld     | no
York            | 3      | not upheld | no
Other_unitaries | 17     | upheld     | yes
Other_unitaries | 108    | upheld     | no
Other_unitaries | 53     | not upheld | no
""",
    compliance="""
authority       | number | result
York            | 17     | on time
Other_unitaries | 82     | on time
Other_unitaries | 1      | not complied
""",
    expected="""
authority | measure                  | figure       | shown | similar
York      | uphold_rate              | 19 of 22     | 86%   | 72%
York      | compliance_rate          | 17 of 17     | 100%  | 99%
York      | satisfactory_remedy_rate | 2 of 19      | 11%   | 13%
York      | upheld_per_100k          | 19 of 202800 | 9.4   | 4.7
""",
)

KENT = Spec(
    title="Kent 2023-24",
    text="""
81 % of 94 (76 upheld) beside 85 %; 62 of 63 complied with, 98 %, beside a group average that was printed as
100 %; 2 of 76 satisfactory remedies, 3 %, beside 7 %; 4.8 per 100,000 beside 4.5. A group in which Kent
itself failed once cannot be at 100 %: with 237 of 237 elsewhere it is 299 of 300, and shown as more than 99
%.
""",
    year=2024,
    authorities="""
authority      | kind   | residents
Kent           | county | 1,576,100
Other_counties | county | 5,979,400
""",
    cases="""
authority      | number | outcome    | remedy offered before
Kent           | 2      | upheld     | yes
Kent           | 74     | upheld     | no
Kent           | 18     | not upheld | no
Other_counties | 22     | upheld     | yes
Other_counties | 242    | upheld     | no
Other_counties | 42     | not upheld | no
""",
    compliance="""
authority      | number | result
Kent           | 62     | on time
Kent           | 1      | not complied
Other_counties | 237    | on time
""",
    expected="""
authority | measure                  | figure        | shown | similar
Kent      | uphold_rate              | 76 of 94      | 81%   | 85%
Kent      | compliance_rate          | 62 of 63      | 98%   | more than 99%
Kent      | satisfactory_remedy_rate | 2 of 76       | 3%    | 7%
Kent      | upheld_per_100k          | 76 of 1576100 | 4.8   | 4.5
""",
)

BOLSOVER_AND_RUNNYMEDE = Spec(
    title="Bolsover and Runnymede 2022-23",
    text="""
Bolsover: three complaints decided, two closed after initial enquiries, one not upheld. 0 of 1 is a true 0 %
beside 59 %; with no upheld decision there is no base for satisfactory remedies. Runnymede: 3 of 3 upheld, 100
%; in 2 of the 3 a remedy had been offered, 67 %; no compliance outcome was due. The other districts have 56
of 96, the group 59 of 100; and 7 of 56 satisfactory remedies, the group 9 of 59 = 15.3 %.
""",
    year=2023,
    cases="""
authority       | number | outcome    | remedy offered before
Bolsover        | 2      | closed     |
Bolsover        | 1      | not upheld |
Runnymede       | 2      | upheld     | yes
Runnymede       | 1      | upheld     | no
Other_districts | 7      | upheld     | yes
Other_districts | 49     | upheld     | no
Other_districts | 40     | not upheld | no
""",
    expected="""
authority | measure                  | figure  | shown               | similar       | verdict         | decided
Bolsover  | uphold_rate              | 0 of 1  | 0%                  | 59%           | too few to tell | 3
Bolsover  | satisfactory_remedy_rate | no base | no upheld decisions | 15%           | not compared    | 3
Runnymede | uphold_rate              | 3 of 3  | 100%                | 59%           | too few to tell | 3
Runnymede | compliance_rate          | no base | none were due       | none were due | not compared    | 3
Runnymede | satisfactory_remedy_rate | 2 of 3  | 67%                 | 15%           | in line         | 3
""",
)

CAMBRIDGE = Spec(
    title="Cambridge 2024-25",
    text="""
Fifteen complaints: 6 were not for the ombudsman, 9 were assessed and closed, none was investigated. There is
no rate; the average of similar authorities, 66 %, is still given.
""",
    year=2025,
    cases="""
authority       | number | outcome
Cambridge       | 6      | referred back
Cambridge       | 9      | closed
Other_districts | 66     | upheld
Other_districts | 34     | not upheld
""",
    expected="""
authority | measure                  | figure  | shown               | similar | overview
Cambridge | uphold_rate              | no base | no investigations   | 66%     | not_for_us 6, assessed_and_closed 9
Cambridge | satisfactory_remedy_rate | no base | no upheld decisions | 0%      | not_for_us 6, assessed_and_closed 9
""",
)

MORE_OF_2022 = Spec(
    title="More figures of 2021-22",
    text="""
East Sussex 25 of 38 = 65.8 %; Cheshire East 18 of 29 = 62.1 %; Bristol 22 of 34 = 64.7 %; Gravesham 3 of 3,
with 1 of 3 remedies offered before, 33 %. All as published.
""",
    authorities="""
authority     | kind
East_Sussex   | county
Cheshire_East | unitary
Bristol       | unitary
Gravesham     | district
""",
    cases="""
authority     | number | outcome    | remedy offered before
East_Sussex   | 25     | upheld     | no
East_Sussex   | 13     | not upheld | no
Cheshire_East | 2      | upheld     | yes
Cheshire_East | 16     | upheld     | no
Cheshire_East | 11     | not upheld | no
Bristol       | 22     | upheld     | no
Bristol       | 12     | not upheld | no
Gravesham     | 1      | upheld     | yes
Gravesham     | 2      | upheld     | no
""",
    expected="""
authority     | measure                  | figure   | shown
East_Sussex   | uphold_rate              | 25 of 38 | 66%
Cheshire_East | uphold_rate              | 18 of 29 | 62%
Cheshire_East | satisfactory_remedy_rate | 2 of 18  | 11%
Bristol       | uphold_rate              | 22 of 34 | 65%
Gravesham     | uphold_rate              | 3 of 3   | 100%
Gravesham     | satisfactory_remedy_rate | 1 of 3   | 33%
""",
)

NOTTINGHAMSHIRE = Spec(
    title="Nottinghamshire 2023-24",
    text="""
The council announced that its 81 % (22 of 27) was below the 85 % of similar authorities. It is well inside
what chance gives, and the verdict says so: in line. The other counties have 318 of 373; 340 of 400 in all.
""",
    year=2024,
    authorities="""
authority       | kind
Nottinghamshire | county
Other_counties  | county
""",
    cases="""
authority       | number | outcome
Nottinghamshire | 22     | upheld
Nottinghamshire | 5      | not upheld
Other_counties  | 318    | upheld
Other_counties  | 55     | not upheld
""",
    expected="""
authority       | measure     | figure   | shown | similar | verdict
Nottinghamshire | uphold_rate | 22 of 27 | 81%   | 85%     | in line
""",
)

CHAPTER = Chapter(
    "Real letters",
    "Published figures of real councils, worked again from cases.",
    (DARTFORD, YORK, KENT, BOLSOVER_AND_RUNNYMEDE, CAMBRIDGE, MORE_OF_2022, NOTTINGHAMSHIRE),
)
